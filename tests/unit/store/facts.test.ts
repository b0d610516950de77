import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { closeExchange, readClosure, takeWeight } from '../../../lib/store/exchange-facts.ts';
import { commitReading } from '../../../lib/store/page-commit.ts';
import { forgetBook } from '../../../lib/store/repair.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { STORES, type Database } from '../../../lib/store/schema.ts';
import { readAllStatus, readStatus } from '../../../lib/store/status-rows.ts';
import { writeAtOnce } from '../../../lib/store/write-at-once.ts';
import { readStorageUsed } from '../../../lib/store/storage-used.ts';

const NOW = Date.UTC(2026, 2, 10);
let db: Database;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

const take = (amount: number, nowMs: number, marketId = 'binance'): Promise<boolean> =>
  takeWeight(db, marketId, { pool: 'weight', amount, limit: 10, windowMs: 60_000 }, nowMs);

describe('the weight of a minute', () => {
  test('is granted up to the limit and again when the minute has passed', async () => {
    expect(await take(6, NOW)).toBe(true);
    expect(await take(5, NOW + 1000)).toBe(false);
    expect(await take(4, NOW + 2000)).toBe(true);
    expect(await take(6, NOW + 60_000)).toBe(true);
  });

  test('survives two askers at once', async () => {
    const granted = await Promise.all([1, 2, 3].map(() => take(4, NOW)));
    expect(granted.filter(Boolean)).toHaveLength(2);
  });

  test('booked in the future, before the clock was put back, does not count', async () => {
    await take(10, NOW + 3_600_000);
    expect(await take(10, NOW)).toBe(true);
  });
});

test('a wait is on from when it was asked for until it ends', async () => {
  const wait = { setAtMs: NOW, untilMs: NOW + 5000, kind: 'banned', detail: 'said so' } as const;
  expect(await readClosure(db, 'binance', NOW)).toBeNull();
  await closeExchange(db, 'binance', wait);
  expect(await readClosure(db, 'binance', NOW + 4999)).toEqual(wait);
  expect(await readClosure(db, 'binance', NOW + 5000)).toBeNull();
  expect(await readClosure(db, 'binance', NOW - 1)).toBeNull();
});

test('a shorter wait does not end a longer one', async () => {
  const ban = { setAtMs: NOW, untilMs: NOW + 9000, kind: 'banned', detail: 'ban' } as const;
  await closeExchange(db, 'binance', ban);
  await closeExchange(db, 'binance', {
    ...ban,
    setAtMs: NOW + 1,
    untilMs: NOW + 5000,
    kind: 'rate-limited',
  });
  expect(await readClosure(db, 'binance', NOW + 6000)).toEqual(ban);
  const later = { ...ban, setAtMs: NOW + 9001, untilMs: NOW + 9500 };
  await closeExchange(db, 'binance', later);
  expect(await readClosure(db, 'binance', NOW + 9100)).toEqual(later);
});

describe('status', () => {
  test('of a symbol never seen is undefined, of a damaged row too', async () => {
    expect(await readStatus(db, 'BTCUSDT')).toBeUndefined();
    await db.put('status', { symbol: 'BTCUSDT', fault: { kind: 'made-up' } }, 'BTCUSDT');
    expect(await readStatus(db, 'BTCUSDT')).toBeUndefined();
    expect(await readAllStatus(db)).toEqual([]);
  });

  test('keeps what a later change does not name', async () => {
    const reading = { timeMs: NOW, openInterestCoins: 1 };
    await commitReading(db, 'BTCUSDT', 0, reading, { clockOffsetMs: 7 });
    await commitReading(db, 'BTCUSDT', 0, reading, { usedWeight1m: 9 });
    expect(await readStatus(db, 'BTCUSDT')).toMatchObject({ clockOffsetMs: 7, usedWeight1m: 9 });
  });
});

test('a forgotten symbol leaves nothing behind, its neighbours stay', async () => {
  for (const symbol of ['BTC', 'BTCUSDT', 'ETHUSDT']) {
    await commitReading(db, symbol, 0, { timeMs: NOW, openInterestCoins: 1 }, {});
    await db.put('columns', {}, [symbol, '1m', NOW]);
    await db.put('books', {}, symbol);
  }
  await forgetBook(db, 'BTC');
  for (const store of ['openInterest', 'columns', 'books', 'status'] as const)
    expect(await db.count(store), store).toBe(2);
  expect(STORES).toContain('facts');
});

test('the storage used is what the browser says, or unknown', async () => {
  expect(await readStorageUsed({ estimate: () => Promise.resolve({ usage: 5 }) })).toBe(5);
  expect(await readStorageUsed({ estimate: () => Promise.resolve({}) })).toBeNull();
});

test('a write that fails half way leaves nothing of itself', async () => {
  const work = writeAtOnce(db, ['books', 'cursors'], async (transaction) => {
    await transaction.objectStore('books').put({}, 'BTCUSDT');
    throw new Error('half way');
  });
  await expect(work).rejects.toThrow('half way');
  expect(await db.count('books')).toBe(0);
});
