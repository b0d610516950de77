/**
 * How a position book lies in memory. The book is a plain object of numbers and typed arrays, so that a
 * snapshot of it can be stored as it is.
 *
 *   row  = side · tierCount + tier                    long rows first
 *   coins in a cell = mass[row · binCount + bin − firstBin] · scales[row]
 *
 * Cells are indexed by the bin of the LIQUIDATION price. Closing a share of a tier only changes its
 * scale, not its cells. Each row knows the range of bins that it fills, and work is done on that alone.
 * Positions whose liquidation price lies outside the window keep their amount in `beyond` and lose
 * their place.
 */
import type { Side, SweptBy } from './market-data.ts';

export interface PositionBook {
  readonly modelVersion: string;
  readonly leverages: Float64Array;
  readonly binCount: number;
  /** End of the last step; 0 before the first. */
  timeMs: number;
  /** Close of the last step; 0 before the first. */
  price: number;
  /** Which price swept the last step that traded; `mark` before the first. */
  sweptBy: SweptBy;
  /** One-sided open interest that the book holds on each side; 0 until it is seeded. */
  openInterestCoins: number;
  /** A reading that looked wrong and waits for a second one to confirm it; 0 where none does. */
  doubtedCoins: number;
  /** What an ordinary hour trades, and how many hours of memory that rests on. */
  hourlyVolumeCoins: number;
  volumeHours: number;
  firstBin: number;
  /** Per row: bins outside of `lowBins` to `highBins` are empty; an empty row has low above high. */
  readonly lowBins: Int32Array;
  readonly highBins: Int32Array;
  /** Per row. `totals` in coins; `beyond` in the units of the row's cells. */
  readonly scales: Float64Array;
  readonly totals: Float64Array;
  readonly beyond: Float64Array;
  readonly mass: Float32Array;
}

export const rowOf = (book: PositionBook, side: Side, tier: number): number =>
  (side === 'long' ? 0 : book.leverages.length) + tier;

/** Coins of all tiers of a side, beyond the window included. */
export const totalOf = (book: PositionBook, side: Side): number => {
  const tierCount = book.leverages.length;
  const first = rowOf(book, side, 0);
  let total = 0;
  for (let row = first; row < first + tierCount; row++) total += book.totals[row] ?? 0;
  return total;
};

/** Notes the range of bins that a row fills; a range outside the window leaves the row empty. */
export const setRange = (book: PositionBook, row: number, low: number, high: number): void => {
  book.lowBins[row] = Math.max(low, book.firstBin);
  book.highBins[row] = Math.min(high, book.firstBin + book.binCount - 1);
};

/** A scale below this is multiplied into the cells, so that old positions can fade out of the range. */
const SMALLEST_SCALE = 1e-3;
/** A cell with less than this share of its row is dropped; the open interest puts it back elsewhere. */
const FAINT_SHARE = 1e-5;

/** Takes the share `1 − factor` out of a row, wherever its positions lie. */
export const scaleRow = (book: PositionBook, row: number, factor: number): void => {
  const scale = (book.scales[row] ?? 1) * factor;
  book.scales[row] = scale;
  book.totals[row] = (book.totals[row] ?? 0) * factor;
  if (scale < SMALLEST_SCALE) foldScale(book, row, scale);
};

const foldScale = (book: PositionBook, row: number, scale: number): void => {
  const start = row * book.binCount - book.firstBin;
  const faint = (book.totals[row] ?? 0) * FAINT_SHARE;
  let [low, high, total] = [1, 0, 0];
  for (let bin = book.lowBins[row] ?? 1; bin <= (book.highBins[row] ?? 0); bin++) {
    const coins = (book.mass[start + bin] ?? 0) * scale;
    book.mass[start + bin] = coins > faint ? coins : 0;
    if (!(coins > faint)) continue;
    if (low > high) low = bin;
    high = bin;
    total += coins;
  }
  book.lowBins[row] = low;
  book.highBins[row] = high;
  book.beyond[row] = (book.beyond[row] ?? 0) * scale;
  book.totals[row] = total + (book.beyond[row] ?? 0);
  book.scales[row] = 1;
};
