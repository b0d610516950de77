import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';

/** Candle intervals served; months are not. Weeks begin on Monday, as the exchange's do. */
const INTERVALS: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '8h': 8 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': DAY_MS,
  '3d': 3 * DAY_MS,
  '1w': 7 * DAY_MS,
};
/** The first Monday after the epoch, a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Length of a candle interval, or undefined if there is none of that name. */
export const parseInterval = (name: string): number | undefined =>
  Object.hasOwn(INTERVALS, name) ? INTERVALS[name] : undefined;

/** Start of the candle that holds the moment. */
export function floorToInterval(timeMs: number, intervalMs: number): number {
  const offsetMs = intervalMs === 7 * DAY_MS ? FIRST_MONDAY_MS : 0;
  return Math.floor((timeMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
}
