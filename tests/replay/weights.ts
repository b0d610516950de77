/**
 * An exchange's counters, by its own clock. Binance: 2400 weight a minute, 1000 requests for
 * statistics and 500 for funding each five minutes; over a limit comes 429, and whoever goes on is
 * banned (418), two minutes at first, twice as long each time, three days at most.
 */
import { DAY_MS, FIVE_MINUTES_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { banned, rateLimited, type ApiError } from './api-errors.ts';

/** Binance counts the first three apart, Bybit knows but one, for all its requests. */
export type Pool = 'weight' | 'statistics' | 'funding' | 'requests';

/** What an exchange allows and what it does to those who take more. */
export interface LimitRules {
  readonly pools: Readonly<
    Partial<Record<Pool, { readonly limit: number; readonly windowMs: number }>>
  >;
  /** How many refused requests in a window are borne before the ban. */
  readonly patience: number;
  readonly firstBanMs: number;
  readonly longestBanMs: number;
  rateLimited(retryAfterSeconds: number): ApiError;
  banned(bannedUntilMs: number, retryAfterSeconds: number): ApiError;
}

/** The documents give no number for the patience. */
export const BINANCE_LIMITS: LimitRules = {
  pools: {
    weight: { limit: 2400, windowMs: MINUTE_MS },
    statistics: { limit: 1000, windowMs: FIVE_MINUTES_MS },
    funding: { limit: 500, windowMs: FIVE_MINUTES_MS },
  },
  patience: 20,
  firstBanMs: 2 * MINUTE_MS,
  longestBanMs: 3 * DAY_MS,
  rateLimited,
  banned,
};

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
  /** What was used of a pool in its running window. */
  used(pool: Pool): number;
  /** The most that was ever used of a pool within one window. */
  peak(pool: Pool): number;
}

interface Window {
  readonly startMs: number;
  used: number;
  refused: number;
}

export function createRequestLimits(nowMs: () => number, rules: LimitRules): RequestLimits {
  const windows = new Map<Pool, Window>();
  const peaks = new Map<Pool, number>();
  let bannedUntilMs = 0;
  let nextBanMs = rules.firstBanMs;

  const windowMsOf = (pool: Pool) => rules.pools[pool]?.windowMs ?? MINUTE_MS;
  const windowOf = (pool: Pool): Window => {
    const windowMs = windowMsOf(pool);
    const startMs = Math.floor(nowMs() / windowMs) * windowMs;
    const current = windows.get(pool);
    if (current?.startMs === startMs) return current;
    const fresh = { startMs, used: 0, refused: 0 };
    windows.set(pool, fresh);
    return fresh;
  };
  const secondsUntil = (timeMs: number) => Math.max(1, Math.ceil((timeMs - nowMs()) / SECOND_MS));
  const refuse = (endMs: number, refused: number) => {
    if (refused <= rules.patience) throw rules.rateLimited(secondsUntil(endMs));
    bannedUntilMs = nowMs() + nextBanMs;
    nextBanMs = Math.min(rules.longestBanMs, nextBanMs * 2);
    throw rules.banned(bannedUntilMs, secondsUntil(bannedUntilMs));
  };

  return {
    charge(pool, amount) {
      const window = windowOf(pool);
      window.used += amount;
      peaks.set(pool, Math.max(peaks.get(pool) ?? 0, window.used));
      if (nowMs() < bannedUntilMs) throw rules.banned(bannedUntilMs, secondsUntil(bannedUntilMs));
      if (window.used <= (rules.pools[pool]?.limit ?? Infinity)) return;
      window.refused += 1;
      refuse(window.startMs + windowMsOf(pool), window.refused);
    },
    used: (pool) => windowOf(pool).used,
    peak: (pool) => peaks.get(pool) ?? 0,
  };
}
