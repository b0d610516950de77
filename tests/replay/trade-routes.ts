/** Trades of the last day: one a second, as the stream tells them. */
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lib/model/time.ts';
import { ApiError } from './api-errors.ts';
import { readLimit, readSymbol, readTimes, readWhole } from './query.ts';
import type { Route } from './route.ts';
import { computeAggTradeEvent } from './stream-payloads.ts';

const STANDARD_LIMIT = 500;
const MOST = 1000;

const tooLong = (): ApiError =>
  new ApiError(400, -4188, 'Timestamp interval must be less than 1 hour.');

/** The second (which is a trade's number) at which a page begins. */
function readFirst(query: URLSearchParams, limit: number, nowMs: number): number {
  const { startTimeMs, endTimeMs } = readTimes(query);
  const fromId = readWhole(query, 'fromId');
  if (fromId !== undefined) return fromId;
  if (startTimeMs !== undefined) {
    if (endTimeMs !== undefined && endTimeMs - startTimeMs >= HOUR_MS) throw tooLong();
    return Math.ceil(startTimeMs / SECOND_MS);
  }
  return Math.floor(Math.min(endTimeMs ?? nowMs, nowMs) / SECOND_MS) - limit + 1;
}

export const AGG_TRADES: Route = {
  pool: 'weight',
  weight: () => 20,
  answer({ market, query, nowMs }) {
    const spec = readSymbol(market, query);
    const limit = readLimit(query, STANDARD_LIMIT, MOST);
    const first = Math.max(readFirst(query, limit, nowMs), Math.ceil((nowMs - DAY_MS) / SECOND_MS));
    const lastMs = Math.min(readTimes(query).endTimeMs ?? nowMs, nowMs);
    const trades: object[] = [];
    for (let id = first; trades.length < limit && id * SECOND_MS <= lastMs; id++) {
      const timeMs = id * SECOND_MS;
      if (market.isShut(timeMs, timeMs + 1)) continue;
      const { a, p, q, nq, f, l, T, m } = computeAggTradeEvent(market, spec, timeMs);
      trades.push({ a, p, q, nq, f, l, T, m });
    }
    return trades;
  },
};
