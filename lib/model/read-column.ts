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

const addRow = (book: PositionBook, row: number, firstBin: number, sum: Float32Array): void => {
  const { mass } = book;
  const scale = book.scales[row] ?? 1;
  const shift = row * book.binCount + firstBin - book.firstBin;
  const from = Math.max(0, (book.lowBins[row] ?? 1) - firstBin);
  const to = Math.min(sum.length - 1, (book.highBins[row] ?? 0) - firstBin);
  for (let at = from; at <= to; at++) sum[at] = (sum[at] ?? 0) + (mass[shift + at] ?? 0) * scale;
};

/**
 * The map as it stands, in coins, from 35 % below to 35 % above `price`. `leverages` picks tiers; those
 * that the book does not have are passed over.
 */
export const readColumn = (
  book: PositionBook,
  timeMs: number,
  price: number,
  leverages: ArrayLike<number> = book.leverages,
): Column => {
  const firstBin = binOfPrice(price) - BINS_BELOW;
  const longCoins = new Float32Array(COLUMN_BINS);
  const shortCoins = new Float32Array(COLUMN_BINS);
  const wanted = new Set(Array.from(leverages));
  const tierCount = book.leverages.length;
  book.leverages.forEach((leverage, tier) => {
    if (!wanted.has(leverage)) return;
    addRow(book, tier, firstBin, longCoins);
    addRow(book, tierCount + tier, firstBin, shortCoins);
  });
  return { timeMs, price, sweptBy: book.sweptBy, firstBin, longCoins, shortCoins };
};

/** Sums are made here and turned into codes at once, so that a month of columns makes no garbage. */
const scratchLongs = new Float32Array(COLUMN_BINS);
const scratchShorts = new Float32Array(COLUMN_BINS);

/**
 * The same map in bytes, the way it is stored: `quantiseColumn(readColumn(…))` of all leverages, without
 * the column in between. `codes` as there.
 */
export const readQuantisedColumn = (
  book: PositionBook,
  timeMs: number,
  price: number,
  codes?: Uint8Array,
): QuantisedColumn => {
  const firstBin = binOfPrice(price) - BINS_BELOW;
  const tierCount = book.leverages.length;
  let longTo = 0;
  let shortFrom = COLUMN_BINS;
  for (let k = 0; k < tierCount; k++) {
    longTo = Math.max(longTo, (book.highBins[k] ?? 0) + 1 - firstBin);
    shortFrom = Math.min(shortFrom, (book.lowBins[tierCount + k] ?? 1) - firstBin);
  }
  longTo = Math.min(longTo, COLUMN_BINS);
  shortFrom = Math.max(shortFrom, 0);
  scratchLongs.fill(0, 0, longTo);
  scratchShorts.fill(0, shortFrom);
  for (let k = 0; k < tierCount; k++) {
    addRow(book, k, firstBin, scratchLongs);
    addRow(book, tierCount + k, firstBin, scratchShorts);
  }
  const { sweptBy } = book;
  const sums = {
    timeMs,
    price,
    sweptBy,
    firstBin,
    longCoins: scratchLongs,
    shortCoins: scratchShorts,
  };
  return quantiseColumn(sums, { longFrom: 0, longTo, shortFrom, shortTo: COLUMN_BINS }, codes);
};
