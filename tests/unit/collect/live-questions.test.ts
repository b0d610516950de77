import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { askMarkPrice, askRecentMarks } from '../../../lib/collect/live-questions.ts';
import { MarketError } from '../../../lib/markets/market-error.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readClosure, readRefusal, takeWeight } from '../../../lib/store/exchange-facts.ts';
import { priceAt } from './fake-market.ts';
import { openFreshDatabase } from './database-copy.ts';
import {
  failing,
  openBackfilled,
  portsOf,
  resetWorld,
  START,
  SYMBOL,
  world,
} from './poll-world.ts';

beforeEach(resetWorld);

/** The newest column of a first poll at 12:02:30. */
const COLUMN_MS = START - 30_000;

test('tells the mark price and books what it costs', async () => {
  const db = await openFreshDatabase();
  const mark = await askMarkPrice(portsOf(db), SYMBOL);
  expect(mark).toMatchObject({ timeMs: START, markPrice: priceAt(START) });
  // Of 10 units nine are left after a question of weight 1.
  const rest = { pool: 'weight', limit: 10, windowMs: MINUTE_MS };
  expect(await takeWeight(db, 'binance', { ...rest, amount: 10 }, START)).toBe(false);
  expect(await takeWeight(db, 'binance', { ...rest, amount: 9 }, START)).toBe(true);
  db.close();
});

test('a wait that the answer asks for is kept, and nothing is asked during it', async () => {
  const db = await openFreshDatabase();
  const refused = portsOf(db, failing('rate-limited', 'markPrice', MINUTE_MS));
  expect(await askMarkPrice(refused, SYMBOL)).toBeNull();
  expect(await readClosure(db, 'binance', START)).toMatchObject({ untilMs: START + MINUTE_MS });
  expect(await askMarkPrice(portsOf(db), SYMBOL)).toBeNull();
  world.nowMs += MINUTE_MS;
  expect(await askMarkPrice(portsOf(db), SYMBOL)).not.toBeNull();
  db.close();
});

test('a refused location is noted for the polls', async () => {
  const db = await openFreshDatabase();
  expect(
    await askMarkPrice(portsOf(db, failing('location-refused', 'markPrice')), SYMBOL),
  ).toBeNull();
  expect(await readRefusal(db, 'binance', START)).toMatchObject({ kind: 'location-refused' });
  db.close();
});

test('without a share of the minute left nothing is asked', async () => {
  const db = await openFreshDatabase();
  const all = { pool: 'weight', amount: 480, limit: 480, windowMs: MINUTE_MS };
  expect(await takeWeight(db, 'binance', all, START)).toBe(true);
  const mustNotAsk = failing('server-error', 'markPrice', MINUTE_MS);
  expect(await askMarkPrice(portsOf(db, mustNotAsk), SYMBOL)).toBeNull();
  expect(await readClosure(db, 'binance', START)).toBeNull();
  db.close();
});

test('what is no failure of an exchange is thrown', async () => {
  const db = await openFreshDatabase();
  const ports = portsOf(db, {
    onCall: () => {
      throw new TypeError('a mistake');
    },
  });
  await expect(askMarkPrice(ports, SYMBOL)).rejects.toThrow('a mistake');
  db.close();
});

test('the minutes since the newest column are asked for at once, with the running one', async () => {
  const db = await openBackfilled();
  world.nowMs = START + MINUTE_MS;
  const minutes = await askRecentMarks(portsOf(db), SYMBOL);
  expect(minutes.map(({ openTimeMs }) => openTimeMs)).toEqual([COLUMN_MS, COLUMN_MS + MINUTE_MS]);
  expect(world.asked).toEqual([
    { name: 'markCandles', startMs: COLUMN_MS, endMs: COLUMN_MS + 2 * MINUTE_MS },
  ]);
  db.close();
});

test('a machine clock that is off asks for the same minutes', async () => {
  const db = await openBackfilled();
  const status: unknown = await db.get('status', SYMBOL);
  await db.put('status', { ...(status as object), clockOffsetMs: -DAY_MS }, SYMBOL);
  await askRecentMarks({ ...portsOf(db), now: () => START + DAY_MS }, SYMBOL);
  expect(world.asked).toMatchObject([{ startMs: COLUMN_MS, endMs: COLUMN_MS + MINUTE_MS }]);
  db.close();
});

test.each([
  ['before the first column', openFreshDatabase, 0],
  ['behind a column of an hour ago', openBackfilled, HOUR_MS],
  ['behind a column of the future', openBackfilled, -HOUR_MS],
] as const)('%s no minutes are asked for', async (_, open, laterMs) => {
  const db = await open();
  world.nowMs = START + laterMs;
  expect(await askRecentMarks(portsOf(db), SYMBOL)).toEqual([]);
  expect(world.asked).toEqual([]);
  db.close();
});

test('minutes that cannot be had are none', async () => {
  const db = await openBackfilled();
  const lost = portsOf(db, {
    onCall: () => {
      throw new MarketError('timeout', 'no answer');
    },
  });
  expect(await askRecentMarks(lost, SYMBOL)).toEqual([]);
  db.close();
});
