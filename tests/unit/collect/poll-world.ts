/** What the tests of a poll share: a clock, a market that notes what it is asked, a filled database. */
import { pollBook, type CollectPorts } from '../../../lib/collect/poll.ts';
import { MarketError, type MarketErrorKind } from '../../../lib/markets/market-error.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { copyDatabase, openFreshDatabase, type DatabaseCopy } from './database-copy.ts';
import { createFakeMarket, type FakeMarketOptions } from './fake-market.ts';

/** 2026-03-10 12:02:30 UTC, by the exchange. */
export const START = Date.UTC(2026, 2, 10, 12, 2, 30);
/** 30 hours of history: a part in steps of five minutes, a day in steps of one. */
const LISTED = Date.UTC(2026, 2, 9, 6);
export const SYMBOL = 'BTCUSDT';

interface Asked {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The exchange's time, and the ranges that were asked for since `resetWorld`. */
export const world: { nowMs: number; asked: Asked[] } = { nowMs: START, asked: [] };

export const resetWorld = (): void => {
  world.nowMs = START;
  world.asked = [];
};

export const portsOf = (db: Database, options: Partial<FakeMarketOptions> = {}): CollectPorts => ({
  db,
  market: createFakeMarket({
    nowMs: () => world.nowMs,
    listedMs: LISTED,
    pageRows: 1500,
    ...options,
    onCall: (name, request) => {
      if (request) world.asked.push({ name, startMs: request.startMs, endMs: request.endMs });
      options.onCall?.(name, request);
    },
  }),
  now: () => world.nowMs,
  announce: () => Promise.resolve(),
});

/** Options of a market that fails with `kind` whenever it is asked for `where`. */
export const failing = (
  kind: MarketErrorKind,
  where: string,
  retryAfterMs: number | null = null,
): Pick<FakeMarketOptions, 'onCall'> => ({
  onCall: (name) => {
    if (name === where) throw new MarketError(kind, `${where} said ${kind}`, retryAfterMs);
  },
});

let backfilled: DatabaseCopy | undefined;
/** A database as the first poll at START leaves it. */
export const openBackfilled = async (): Promise<Database> => {
  if (!backfilled) {
    const db = await openFreshDatabase();
    const { nowMs } = world;
    world.nowMs = START;
    await pollBook(portsOf(db), SYMBOL);
    backfilled = await copyDatabase(db);
    world.nowMs = nowMs;
    world.asked = [];
  }
  return await openFreshDatabase(backfilled);
};
