/**
 * The exchange's counters, by its own clock: 2400 weight a minute, 1000 requests for statistics and
 * 500 for funding each five minutes. Over a limit comes 429; whoever goes on is banned (418), two
 * minutes at first, twice as long each time, three days at most.
 */
import { DAY_MS, FIVE_MINUTES_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { banned, rateLimited } from './api-errors.ts';

export type Pool = 'weight' | 'statistics' | 'funding';

const POOLS: Readonly<Record<Pool, { readonly limit: number; readonly windowMs: number }>> = {
  weight: { limit: 2400, windowMs: MINUTE_MS },
  statistics: { limit: 1000, windowMs: FIVE_MINUTES_MS },
  funding: { limit: 500, windowMs: FIVE_MINUTES_MS },
};
/** How many refused requests in a window are borne before the ban; the documents give no number. */
const PATIENCE = 20;
const FIRST_BAN_MS = 2 * MINUTE_MS;
const LONGEST_BAN_MS = 3 * DAY_MS;

/** Weight of a page of candles by its limit. */
export function computeKlineWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

/** Weight of an order book by its depth. */
export function computeDepthWeight(limit: number): number {
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
}

export interface RequestLimits {
  /** Counts a request. Throws the ApiError that the exchange would answer with. */
  charge(pool: Pool, amount: number): void;
  /** Weight used in the running minute, as the header tells it. */
  usedWeight(): number;
}

export function createRequestLimits(nowMs: () => number): RequestLimits {
  const windows = new Map<Pool, { startMs: number; used: number; refused: number }>();
  let bannedUntilMs = 0;
  let nextBanMs = FIRST_BAN_MS;

  const windowOf = (pool: Pool) => {
    const { windowMs } = POOLS[pool];
    const startMs = Math.floor(nowMs() / windowMs) * windowMs;
    const current = windows.get(pool);
    if (current?.startMs === startMs) return current;
    const fresh = { startMs, used: 0, refused: 0 };
    windows.set(pool, fresh);
    return fresh;
  };
  const secondsUntil = (timeMs: number) => Math.max(1, Math.ceil((timeMs - nowMs()) / SECOND_MS));
  const refuse = (endMs: number, refused: number) => {
    if (refused <= PATIENCE) throw rateLimited(secondsUntil(endMs));
    bannedUntilMs = nowMs() + nextBanMs;
    nextBanMs = Math.min(LONGEST_BAN_MS, nextBanMs * 2);
    throw banned(bannedUntilMs, secondsUntil(bannedUntilMs));
  };

  return {
    charge(pool, amount) {
      const window = windowOf(pool);
      window.used += amount;
      if (nowMs() < bannedUntilMs) throw banned(bannedUntilMs, secondsUntil(bannedUntilMs));
      const { limit, windowMs } = POOLS[pool];
      if (window.used <= limit) return;
      window.refused += 1;
      refuse(window.startMs + windowMs, window.refused);
    },
    usedWeight: () => windowOf('weight').used,
  };
}
