/**
 * From the texts of a canvas to the price axes they form. Tick labels of an axis share column, font
 * and colour; the marks of last price, crosshair and orders do not, and those that do fall out of the
 * fit. An axis is linear or logarithmic, upright or inverted.
 */
import type { UnreadableReason } from './chart-scale.ts';
import { fitKinds, type KindsFit } from './fit-kinds.ts';
import type { FittedLine } from './fit-line.ts';
import type { DrawnLabel } from './label-batch.ts';
import { findRowBelow, groupIntoColumns, isInPercent, priceLabels } from './label-columns.ts';
import type { PricedLabel } from './label-columns.ts';

/** A fitted axis; pixels are those of the labels it was made from. */
export interface AxisFit extends Omit<KindsFit, 'followers'> {
  readonly labelCount: number;
  /** The column of labels on its canvas. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Height of the first row of other texts below the axis, as of times; null where there is none. */
  readonly rowBelow: number | null;
}

type ColumnFit = Omit<AxisFit, 'rowBelow'>;

export interface LabelFit {
  readonly axes: readonly AxisFit[];
  /** Why there is no axis; of no meaning where there is one. */
  readonly reason: Extract<
    UnreadableReason,
    'no-labels' | 'too-few-labels' | 'labels-do-not-fit' | 'percent-axis'
  >;
}

const MIN_LABELS = 3;
/** No axis has so many ticks; a table of numbers may. */
const MAX_LABELS_OF_AXIS = 64;
/** Labels closer together than this say too little of the whole pane. */
const MIN_SPAN_PX = 40;

/** A line is an axis where most labels follow it, at places apart, over a good piece of the pane. */
const isAxis = (line: FittedLine, labelCount: number): boolean => {
  if (!Number.isFinite(line.slope) || line.slope === 0) return false;
  const heights = line.followers.map(({ y }) => y);
  const levels = new Set(line.followers.map(({ level }) => level));
  return (
    line.followers.length * 2 > labelCount &&
    levels.size >= MIN_LABELS &&
    Math.max(...heights) - Math.min(...heights) >= MIN_SPAN_PX
  );
};

const fitPrices = (
  labels: readonly PricedLabel[],
  column: readonly DrawnLabel[],
): ColumnFit | null => {
  if (labels.length < MIN_LABELS || labels.length > MAX_LABELS_OF_AXIS) return null;
  const fit = fitKinds(labels, (line) => isAxis(line, labels.length));
  if (fit === null) return null;
  const { followers, ...rest } = fit;
  const heights = followers.map(({ y }) => y);
  return {
    ...rest,
    labelCount: followers.length,
    left: Math.min(...column.map((label) => label.left)),
    right: Math.max(...column.map((label) => label.right)),
    top: Math.min(...heights),
    bottom: Math.max(...heights),
  };
};

/** A column read with a point and with a comma may give two axes; the expected price tells which is true. */
const fitColumn = (column: readonly DrawnLabel[]): ColumnFit[] => {
  const withPoint = priceLabels(column, '.');
  const withComma = priceLabels(column, ',');
  const isSame =
    withPoint.length === withComma.length &&
    withPoint.every(({ price }, i) => price === withComma[i]?.price);
  const readings = isSame ? [withPoint] : [withPoint, withComma];
  return readings.map((labels) => fitPrices(labels, column)).filter((fit) => fit !== null);
};

const reasonOf = (columns: readonly DrawnLabel[][]): LabelFit['reason'] => {
  const longest = Math.max(0, ...columns.map((column) => column.length));
  if (longest === 0) return 'no-labels';
  if (longest < MIN_LABELS) return 'too-few-labels';
  const long = columns.filter((column) => column.length >= MIN_LABELS);
  return long.some(isInPercent) ? 'percent-axis' : 'labels-do-not-fit';
};

/** All price axes among the texts of one canvas. */
export const fitLabels = (labels: readonly DrawnLabel[]): LabelFit => {
  const columns = groupIntoColumns(labels);
  const axes = columns
    .flatMap(fitColumn)
    .map((axis) => ({ ...axis, rowBelow: findRowBelow(labels, axis) }));
  return { axes, reason: reasonOf(columns) };
};
