/**
 * Liquidations of a step: longs whose liquidation price lies at or above the lowest mark price of the
 * step, shorts at or below the highest, leave the book.
 */
import { binOfPrice, priceOfBin } from './bins.ts';
import type { PositionBook } from './book-layout.ts';

/** What a step liquidated. USD at the middle of each swept bin. */
export interface Sweep {
  readonly timeMs: number;
  readonly longCoins: number;
  readonly longUsd: number;
  readonly shortCoins: number;
  readonly shortUsd: number;
}

export const emptySweep = (timeMs: number): Sweep => ({
  timeMs,
  longCoins: 0,
  longUsd: 0,
  shortCoins: 0,
  shortUsd: 0,
});

interface Swept {
  coins: number;
  usd: number;
}

/** Takes bins `fromBin` to `toBin` (both included) out of one row and adds them to `swept`. */
const sweepRow = (
  book: PositionBook,
  row: number,
  fromBin: number,
  toBin: number,
  swept: Swept,
): void => {
  const scale = book.scales[row] ?? 1;
  const start = row * book.binCount - book.firstBin;
  let coins = 0;
  for (let bin = fromBin; bin <= toBin; bin++) {
    const cell = book.mass[start + bin] ?? 0;
    if (cell === 0) continue;
    book.mass[start + bin] = 0;
    coins += cell * scale;
    swept.usd += cell * scale * priceOfBin(bin + 0.5);
  }
  book.totals[row] = Math.max(0, (book.totals[row] ?? 0) - coins);
  swept.coins += coins;
};

const sweepRows = (book: PositionBook, firstRow: number, fromBin: number, toBin: number): Swept => {
  const swept = { coins: 0, usd: 0 };
  const from = Math.max(fromBin, book.firstBin);
  const to = Math.min(toBin, book.firstBin + book.binCount - 1);
  if (from > to) return swept;
  for (let k = 0; k < book.leverages.length; k++) sweepRow(book, firstRow + k, from, to, swept);
  return swept;
};

/** Liquidates what the mark price reached between `low` and `high`; changes the book. */
export const sweepBook = (book: PositionBook, timeMs: number, low: number, high: number): Sweep => {
  const lowBin = binOfPrice(low);
  const highBin = binOfPrice(high);
  const longs = sweepRows(book, 0, lowBin, book.highestLongBin);
  const shorts = sweepRows(book, book.leverages.length, book.lowestShortBin, highBin);
  book.highestLongBin = Math.min(book.highestLongBin, lowBin - 1);
  book.lowestShortBin = Math.max(book.lowestShortBin, highBin + 1);
  return {
    timeMs,
    longCoins: longs.coins,
    longUsd: longs.usd,
    shortCoins: shorts.coins,
    shortUsd: shorts.usd,
  };
};
