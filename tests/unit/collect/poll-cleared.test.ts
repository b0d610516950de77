import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import type { Market } from '../../../lib/markets/market.ts';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import { forgetBook } from '../../../lib/store/repair.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { copyDatabase, lastingPart, openFreshDatabase } from './database-copy.ts';
import { openBackfilled, portsOf, resetWorld, START, SYMBOL, world } from './poll-world.ts';

beforeEach(resetWorld);

const BRACKETS = [
  {
    floorUsd: 0,
    capUsd: 1e9,
    maxLeverage: 100,
    maintenanceMarginRate: 0.004,
    maintenanceAmountUsd: 0,
  },
];

type Asked = 'openInterestNow' | 'candles' | 'brackets';

/** The user clears the book while the `nth` question of this kind is under way. */
const clearingAt = (db: Database, asked: Asked, nth: number) => {
  const ports = portsOf(db, { brackets: BRACKETS, pageRows: 400 });
  let count = 0;
  const ask = ports.market[asked] as (request: never) => Promise<unknown>;
  const clearThenAsk = async (request: never): Promise<unknown> => {
    count += 1;
    if (count === nth) await forgetBook(db, SYMBOL);
    return await ask(request);
  };
  const market = { ...ports.market, [asked]: clearThenAsk } as Market;
  return { ...ports, market };
};

/** Whatever is stored under the name of the book. */
const rowsOf = async (db: Database): Promise<string[]> =>
  Object.entries(await copyDatabase(db)).flatMap(([store, rows]) =>
    rows
      .filter(({ key }) => key === SYMBOL || (Array.isArray(key) && key[0] === SYMBOL))
      .map(({ key }) => `${store} ${String(key)}`),
  );

test.each([
  ['the first question', 'openInterestNow', 1],
  ['the first page', 'candles', 1],
  ['a later page', 'candles', 4],
  ['the last question', 'brackets', 1],
] as const)(
  'a book that is cleared during %s of its first poll leaves no rows behind, and loads whole again',
  async (_, asked, nth) => {
    const db = await openFreshDatabase();
    expect(await pollBook(clearingAt(db, asked, nth), SYMBOL)).toBe('put-off');
    expect(await rowsOf(db)).toEqual([]);
    expect(await db.get('facts', `brackets:${SYMBOL}`)).toBeUndefined();
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    const whole = await openBackfilled();
    expect(lastingPart(await copyDatabase(db))).toEqual(lastingPart(await copyDatabase(whole)));
    for (const one of [db, whole]) one.close();
  },
);

test('a book that is cleared during one of its minutes loads whole again', async () => {
  const db = await openBackfilled();
  world.nowMs = START + MINUTE_MS;
  expect(await pollBook(clearingAt(db, 'candles', 1), SYMBOL)).toBe('put-off');
  expect(await rowsOf(db)).toEqual([]);
  world.nowMs = START;
  expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
  const whole = await openBackfilled();
  expect(lastingPart(await copyDatabase(db))).toEqual(lastingPart(await copyDatabase(whole)));
  for (const one of [db, whole]) one.close();
});

test('clearing one book does not disturb the poll of another', async () => {
  const db = await openFreshDatabase();
  const ports = portsOf(db);
  const candles: Market['candles'] = async (request) => {
    await forgetBook(db, 'ETHUSDT');
    return await ports.market.candles(request);
  };
  expect(await pollBook({ ...ports, market: { ...ports.market, candles } }, SYMBOL)).toBe('done');
  db.close();
});
