/**
 * New positions: what restores the open interest on each side, entered evenly over the traded range of
 * the step. Entry range and range of shifts together give the range of liquidation prices. None can lie
 * on the wrong side of the price at the end of the step: such a position would be gone already.
 */
import { binCoordinate } from './bins.ts';
import type { BookContext } from './book-context.ts';
import { rowOf, type PositionBook } from './book-layout.ts';
import type { Side } from './market-data.ts';

export interface Entries {
  readonly lowPrice: number;
  readonly highPrice: number;
  /** Price at the end of the step. */
  readonly price: number;
}

const NARROWEST_BINS = 0.5;

/** Spreads `coins` evenly over the bin coordinates `low` to `high` of a row; low < high. */
const addRange = (
  book: PositionBook,
  row: number,
  low: number,
  high: number,
  coins: number,
): void => {
  const amount = coins / (book.scales[row] ?? 1);
  const density = amount / (high - low);
  const from = Math.max(low, book.firstBin);
  const to = Math.min(high, book.firstBin + book.binCount);
  const outside = high - low - Math.max(0, to - from);
  book.totals[row] = (book.totals[row] ?? 0) + coins;
  if (outside > 0) book.beyond[row] = (book.beyond[row] ?? 0) + density * outside;
  const start = row * book.binCount - book.firstBin;
  for (let bin = Math.floor(from); bin < to; bin++) {
    const width = Math.min(bin + 1, to) - Math.max(bin, from);
    book.mass[start + bin] = (book.mass[start + bin] ?? 0) + density * width;
  }
};

/** Liquidation prices (bin coordinates) of entries over the range, cut off at the current price. */
const liquidationRange = (
  side: Side,
  row: number,
  context: BookContext,
  entries: Entries,
): [number, number] => {
  const low = binCoordinate(entries.lowPrice) + (context.shiftLow[row] ?? 0);
  const high = binCoordinate(entries.highPrice) + (context.shiftHigh[row] ?? 0);
  const now = binCoordinate(entries.price);
  if (side === 'long') {
    const top = Math.floor(now);
    const from = Math.min(low, top - NARROWEST_BINS);
    return [from, Math.max(Math.min(high, top), from + NARROWEST_BINS)];
  }
  const bottom = Math.ceil(now);
  const to = Math.max(high, bottom + NARROWEST_BINS);
  return [Math.min(Math.max(low, bottom), to - NARROWEST_BINS), to];
};

/** Opens `coins` of one tier. */
export const openInTier = (
  book: PositionBook,
  side: Side,
  tier: number,
  context: BookContext,
  entries: Entries,
  coins: number,
): void => {
  if (!(coins > 0)) return;
  const row = rowOf(book, side, tier);
  const [low, high] = liquidationRange(side, row, context, entries);
  addRange(book, row, low, high, coins);
  if (side === 'long') book.highestLongBin = Math.max(book.highestLongBin, Math.ceil(high) - 1);
  else book.lowestShortBin = Math.min(book.lowestShortBin, Math.floor(low));
};

/** Opens `coins` on one side, shared among the tiers by how much of it was taken and how much made. */
export const openPositions = (
  book: PositionBook,
  side: Side,
  context: BookContext,
  entries: Entries,
  coins: number,
  takerShare: number,
): void => {
  for (let k = 0; k < context.leverages.length; k++) {
    const share =
      takerShare * (context.takerMix[k] ?? 0) + (1 - takerShare) * (context.makerMix[k] ?? 0);
    openInTier(book, side, k, context, entries, coins * share);
  }
};
