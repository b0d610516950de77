/**
 * Open interest in the store: the official readings of every five minutes, and the live readings of
 * each poll, which count until the official one of their time is there.
 */
import type { OpenInterestPoint } from '../model/market-data.ts';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { StoredRange } from './candle-rows.ts';
import type { AnyTransaction, WriteTransaction } from './schema.ts';
import { putSlots, visitSlots, type SlotSeries } from './slot-series.ts';

type Field = 'openInterestCoins';
type OpenInterestSource = 'official' | 'live';

export const OPEN_INTEREST_SERIES: Record<OpenInterestSource, SlotSeries<Field>> = {
  official: {
    store: 'openInterest',
    name: 'official',
    fields: ['openInterestCoins'],
    periodMs: FIVE_MINUTES_MS,
    chunkMs: DAY_MS,
    keepMs: 366 * DAY_MS,
  },
  live: {
    store: 'openInterest',
    name: 'live',
    fields: ['openInterestCoins'],
    periodMs: MINUTE_MS,
    chunkMs: HOUR_MS,
    keepMs: 26 * HOUR_MS,
  },
};

/** Stores readings. A live one goes to the full minute nearest to it, where steps begin and end. */
export const putOpenInterest = (
  transaction: WriteTransaction,
  bookKey: string,
  source: OpenInterestSource,
  points: readonly OpenInterestPoint[],
): Promise<void> => {
  const series = OPEN_INTEREST_SERIES[source];
  const rows = points.map(({ timeMs, openInterestCoins }) => ({
    timeMs: Math.round(timeMs / series.periodMs) * series.periodMs,
    values: { openInterestCoins },
  }));
  return putSlots(transaction, series, bookKey, rows);
};

/** The readings with `startMs` ≤ time < `endMs`. */
export const readOpenInterest = async (
  transaction: AnyTransaction,
  source: OpenInterestSource,
  range: StoredRange,
): Promise<OpenInterestPoint[]> => {
  const points: OpenInterestPoint[] = [];
  await visitSlots(transaction, OPEN_INTEREST_SERIES[source], range, (timeMs, read) => {
    const openInterestCoins = read('openInterestCoins');
    if (!Number.isNaN(openInterestCoins)) points.push({ timeMs, openInterestCoins });
  });
  return points;
};
