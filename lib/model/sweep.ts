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
  /** USD by leverage tier, lowest first; empty where the side lost nothing. Sums to the side's USD. */
  readonly longUsdByTier: readonly number[];
  readonly shortUsdByTier: readonly number[];
}

/** Most steps liquidate nothing: they share this. */
const NONE: readonly number[] = Object.freeze([]);

export const emptySweep = (timeMs: number): Sweep => ({
  timeMs,
  longCoins: 0,
  longUsd: 0,
  shortCoins: 0,
  shortUsd: 0,
  longUsdByTier: NONE,
  shortUsdByTier: NONE,
});

const addTiers = (a: readonly number[], b: readonly number[]): readonly number[] => {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return a.map((usd, tier) => usd + (b[tier] ?? 0));
};

/** What two steps liquidated together; the time is the later one's. */
export const addSweeps = (a: Sweep, b: Sweep): Sweep => ({
  timeMs: Math.max(a.timeMs, b.timeMs),
  longCoins: a.longCoins + b.longCoins,
  longUsd: a.longUsd + b.longUsd,
  shortCoins: a.shortCoins + b.shortCoins,
  shortUsd: a.shortUsd + b.shortUsd,
  longUsdByTier: addTiers(a.longUsdByTier, b.longUsdByTier),
  shortUsdByTier: addTiers(a.shortUsdByTier, b.shortUsdByTier),
});

interface Swept {
  coins: number;
  usd: number;
  byTier: readonly number[];
}

/** Adds the USD of one row to `swept`; a list of tiers is made at the first that lost anything. */
const noteTier = (swept: Swept, tier: number, tierCount: number, usd: number): void => {
  if (usd === 0) return;
  if (swept.byTier.length === 0) swept.byTier = Array.from({ length: tierCount }, () => 0);
  (swept.byTier as number[])[tier] = usd;
  swept.usd += usd;
};

const RECOUNT_SHARE = 0.01;

/** Coins of a row, cell by cell. */
const countRow = (book: PositionBook, row: number): number => {
  const start = row * book.binCount - book.firstBin;
  let cells = book.beyond[row] ?? 0;
  for (let bin = book.lowBins[row] ?? 1; bin <= (book.highBins[row] ?? 0); bin++)
    cells += book.mass[start + bin] ?? 0;
  return cells * (book.scales[row] ?? 1);
};

/** Takes bins `fromBin` to `toBin` (both included) out of one row; adds coins to `swept`, returns USD. */
const sweepRow = (
  book: PositionBook,
  row: number,
  fromBin: number,
  toBin: number,
  swept: Swept,
): number => {
  const scale = book.scales[row] ?? 1;
  const start = row * book.binCount - book.firstBin;
  let coins = 0;
  let usd = 0;
  for (let bin = fromBin; bin <= toBin; bin++) {
    const cell = (book.mass[start + bin] ?? 0) * scale;
    if (cell === 0) continue;
    book.mass[start + bin] = 0;
    coins += cell;
    usd += cell * priceOfBin(bin + 0.5);
  }
  const before = book.totals[row] ?? 0;
  const left = before - coins;
  // Of a row that is nearly gone the difference is mostly what 32-bit cells had rounded: it is counted anew.
  book.totals[row] = left > before * RECOUNT_SHARE ? left : countRow(book, row);
  swept.coins += coins;
  return usd;
};

const sweepLongs = (book: PositionBook, lowBin: number): Swept => {
  const swept: Swept = { coins: 0, usd: 0, byTier: NONE };
  const tierCount = book.leverages.length;
  for (let row = 0; row < tierCount; row++) {
    const low = book.lowBins[row] ?? 1;
    const high = book.highBins[row] ?? 0;
    if (lowBin > high) continue;
    const usd = sweepRow(book, row, Math.max(low, lowBin), high, swept);
    noteTier(swept, row, tierCount, usd);
    setRange(book, row, low, lowBin - 1);
  }
  return swept;
};

const sweepShorts = (book: PositionBook, highBin: number): Swept => {
  const swept: Swept = { coins: 0, usd: 0, byTier: NONE };
  const tierCount = book.leverages.length;
  for (let row = tierCount; row < 2 * tierCount; row++) {
    const low = book.lowBins[row] ?? 1;
    const high = book.highBins[row] ?? 0;
    if (highBin < low) continue;
    const usd = sweepRow(book, row, low, Math.min(high, highBin), swept);
    noteTier(swept, row - tierCount, tierCount, usd);
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
    longUsdByTier: longs.byTier,
    shortUsdByTier: shorts.byTier,
  };
};
