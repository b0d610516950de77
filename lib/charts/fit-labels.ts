/**
 * From the texts of a canvas to the price axes they form. Tick labels of an axis share column, font
 * and colour; the marks of last price, crosshair and orders do not, and those that do fall out of the
 * fit. An axis is linear or logarithmic, upright or inverted.
 */
import type { PriceScale, ScaleKind, UnreadableReason } from './chart-scale.ts';
import { describeErrors, fitAll, fitMost, regress } from './fit-line.ts';
import type { FittedLine, LevelPoint } from './fit-line.ts';
import type { DrawnLabel } from './label-batch.ts';
import { parsePriceLabel, type DecimalMark } from './parse-price-label.ts';

/** A fitted axis; pixels are those of the labels it was made from. */
export interface AxisFit {
  readonly scale: PriceScale;
  readonly errorPx: number;
  readonly labelCount: number;
  /** The column of labels on its canvas. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LabelFit {
  readonly axes: readonly AxisFit[];
  /** Why there is no axis; of no meaning where there is one. */
  readonly reason: Extract<UnreadableReason, 'no-labels' | 'too-few-labels' | 'labels-do-not-fit'>;
}

const COLUMN_WIDTH_PX = 3;
const MIN_LABELS = 3;
/** No axis has so many ticks; a table of numbers may. */
const MAX_LABELS_OF_AXIS = 64;
/** Labels closer together than this say too little of the whole pane. */
const MIN_SPAN_PX = 40;
/** Below this a better fit is noise, and the kind does not matter to where anything is drawn. */
const CLEARLY_BETTER_PX = 0.02;
/** Rounded labels that leave the logarithm this much more room than the line decide for it. */
const CLEARLY_MORE_ROOM = 4;

interface PricedLabel {
  readonly price: number;
  readonly y: number;
}

/** Labels of one style in one column, each place once. */
const groupIntoColumns = (labels: readonly DrawnLabel[]): DrawnLabel[][] => {
  const sorted = labels.toSorted((a, b) => a.style - b.style || a.x - b.x);
  const columns: DrawnLabel[][] = [];
  for (const label of sorted) {
    const column = columns.at(-1);
    const last = column?.at(-1);
    const isSame =
      last !== undefined && last.style === label.style && label.x - last.x <= COLUMN_WIDTH_PX;
    if (isSame) column?.push(label);
    else columns.push([label]);
  }
  return columns.map((column) => [
    ...new Map(column.map((label) => [`${label.text} ${label.y}`, label])).values(),
  ]);
};

const priceLabels = (column: readonly DrawnLabel[], mark: DecimalMark): PricedLabel[] =>
  column.flatMap(({ text, y }) => {
    const price = parsePriceLabel(text, mark);
    return price === null ? [] : [{ price, y }];
  });

const LEVELS: Readonly<Record<ScaleKind, (price: number) => number>> = {
  linear: (price) => price,
  log: Math.log,
};

const toPoints = (labels: readonly PricedLabel[], kind: ScaleKind): LevelPoint[] =>
  labels
    .filter(({ price }) => kind === 'linear' || price > 0)
    .map(({ price, y }) => ({ level: LEVELS[kind](price), y }));

/** A line is an axis where most labels follow it, at places apart, over a good piece of the pane. */
const isAxis = (line: FittedLine | null, labelCount: number): line is FittedLine => {
  if (line === null || !Number.isFinite(line.slope) || line.slope === 0) return false;
  const heights = line.followers.map(({ y }) => y);
  const levels = new Set(line.followers.map(({ level }) => level));
  return (
    line.followers.length * 2 > labelCount &&
    levels.size >= MIN_LABELS &&
    Math.max(...heights) - Math.min(...heights) >= MIN_SPAN_PX
  );
};

/** Linear unless the logarithm explains more labels, or the same ones clearly better. */
const chooseKind = (linear: FittedLine | null, log: FittedLine | null): ScaleKind => {
  if (linear === null || log === null) return linear === null ? 'log' : 'linear';
  const more = log.followers.length - linear.followers.length;
  if (more !== 0) return more > 0 ? 'log' : 'linear';
  // Of rounded labels, the kind that leaves more room is the likelier one; none is impossible.
  if (linear.room + log.room > 0) return log.room > linear.room ? 'log' : 'linear';
  const isBetter =
    linear.spreadPx - log.spreadPx > CLEARLY_BETTER_PX && log.spreadPx < linear.spreadPx * 0.95;
  return isBetter ? 'log' : 'linear';
};

/**
 * Where rounded labels fit both kinds about as well, as in views of a percent or two, a wrong guess is
 * twice as far off as the middle: a straight line between the two, weighted by the room each has.
 */
const blend = (linear: FittedLine, log: FittedLine): FittedLine | null => {
  const less = Math.min(linear.room, log.room);
  if (!less || log.room > CLEARLY_MORE_ROOM * linear.room) return null;
  const share = log.room / (log.room + linear.room);
  const prices = linear.followers.map(({ level }) => level).sort((a, b) => a - b);
  const [low = 0, high = 0] = [prices[0], prices.at(-1)];
  const step = (high - low) / (prices.length - 1);
  const middle = [low - step, ...prices, high + step].map((price) => {
    const onLog = log.intercept + log.slope * Math.log(Math.max(price, low / 2));
    const onLine = linear.intercept + linear.slope * price;
    return { level: price, y: share * onLog + (1 - share) * onLine };
  });
  return { ...regress(middle), ...describeErrors(regress(middle), linear.followers), room: less };
};

/** Each kind by all labels, or, where neither explains all, each by as many as it can. */
const fitKinds = (labels: readonly PricedLabel[]) => {
  const points = { linear: toPoints(labels, 'linear'), log: toPoints(labels, 'log') };
  const linear = fitAll(points.linear);
  // No other kind can be clearly better than one that is exact.
  if (linear !== null && linear.spreadPx <= CLEARLY_BETTER_PX) return { linear, log: null };
  const log = points.log.length === labels.length ? fitAll(points.log) : null;
  if (linear !== null || log !== null) return { linear, log };
  return { linear: fitMost(points.linear), log: fitMost(points.log) };
};

const fitPrices = (
  labels: readonly PricedLabel[],
  column: readonly DrawnLabel[],
): AxisFit | null => {
  if (labels.length < MIN_LABELS || labels.length > MAX_LABELS_OF_AXIS) return null;
  const lines = fitKinds(labels);
  const linear = isAxis(lines.linear, labels.length) ? lines.linear : null;
  const log = isAxis(lines.log, labels.length) ? lines.log : null;
  const kind = chooseKind(linear, log);
  const blended = linear && log && blend(linear, log);
  const line = blended ?? (kind === 'linear' ? linear : log);
  if (line === null) return null;
  const heights = line.followers.map(({ y }) => y);
  return {
    scale: { kind: blended ? 'linear' : kind, slope: line.slope, intercept: line.intercept },
    errorPx: line.errorPx,
    labelCount: line.followers.length,
    left: Math.min(...column.map((label) => label.left)),
    right: Math.max(...column.map((label) => label.right)),
    top: Math.min(...heights),
    bottom: Math.max(...heights),
  };
};

/** A column read with a point and with a comma may give two axes; the expected price tells which is true. */
const fitColumn = (column: readonly DrawnLabel[]): AxisFit[] => {
  const withPoint = priceLabels(column, '.');
  const withComma = priceLabels(column, ',');
  const isSame =
    withPoint.length === withComma.length &&
    withPoint.every(({ price }, i) => price === withComma[i]?.price);
  const readings = isSame ? [withPoint] : [withPoint, withComma];
  return readings.map((labels) => fitPrices(labels, column)).filter((fit) => fit !== null);
};

/** All price axes among the texts of one canvas. */
export const fitLabels = (labels: readonly DrawnLabel[]): LabelFit => {
  const columns = groupIntoColumns(labels);
  const axes = columns.flatMap(fitColumn);
  const longest = Math.max(0, ...columns.map((column) => column.length));
  const reason =
    longest === 0 ? 'no-labels' : longest < MIN_LABELS ? 'too-few-labels' : 'labels-do-not-fit';
  return { axes, reason };
};
