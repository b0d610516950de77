/**
 * Liquidations of a step: longs whose liquidation price lies at or above the lowest mark price of the
 * step, shorts at or below the highest, leave the book.
 */
import { binOfPrice, priceOfBin } from './bins.ts';
import { setRange, type PositionBook } from './book-layout.ts';

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
    const cell = (book.mass[start + bin] ?? 0) * scale;
    if (cell === 0) continue;
    book.mass[start + bin] = 0;
    coins += cell;
    swept.usd += cell * priceOfBin(bin + 0.5);
  }
  book.totals[row] = Math.max(0, (book.totals[row] ?? 0) - coins);
  swept.coins += coins;
};

const sweepLongs = (book: PositionBook, lowBin: number): Swept => {
  const swept = { coins: 0, usd: 0 };
  for (let row = 0; row < book.leverages.length; row++) {
    const low = book.lowBins[row] ?? 1;
    const high = book.highBins[row] ?? 0;
    if (lowBin > high) continue;
    sweepRow(book, row, Math.max(low, lowBin), high, swept);
    setRange(book, row, low, lowBin - 1);
  }
  return swept;
};

const sweepShorts = (book: PositionBook, highBin: number): Swept => {
  const swept = { coins: 0, usd: 0 };
  for (let row = book.leverages.length; row < book.totals.length; row++) {
    const low = book.lowBins[row] ?? 1;
    const high = book.highBins[row] ?? 0;
    if (highBin < low) continue;
    sweepRow(book, row, low, Math.min(high, highBin), swept);
    setRange(book, row, highBin + 1, high);
  }
  return swept;
};

/** Liquidates what the mark price reached between `low` and `high`; changes the book. */
export const sweepBook = (book: PositionBook, timeMs: number, low: number, high: number): Sweep => {
  const longs = sweepLongs(book, binOfPrice(low));
  const shorts = sweepShorts(book, binOfPrice(high));
  return {
    timeMs,
    longCoins: longs.coins,
    longUsd: longs.usd,
    shortCoins: shorts.coins,
    shortUsd: shorts.usd,
  };
};
