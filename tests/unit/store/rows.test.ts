import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Candle } from '../../../lib/model/market-data.ts';
import {
  CANDLE_SERIES,
  putCandles,
  putMarkCandles,
  readCandles,
} from '../../../lib/store/candle-rows.ts';
import { putOpenInterest, readOpenInterest } from '../../../lib/store/open-interest-rows.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { STORES, type Database, type WriteTransaction } from '../../../lib/store/schema.ts';
import { pruneSlots } from '../../../lib/store/slot-series.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 2, 10, 11, 58);

let db: Database;
const write = async (work: (transaction: WriteTransaction) => Promise<void>): Promise<void> => {
  const transaction = db.transaction([...STORES], 'readwrite');
  await work(transaction);
  await transaction.done;
};

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

const candle = (openTimeMs: number, close = 100): Candle => ({
  openTimeMs,
  open: 100,
  high: 101,
  low: 99,
  close,
  volumeCoins: 5,
  takerBuyCoins: 2,
});
const range = { bookKey: 'BTCUSDT', startMs: T0, endMs: T0 + HOUR };
const read = () => readCandles(db.transaction([...STORES]), '1m', range);

describe('candles', () => {
  test('come back as they went in, across the edge of a chunk', async () => {
    const rows = [0, 1, 2, 3].map((n) => candle(T0 + n * MINUTE, 100 + n / 10));
    await write((transaction) => putCandles(transaction, 'BTCUSDT', '1m', rows));
    // 11:58 and 11:59 lie in the chunk of 11:00, 12:00 and 12:01 in that of 12:00.
    expect(await db.count('candles')).toBe(2);
    expect((await read()).candles).toEqual(rows);
  });

  test('of the same minute exist once, the later written one', async () => {
    await write((transaction) => putCandles(transaction, 'BTCUSDT', '1m', [candle(T0, 100)]));
    await write((transaction) => putCandles(transaction, 'BTCUSDT', '1m', [candle(T0, 100.5)]));
    expect((await read()).candles).toEqual([candle(T0, 100.5)]);
  });

  test('keep their mark price beside them, and either may be missing', async () => {
    const mark = { openTimeMs: T0 + MINUTE, high: 3, low: 1, close: 2 };
    await write((transaction) => putCandles(transaction, 'BTCUSDT', '1m', [candle(T0)]));
    await write((transaction) => putMarkCandles(transaction, 'BTCUSDT', '1m', [mark]));
    expect(await read()).toEqual({ candles: [candle(T0)], markCandles: [mark] });
  });

  test('without taker volume stay without', async () => {
    const row = { ...candle(T0), takerBuyCoins: null };
    await write((transaction) => putCandles(transaction, 'BTCUSDT', '1m', [row]));
    expect((await read()).candles).toEqual([row]);
  });

  test('outside the range are left out, and other symbols too', async () => {
    await write((transaction) =>
      putCandles(transaction, 'BTCUSDT', '1m', [candle(T0 - MINUTE), candle(T0 + HOUR)]),
    );
    await write((transaction) => putCandles(transaction, 'ETHUSDT', '1m', [candle(T0)]));
    expect((await read()).candles).toEqual([]);
  });

  test.each([
    ['no object', 7],
    ['a missing field', { open: new Float64Array(60) }],
    [
      'a field that is too short',
      Object.fromEntries(CANDLE_SERIES['1m'].fields.map((f) => [f, new Float64Array(59)])),
    ],
    [
      'a plain list',
      Object.fromEntries(CANDLE_SERIES['1m'].fields.map((f) => [f, Array(60).fill(1)])),
    ],
  ])('in a damaged chunk (%s) are an error that names it', async (_, value) => {
    await db.put('candles', value, ['BTCUSDT', '1m', Date.UTC(2026, 2, 10, 11)]);
    await expect(read()).rejects.toThrow('chunk 1m of 2026-03-10T11:00:00.000Z');
  });
});

describe('open interest', () => {
  const at = (minute: number, second = 0): number => Date.UTC(2026, 2, 10, 12, minute, second);
  const readings = (source: 'official' | 'live') =>
    readOpenInterest(db.transaction([...STORES]), source, { ...range, endMs: T0 + 2 * HOUR });

  test('a live reading belongs to the full minute nearest to it; the last one counts', async () => {
    for (const [timeMs, openInterestCoins] of [
      [at(3, 4), 10],
      [at(3, 50), 20],
      [at(4, 10), 30],
    ] as const)
      await write((transaction) =>
        putOpenInterest(transaction, 'BTCUSDT', 'live', [{ timeMs, openInterestCoins }]),
      );
    // 12:03:50 and 12:04:10 are both nearest to 12:04.
    expect(await readings('live')).toEqual([
      { timeMs: at(3), openInterestCoins: 10 },
      { timeMs: at(4), openInterestCoins: 30 },
    ]);
    expect(await readings('official')).toEqual([]);
  });

  test('official readings come back as they went in', async () => {
    const rows = [
      { timeMs: at(5), openInterestCoins: 7 },
      { timeMs: at(10), openInterestCoins: 8 },
    ];
    await write((transaction) => putOpenInterest(transaction, 'BTCUSDT', 'official', rows));
    expect(await readings('official')).toEqual(rows);
  });
});

test('pruning deletes chunks that are wholly too old, of this symbol alone', async () => {
  const rows = [candle(T0 - 40 * HOUR), candle(T0 - 20 * HOUR), candle(T0)];
  for (const symbol of ['BTCUSDT', 'ETHUSDT'])
    await write((transaction) => putCandles(transaction, symbol, '1m', rows));
  await write((transaction) => pruneSlots(transaction, CANDLE_SERIES['1m'], 'BTCUSDT', T0));
  const keys = await db.getAllKeys('candles');
  // 26 hours are kept: the chunk of 40 hours ago goes.
  expect(keys.map(([symbol]) => symbol)).toEqual([
    'BTCUSDT',
    'BTCUSDT',
    'ETHUSDT',
    'ETHUSDT',
    'ETHUSDT',
  ]);
});
