import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import { quantiseColumn } from '../../../lib/model/quantise.ts';
import {
  DAY_MS,
  FIVE_MINUTES_MS,
  HALF_HOUR_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../../../lib/model/time.ts';
import { replaceColumns } from '../../../lib/store/columns.ts';
import { computeCounted, type MapPart } from '../../../lib/store/newest-map.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { RANGES, readRange, sumRanges } from '../../../lib/store/read-range.ts';
import type { Database } from '../../../lib/store/schema.ts';
import type { SymbolStatus } from '../../../lib/store/status.ts';
import { writeAtOnce } from '../../../lib/store/write-at-once.ts';

const NOW = Date.UTC(2026, 2, 10, 12, 2, 30);
let db: Database;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

const column = (timeMs: number, coins = 3) =>
  quantiseColumn({
    timeMs,
    price: 100,
    sweptBy: 'mark',
    firstBin: 9210,
    longCoins: Float32Array.of(coins, 0),
    shortCoins: Float32Array.of(0, coins),
  });

/** Columns each `periodMs` from `fromMs` up to now, as commits store them. */
const fill = async (bookKey: string, fromMs: number, periodMs: number): Promise<void> => {
  const columns: QuantisedColumn[] = [];
  for (let time = Math.ceil(fromMs / periodMs) * periodMs; time <= NOW; time += periodMs)
    columns.push(column(time));
  await writeAtOnce(db, ['columns'], (transaction) =>
    replaceColumns(transaction, bookKey, fromMs, columns, NOW),
  );
};

const timesOf = async (range: (typeof RANGES)[number]): Promise<number[]> =>
  (await readRange(db, 'BTCUSDT', range, NOW)).columns.map(({ timeMs }) => timeMs);

describe('a range', () => {
  test('of a year is a column each four hours, and one of 90 days each hour', async () => {
    await fill('BTCUSDT', NOW - 366 * DAY_MS, HALF_HOUR_MS);
    const year = await timesOf('365d');
    // 12:02:30 to 12:02:30 a year later, at 0, 4, 8, 12 … o'clock: six a day.
    expect(year).toHaveLength(365 * 6);
    expect(year.every((timeMs) => timeMs % (4 * HOUR_MS) === 0)).toBe(true);
    expect(await timesOf('90d')).toHaveLength(90 * 24);
    expect(await timesOf('30d')).toHaveLength(30 * 48);
    expect(await timesOf('14d')).toHaveLength(14 * 48);
  });

  test('of a week has five minutes, of a day one, as far as they are kept', async () => {
    await fill('BTCUSDT', NOW - 2 * DAY_MS, MINUTE_MS);
    expect(await timesOf('12h')).toHaveLength(12 * 60);
    expect(await timesOf('24h')).toHaveLength(24 * 60);
    const three = await readRange(db, 'BTCUSDT', '3d', NOW);
    expect(three.periodMs).toBe(FIVE_MINUTES_MS);
    // Two of the three days are stored: 48 · 12 columns.
    expect(three.columns).toHaveLength(48 * 12);
    expect(three.fromMs).toBe(NOW - 3 * DAY_MS);
  });

  test('of nothing stored is empty', async () => {
    for (const range of RANGES) expect(await timesOf(range)).toEqual([]);
  });
});

test('ranges of several books add up, and say which moments only some of them have', async () => {
  await fill('BTCUSDT', NOW - 3 * HOUR_MS, MINUTE_MS);
  await fill('bybit:BTCUSDT', NOW - HOUR_MS, MINUTE_MS);
  const keys = ['BTCUSDT', 'bybit:BTCUSDT'];
  const parts = await Promise.all(
    keys.map(async (bookKey) => ({ bookKey, range: await readRange(db, bookKey, '12h', NOW) })),
  );
  const sum = sumRanges(parts);
  expect(sum?.columns).toHaveLength(180);
  expect(sum?.partialMs).toHaveLength(120);
  expect(sum?.columns[0]?.peakCoins).toBeCloseTo(3, 5);
  expect(sum?.columns.at(-1)?.peakCoins).toBeCloseTo(6, 1);
  expect(sumRanges([])).toBeNull();
});

describe('books that count in the newest map', () => {
  const part = (bookKey: string, ageMs: number | null, progress = 1): MapPart => ({
    bookKey,
    status: { symbol: bookKey, backfillProgress: progress } as SymbolStatus,
    column: ageMs === null ? undefined : column(NOW - ageMs),
  });
  const counted = (...parts: MapPart[]): string[] =>
    computeCounted(parts).map(({ bookKey }) => bookKey);

  test('are those that have loaded and are not far behind the newest', () => {
    expect(counted(part('a', 0), part('b', 15 * MINUTE_MS))).toEqual(['a', 'b']);
    expect(counted(part('a', 0), part('b', 16 * MINUTE_MS))).toEqual(['a']);
    expect(counted(part('a', 0), part('b', 0, 0.5))).toEqual(['a']);
    expect(counted(part('a', null), part('b', HOUR_MS))).toEqual(['b']);
  });

  test('are all that have a column where none has loaded', () => {
    expect(counted(part('a', 0, 0.5), part('b', 0, 0.9))).toEqual(['a', 'b']);
    expect(counted(part('a', null))).toEqual([]);
  });
});
