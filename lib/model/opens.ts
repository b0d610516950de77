/**
 * New positions: what restores the open interest on each side, entered evenly over the traded range of
 * the step. Entry range and range of shifts together give the range of liquidation prices. None can lie
 * on the wrong side of the price at the end of the step: such a position would be gone already.
 */
import { binCoordinate } from './bins.ts';
import type { BookContext } from './book-context.ts';
import { rowOf, setRange, type PositionBook } from './book-layout.ts';
import type { Side } from './market-data.ts';

/** Where positions were entered, in bin coordinates (bins.ts), and where the price is now. */
export interface Entries {
  readonly low: number;
  readonly high: number;
  readonly now: number;
}

export const entriesBetween = (lowPrice: number, highPrice: number, price: number): Entries => ({
  low: binCoordinate(lowPrice),
  high: binCoordinate(highPrice),
  now: binCoordinate(price),
});

const NARROWEST_BINS = 0.5;

/** Spreads `coins` evenly over the bin coordinates `low` to `high` of a row; low < high. */
const addRange = (
  book: PositionBook,
  row: number,
  low: number,
  high: number,
  coins: number,
): void => {
  const density = coins / (book.scales[row] ?? 1) / (high - low);
  const from = Math.max(low, book.firstBin);
  const to = Math.min(high, book.firstBin + book.binCount);
  const outside = high - low - Math.max(0, to - from);
  book.totals[row] = (book.totals[row] ?? 0) + coins;
  if (outside > 0) book.beyond[row] = (book.beyond[row] ?? 0) + density * outside;
  if (from < to) fill(book, row, from, to, density);
};

const fill = (book: PositionBook, row: number, from: number, to: number, density: number): void => {
  const { mass } = book;
  const start = row * book.binCount - book.firstBin;
  const first = Math.floor(from);
  const last = Math.ceil(to) - 1;
  for (let at = start + first; at <= start + last; at++) mass[at] = (mass[at] ?? 0) + density;
  // Of the outermost bins only a part was meant; at most a rounding error can be taken out too much.
  const below = (mass[start + first] ?? 0) - density * (from - first);
  mass[start + first] = Math.max(0, below);
  const above = (mass[start + last] ?? 0) - density * (last + 1 - to);
  mass[start + last] = Math.max(0, above);
  widenRange(book, row, first, last);
};

const widenRange = (book: PositionBook, row: number, first: number, last: number): void => {
  const low = book.lowBins[row] ?? 1;
  const high = book.highBins[row] ?? 0;
  if (low > high) setRange(book, row, first, last);
  else setRange(book, row, Math.min(low, first), Math.max(high, last));
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
  const low = entries.low + (context.shiftLow[row] ?? 0);
  const high = entries.high + (context.shiftHigh[row] ?? 0);
  if (side === 'long') {
    const top = Math.floor(entries.now);
    const from = Math.min(low, top - NARROWEST_BINS);
    addRange(book, row, from, Math.max(Math.min(high, top), from + NARROWEST_BINS), coins);
  } else {
    const bottom = Math.ceil(entries.now);
    const to = Math.max(high, bottom + NARROWEST_BINS);
    addRange(book, row, Math.min(Math.max(low, bottom), to - NARROWEST_BINS), to, coins);
  }
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
