/** Worker floor against the exchange stand-in over real HTTPS: weights, faults and recovery. */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import { createBinanceMarket } from '../../../lib/markets/binance.ts';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import { readNewestColumn } from '../../../lib/store/columns.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import type { FaultKind } from '../../../lib/store/status.ts';
import { startReplay, type FaultRule, type Replay } from '../../replay/server.ts';
import {
  copyDatabase,
  lastingPart,
  openFreshDatabase,
  type DatabaseCopy,
} from './database-copy.ts';
import { createReplayFetch } from './replay-fetch.ts';

/** Whole months are gone through here, which a busy machine may take a minute for. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const SYMBOL = 'BTCUSDT';
const START = Date.UTC(2026, 2, 10, 12, 2, 30);

let replay: Replay;
let backfilled: DatabaseCopy;
let machineMs = 0;

const poll = (db: Database) => {
  const sleep = (): Promise<void> => Promise.resolve();
  const now = (): number => machineMs;
  const market = createBinanceMarket({ fetch: createReplayFetch(replay.port), now, sleep });
  return pollBook({ db, market, now, announce: () => Promise.resolve() }, SYMBOL);
};
const advance = (ms: number): void => {
  replay.clock.advance(ms);
  machineMs += ms;
};

beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START });
  // The machine's clock is wrong by years: nothing may depend on it.
  machineMs = Date.UTC(1999, 0, 1);
  const db = await openFreshDatabase();
  expect(await poll(db)).toBe('done');
  backfilled = await copyDatabase(db);
});
afterAll(() => replay.stop());
beforeEach(() => {
  replay.faults.clear();
  advance(2 * MINUTE_MS);
});

test('a first run costs less than a fifth of a minute’s weight and fills the map to the minute', async () => {
  const db = await openFreshDatabase();
  const before = replay.requests.length;
  expect(await poll(db)).toBe('done');
  const weight = replay.requests.slice(before).reduce((sum, request) => sum + request.weight, 0);
  // 34 five-minute pages and 6 one-minute pages of weight 2 at most, and the time: 81 at most.
  expect(weight).toBeLessThanOrEqual(81);
  const newest = await readNewestColumn(db, SYMBOL);
  const endOfMinute = Math.floor(replay.clock.nowMs() / MINUTE_MS) * MINUTE_MS;
  expect(newest?.timeMs).toBe(endOfMinute);
});

test('each minute after it costs three', async () => {
  const db = await openFreshDatabase();
  await poll(db);
  for (let minute = 0; minute < 12; minute += 1) {
    advance(MINUTE_MS);
    const before = replay.requests.length;
    expect(await poll(db)).toBe('done');
    const weights = replay.requests.slice(before).map((request) => request.weight);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(3);
  }
});

describe('faults', () => {
  const cases: readonly (readonly [FaultRule['kind'], FaultRule['path'], FaultKind])[] = [
    ['rate-limit', '/fapi/v1/klines', 'rate-limited'],
    ['ban', '/', 'banned'],
    ['location', '/', 'location-refused'],
    ['firewall', '/', 'firewall'],
    ['overload', '/fapi/v1/openInterest', 'overloaded'],
    ['reset', '/', 'unreachable'],
    ['truncated', '/fapi/v1/klines', 'bad-answer'],
    ['missing-fields', '/fapi/v1/klines', 'bad-answer'],
    ['html-200', '/fapi/v1/markPriceKlines', 'bad-answer'],
  ];

  test.each(cases)(
    '%s on %s is shown as %s, and gone when it is over',
    async (kind, path, fault) => {
      const db = await openFreshDatabase(backfilled);
      replay.faults.add({ kind, path, retryAfterSeconds: 30 });
      expect(await poll(db)).toBe('failed');
      const status = await readStatus(db, SYMBOL);
      expect(status?.fault?.kind).toBe(fault);
      expect(status?.fault?.detail).toContain(path === '/' ? '/fapi/v1/' : path);
      replay.faults.clear();
      advance(MINUTE_MS);
      expect(await poll(db)).toBe('done');
      expect((await readStatus(db, SYMBOL))?.fault).toBeNull();
    },
  );

  test.each(['duplicates', 'out-of-order', 'extra-fields'] as const)(
    '%s change nothing that is stored',
    async (kind) => {
      const undisturbed = await openFreshDatabase(backfilled);
      await poll(undisturbed);
      const expected = lastingPart(await copyDatabase(undisturbed));
      const db = await openFreshDatabase(backfilled);
      replay.faults.add({ kind, path: '/' });
      expect(await poll(db)).toBe('done');
      expect(lastingPart(await copyDatabase(db))).toEqual(expected);
    },
  );

  test('gaps in an answer are no failure', async () => {
    const db = await openFreshDatabase();
    replay.faults.add({ kind: 'gap', path: '/fapi/v1/klines' });
    expect(await poll(db)).toBe('done');
    expect(await readNewestColumn(db, SYMBOL)).toBeDefined();
  });
});
