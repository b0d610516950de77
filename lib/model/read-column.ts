/** The book summed over leverages, within a window around the price: what gets drawn. */
import { binOfPrice } from './bins.ts';
import type { PositionBook } from './book-layout.ts';
import type { Column } from './column.ts';
import { COLUMN_SHARE } from './parameters.ts';

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
  return { timeMs, price, firstBin, longCoins, shortCoins };
};
