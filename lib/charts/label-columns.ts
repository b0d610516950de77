/** Which texts of a canvas may be the ticks of one axis, and what they say. */
import type { DrawnLabel } from './label-batch.ts';
import { parsePriceLabel, type DecimalMark } from './parse-price-label.ts';

export interface PricedLabel {
  readonly price: number;
  readonly y: number;
}

const COLUMN_WIDTH_PX = 3;
const ROW_HEIGHT_PX = 2;
const PERCENT = /\d\s?[%％]$/;

/** Labels of one style in one column, each place once. */
export const groupIntoColumns = (labels: readonly DrawnLabel[]): DrawnLabel[][] => {
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

export const priceLabels = (column: readonly DrawnLabel[], mark: DecimalMark): PricedLabel[] =>
  column.flatMap(({ text, y }) => {
    const price = parsePriceLabel(text, mark);
    return price === null ? [] : [{ price, y }];
  });

/** Does the column tell shares rather than prices? */
export const isInPercent = (column: readonly DrawnLabel[]): boolean =>
  column.filter(({ text }) => PERCENT.test(text.trim())).length * 2 > column.length;

/** Height of the first row of texts left of and below an axis, where a chart has its times; null without one. */
export const findRowBelow = (
  labels: readonly DrawnLabel[],
  axis: { readonly left: number; readonly bottom: number },
): number | null => {
  const below = labels.filter(({ y, right }) => y > axis.bottom && right <= axis.left);
  const rows = below.filter((label) =>
    below.some(({ x, y }) => x !== label.x && Math.abs(y - label.y) <= ROW_HEIGHT_PX),
  );
  return rows.length === 0 ? null : Math.min(...rows.map(({ y }) => y));
};
