import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import {
  isColumnWanted,
  pruneColumns,
  readColumns,
  readNewestColumn,
  replaceColumns,
  type ColumnResolution,
} from '../../../lib/store/columns.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { STORES, type Database } from '../../../lib/store/schema.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 10, 12, 2, 30);
const NOON = Date.UTC(2026, 2, 10, 12);

let db: Database;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

const column = (timeMs: number, peakCoins = 1): QuantisedColumn => ({
  timeMs,
  price: 100,
  sweptBy: 'mark',
  firstBin: 9200,
  binCount: 2,
  peakCoins,
  codes: Uint8Array.of(255, 0, 0, 128),
});
const columnsFrom = (startMs: number, count: number, peakCoins = 1): QuantisedColumn[] =>
  Array.from({ length: count }, (_, n) => column(startMs + n * MINUTE, peakCoins));

const replace = async (fromMs: number, columns: readonly QuantisedColumn[], symbol = 'BTCUSDT') => {
  const transaction = db.transaction([...STORES], 'readwrite');
  await replaceColumns(transaction, symbol, fromMs, columns, NOW);
  await transaction.done;
};
const timesOf = async (resolution: ColumnResolution): Promise<number[]> =>
  (await readColumns(db, 'BTCUSDT', resolution, 0, Infinity)).map(({ timeMs }) => timeMs);

describe('columns', () => {
  test('go to each resolution that keeps their moment', async () => {
    await replace(NOON - 10 * MINUTE, columnsFrom(NOON - 10 * MINUTE, 13));
    expect(await timesOf('1m')).toHaveLength(13);
    expect(await timesOf('5m')).toEqual([NOON - 10 * MINUTE, NOON - 5 * MINUTE, NOON]);
    expect(await timesOf('30m')).toEqual([NOON]);
  });

  test('are wanted for a day by the minute, a week by five, a month by thirty', () => {
    expect(isColumnWanted(NOON - 23 * HOUR + MINUTE, NOW)).toBe(true);
    expect(isColumnWanted(NOON - 25 * HOUR + MINUTE, NOW)).toBe(false);
    expect(isColumnWanted(NOON - 6 * DAY + 5 * MINUTE, NOW)).toBe(true);
    expect(isColumnWanted(NOON - 8 * DAY + 5 * MINUTE, NOW)).toBe(false);
    expect(isColumnWanted(NOON - 30 * DAY, NOW)).toBe(true);
  });

  test('replace everything from a moment on, and nothing before it', async () => {
    await replace(NOON - 40 * MINUTE, columnsFrom(NOON - 40 * MINUTE, 43, 1));
    await replace(NOON - 35 * MINUTE, columnsFrom(NOON - 35 * MINUTE, 20, 2));
    const now = await readColumns(db, 'BTCUSDT', '1m', 0, Infinity);
    // 5 of the first, then 20 of the second; the newer ones of the first are gone with their chunks.
    expect(now.map(({ peakCoins }) => peakCoins)).toEqual([
      ...Array(5).fill(1),
      ...Array(20).fill(2),
    ]);
    expect(await timesOf('30m')).toEqual([NOON - 30 * MINUTE]);
  });

  test('are read between two moments, both included', async () => {
    await replace(NOON - 40 * MINUTE, columnsFrom(NOON - 40 * MINUTE, 40));
    const found = await readColumns(db, 'BTCUSDT', '1m', NOON - 31 * MINUTE, NOON - 29 * MINUTE);
    expect(found).toEqual(columnsFrom(NOON - 31 * MINUTE, 3));
  });

  test('the newest is that of the finest resolution', async () => {
    await replace(NOON - MINUTE, columnsFrom(NOON - MINUTE, 3));
    expect(await readNewestColumn(db, 'BTCUSDT')).toEqual(column(NOON + MINUTE));
    expect(await readNewestColumn(db, 'ETHUSDT')).toBeUndefined();
  });

  test('a damaged newest chunk is passed over', async () => {
    await replace(NOON - 40 * MINUTE, columnsFrom(NOON - 40 * MINUTE, 43));
    await db.put('columns', { timesMs: 'x' }, ['BTCUSDT', '1m', NOON]);
    expect((await readNewestColumn(db, 'BTCUSDT'))?.timeMs).toBe(NOON - MINUTE);
    expect(await timesOf('1m')).toHaveLength(40);
  });

  test('too old for their resolution are pruned by whole chunks', async () => {
    await replace(NOON - 90 * MINUTE, columnsFrom(NOON - 90 * MINUTE, 90));
    const transaction = db.transaction([...STORES], 'readwrite');
    await pruneColumns(transaction, 'BTCUSDT', NOON + DAY - 30 * MINUTE);
    await transaction.done;
    // A day is kept; the chunks of 10:30 and 11:00 ended 24 h and more before 11:30 of the next day.
    expect((await timesOf('1m'))[0]).toBe(NOON - 30 * MINUTE);
    expect((await timesOf('5m'))[0]).toBe(NOON - 90 * MINUTE);
  });
});
