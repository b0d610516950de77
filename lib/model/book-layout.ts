/**
 * How a position book lies in memory. The book is a plain object of numbers and typed arrays, so that a
 * snapshot of it can be stored as it is.
 *
 *   row  = side · tierCount + tier                    long rows first
 *   coins in a cell = mass[row · binCount + bin − firstBin] · scales[row]
 *
 * Cells are indexed by the bin of the LIQUIDATION price. Closing a share of a tier only changes its
 * scale, not its cells. Positions whose liquidation price lies outside the window keep their amount in
 * `beyond` and lose their place.
 */
import type { Side } from './market-data.ts';

export interface PositionBook {
  readonly modelVersion: string;
  readonly leverages: Float64Array;
  readonly binCount: number;
  /** End of the last step; 0 before the first. */
  timeMs: number;
  /** Close of the last step; 0 before the first. */
  price: number;
  /** One-sided open interest that the book holds on each side; 0 until it is seeded. */
  openInterestCoins: number;
  /** A reading that looked wrong and waits for a second one to confirm it; 0 where none does. */
  doubtedCoins: number;
  /** What an ordinary hour trades, and how many hours of memory that rests on. */
  hourlyVolumeCoins: number;
  volumeHours: number;
  firstBin: number;
  /** No long has its bin above, no short below these. */
  highestLongBin: number;
  lowestShortBin: number;
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

/** Takes the share `1 − factor` out of a row, wherever its positions lie. */
export const scaleRow = (book: PositionBook, row: number, factor: number): void => {
  book.scales[row] = (book.scales[row] ?? 1) * factor;
  book.totals[row] = (book.totals[row] ?? 0) * factor;
  if ((book.scales[row] ?? 0) < SMALLEST_SCALE) foldScale(book, row);
};

const SMALLEST_SCALE = 1e-12;

/** Multiplies a row's scale into its cells, before the cells outgrow 32-bit numbers. */
const foldScale = (book: PositionBook, row: number): void => {
  const scale = book.scales[row] ?? 1;
  const start = row * book.binCount;
  let total = 0;
  for (let at = start; at < start + book.binCount; at++) {
    book.mass[at] = (book.mass[at] ?? 0) * scale;
    total += book.mass[at] ?? 0;
  }
  book.beyond[row] = (book.beyond[row] ?? 0) * scale;
  book.totals[row] = total + (book.beyond[row] ?? 0);
  book.scales[row] = 1;
};
