/** The book summed over leverages, within a window around the price: what gets drawn. */
import { binOfPrice } from './bins.ts';
import type { PositionBook } from './book-layout.ts';
import type { Column, QuantisedColumn } from './column.ts';
import { COLUMN_SHARE } from './parameters.ts';
import { quantiseColumn } from './quantise.ts';

const BINS_BELOW = -binOfPrice(1 - COLUMN_SHARE);
const BINS_ABOVE = binOfPrice(1 + COLUMN_SHARE);

/** Bins of every column. */
export const COLUMN_BINS = BINS_BELOW + BINS_ABOVE + 1;

/** Some of a book's leverages; those that the book does not have are passed over. */
type Leverages = Float64Array | readonly number[];

/** Rows of one side, added into `sum`; says which part of it they fill, as `[from, to)`. */
const addRows = (
  book: PositionBook,
  firstRow: number,
  leverages: Leverages,
  firstBin: number,
  sum: Float32Array,
): readonly [from: number, to: number] => {
  let from = sum.length;
  let to = 0;
  for (let tier = 0; tier < book.leverages.length; tier++) {
    const isWanted = leverages === book.leverages || leverages.includes(book.leverages[tier] ?? 0);
    const row = firstRow + tier;
    const low = Math.max(0, (book.lowBins[row] ?? 1) - firstBin);
    const end = Math.min(sum.length, (book.highBins[row] ?? 0) + 1 - firstBin);
    if (!isWanted || low >= end) continue;
    addRow(book, row, low, end, firstBin, sum);
    from = Math.min(from, low);
    to = Math.max(to, end);
  }
  return [from, Math.max(from, to)];
};

const addRow = (
  book: PositionBook,
  row: number,
  from: number,
  to: number,
  firstBin: number,
  sum: Float32Array,
): void => {
  const { mass } = book;
  const scale = book.scales[row] ?? 1;
  const shift = row * book.binCount + firstBin - book.firstBin;
  for (let at = from; at < to; at++) sum[at] = (sum[at] ?? 0) + (mass[shift + at] ?? 0) * scale;
};

/**
 * The map as it stands, in coins, from 35 % below to 35 % above `price`. `leverages` picks tiers; those
 * that the book does not have are passed over.
 */
export const readColumn = (
  book: PositionBook,
  timeMs: number,
  price: number,
  leverages: Leverages = book.leverages,
): Column => {
  const firstBin = binOfPrice(price) - BINS_BELOW;
  const longCoins = new Float32Array(COLUMN_BINS);
  const shortCoins = new Float32Array(COLUMN_BINS);
  addRows(book, 0, leverages, firstBin, longCoins);
  addRows(book, book.leverages.length, leverages, firstBin, shortCoins);
  return { timeMs, price, sweptBy: book.sweptBy, firstBin, longCoins, shortCoins };
};

/** Sums are made here and turned into codes at once, so that a month of columns makes no garbage. */
const longCoins = new Float32Array(COLUMN_BINS);
const shortCoins = new Float32Array(COLUMN_BINS);

/**
 * The same map in bytes, the way it is stored: `quantiseColumn(readColumn(…))` without the column in
 * between. `codes` as there.
 */
export const readQuantisedColumn = (
  book: PositionBook,
  timeMs: number,
  price: number,
  codes?: Uint8Array,
  leverages: Leverages = book.leverages,
): QuantisedColumn => {
  const firstBin = binOfPrice(price) - BINS_BELOW;
  const { sweptBy } = book;
  const [longFrom, longTo] = addRows(book, 0, leverages, firstBin, longCoins);
  const shortRow = book.leverages.length;
  const [shortFrom, shortTo] = addRows(book, shortRow, leverages, firstBin, shortCoins);
  const sums = { timeMs, price, sweptBy, firstBin, longCoins, shortCoins };
  const quantised = quantiseColumn(sums, { longFrom, longTo, shortFrom, shortTo }, codes);
  longCoins.fill(0, longFrom, longTo);
  shortCoins.fill(0, shortFrom, shortTo);
  return quantised;
};
