/** What the store kept of the time before a fault and of the time in it. */
import { DAY_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { isWithin } from './stored-minutes.ts';
import type { Kept } from './weather-stage.ts';

export const NOTHING_KEPT: Kept = { candles: [], columns: [], gaps: [] };

/** Minutes that were stored before and are not, or are otherwise, after. */
const countLost = (before: Kept, after: Kept): number => {
  const closes = new Map(after.candles.map(({ openTimeMs, close }) => [openTimeMs, close]));
  const columns = new Set(after.columns);
  // The store keeps a day and a bit: what grew too old meanwhile is not lost.
  const oldestMs = Math.max(after.columns[0] ?? 0, after.candles[0]?.openTimeMs ?? 0);
  const lostCandles = before.candles.filter(
    ({ openTimeMs, close }) => openTimeMs >= oldestMs && closes.get(openTimeMs) !== close,
  );
  const lostColumns = before.columns.filter((timeMs) => timeMs >= oldestMs && !columns.has(timeMs));
  return lostCandles.length + lostColumns.length;
};

/** Minutes of the last stored day that have no candle. */
const holesOf = ({ candles, columns }: Kept): number[] => {
  const endMs = columns.at(-1) ?? 0;
  const there = new Set(candles.map(({ openTimeMs }) => openTimeMs));
  return Array.from({ length: DAY_MS / MINUTE_MS }, (_, at) => endMs - (at + 1) * MINUTE_MS).filter(
    (openMs) => !there.has(openMs),
  );
};

export interface Keeping {
  readonly lost: number;
  /** Minutes without a candle that are not stored as a gap, and gaps that have one. */
  readonly unexplained: number;
  /** Minutes that are gaps now and were none. */
  readonly newGaps: number;
}

export const computeKeeping = (before: Kept, after: Kept): Keeping => {
  const holes = holesOf(after);
  const known = new Set(holesOf(before));
  const unsaid = holes.filter((openMs) => !isWithin(after.gaps, openMs));
  const untrue = after.candles.filter(({ openTimeMs }) => isWithin(after.gaps, openTimeMs));
  // A minute that had a candle before was lost, and is counted there.
  const had = new Set(before.candles.map(({ openTimeMs }) => openTimeMs));
  return {
    lost: countLost(before, after),
    unexplained: unsaid.length + untrue.length,
    newGaps: holes.filter((openMs) => !known.has(openMs) && !had.has(openMs)).length,
  };
};

/** The same in words. */
export const describeKeeping = ({ lost, unexplained, newGaps }: Keeping): string => {
  if (lost + unexplained > 0) return `not ${lost + unexplained} minutes`;
  return newGaps > 0 ? 'everything; what the exchange left out is a gap' : 'everything';
};
