import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  pruneGaps,
  readGaps,
  replaceGaps,
  type Gap,
  type GapReason,
} from '../../../lib/store/gap-rows.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { writeAtOnce } from '../../../lib/store/write-at-once.ts';

const KEY = 'BTCUSDT';
let db: Database;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

const gap = (fromMs: number, throughMs: number, reason: GapReason = 'not-had'): Gap => ({
  series: 'candles',
  fromMs,
  throughMs,
  reason,
});

const put = (
  fromMs: number,
  throughMs: number,
  gaps: Gap[],
  reasons: GapReason[] = ['not-had'],
): Promise<void> =>
  writeAtOnce(db, ['gaps'], (transaction) =>
    replaceGaps(transaction, KEY, { fromMs, throughMs }, reasons, gaps),
  );

const all = (): Promise<Gap[]> => readGaps(db, KEY, 0, 1e15);

describe('gaps', () => {
  test('that touch are one, whatever the borders they were said in', async () => {
    await put(0, 100, [gap(90, 100)]);
    await put(100, 200, [gap(100, 130), gap(150, 160)]);
    expect(await all()).toEqual([gap(90, 130), gap(150, 160)]);
  });

  test('said again of the same stretch give way to the new ones, outside it they stay', async () => {
    await put(0, 100, [gap(10, 40)]);
    await put(20, 30, []);
    expect(await all()).toEqual([gap(10, 20), gap(30, 40)]);
  });

  test('the same twice change nothing and are not written again', async () => {
    await put(0, 100, [gap(10, 40)]);
    await put(0, 100, [gap(10, 40)]);
    expect(await all()).toEqual([gap(10, 40)]);
  });

  test('have one reason each: a dropped row before what the exchange has not, time away before both', async () => {
    await put(0, 100, [gap(20, 30, 'bad-row')], ['bad-row']);
    await put(0, 100, [gap(10, 40)]);
    expect(await all()).toEqual([gap(10, 20), gap(20, 30, 'bad-row'), gap(30, 40)]);
    await put(0, 25, [gap(0, 25, 'away')], ['away']);
    expect(await all()).toEqual([gap(0, 25, 'away'), gap(25, 30, 'bad-row'), gap(30, 40)]);
  });

  test('are of their own series and book', async () => {
    await put(0, 100, [gap(10, 40), { ...gap(20, 25), series: 'mark' }]);
    expect(await all()).toEqual([gap(10, 40), { ...gap(20, 25), series: 'mark' }]);
    expect(await readGaps(db, 'bybit:BTCUSDT', 0, 1e15)).toEqual([]);
  });

  test('are found where any part of them is asked for', async () => {
    await put(0, 100, [gap(10, 40)]);
    expect(await readGaps(db, KEY, 39, 100)).toEqual([gap(10, 40)]);
    expect(await readGaps(db, KEY, 40, 100)).toEqual([]);
    expect(await readGaps(db, KEY, 0, 10)).toEqual([]);
  });

  test('are kept for a year after they ended', async () => {
    await put(0, 100, [gap(10, 40), gap(50, 60)]);
    await writeAtOnce(db, ['gaps'], (transaction) =>
      pruneGaps(transaction, KEY, 366 * 86_400_000 + 41),
    );
    expect(await all()).toEqual([gap(50, 60)]);
  });

  test('whose row is damaged are passed over', async () => {
    await db.put('gaps', { fromMs: 'x' }, [KEY, 'candles', 1]);
    await put(0, 100, [gap(10, 40)]);
    expect(await all()).toEqual([gap(10, 40)]);
  });
});
