import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Liquidation } from '../../../lib/model/market-data.ts';
import { DAY_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import {
  pruneLiquidations,
  putLiquidations,
  readLiquidations,
} from '../../../lib/store/liquidation-rows.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { writeAtOnce } from '../../../lib/store/write-at-once.ts';

const MIDNIGHT = Date.UTC(2026, 2, 10);
const KEY = 'bybit:BTCUSDT';

const close = (timeMs: number, side: 'long' | 'short' = 'long', price = 100): Liquidation => ({
  timeMs,
  side,
  price,
  quantityCoins: 2,
});

let db: Database;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDatabase();
});

describe('forced closes', () => {
  test('are each kept once, however often and in whatever pieces they are written', async () => {
    const [first, second, third] = [
      close(MIDNIGHT - 5),
      close(MIDNIGHT + 5),
      close(MIDNIGHT + 5, 'short'),
    ] as const;
    const observed = { fromMs: MIDNIGHT - MINUTE_MS, throughMs: MIDNIGHT + MINUTE_MS };
    await putLiquidations(db, KEY, { liquidations: [third, first], observed });
    await putLiquidations(db, KEY, { liquidations: [first, second, second], observed });
    const read = await readLiquidations(db, KEY, 0, MIDNIGHT + DAY_MS);
    expect(read.liquidations).toEqual([first, second, third]);
    expect(read.observed).toEqual([observed]);
  });

  test('of one moment and side at two prices are two', async () => {
    const observed = { fromMs: MIDNIGHT, throughMs: MIDNIGHT + MINUTE_MS };
    const both = [close(MIDNIGHT + 1, 'long', 100), close(MIDNIGHT + 1, 'long', 101)];
    await putLiquidations(db, KEY, { liquidations: both, observed });
    expect((await readLiquidations(db, KEY, 0, Date.now())).liquidations).toHaveLength(2);
  });

  test('are read from their first moment to before their last, of their own book', async () => {
    const observed = { fromMs: MIDNIGHT, throughMs: MIDNIGHT + 30 };
    const liquidations = [10, 20, 30].map((ms) => close(MIDNIGHT + ms));
    await putLiquidations(db, KEY, { liquidations, observed });
    const read = await readLiquidations(db, KEY, MIDNIGHT + 10, MIDNIGHT + 30);
    expect(read.liquidations.map(({ timeMs }) => timeMs - MIDNIGHT)).toEqual([10, 20]);
    expect(read.observed).toEqual([{ fromMs: MIDNIGHT + 10, throughMs: MIDNIGHT + 30 }]);
    expect(await readLiquidations(db, 'BTCUSDT', 0, MIDNIGHT + DAY_MS)).toEqual({
      liquidations: [],
      observed: [],
    });
  });

  test('that are no numbers are not stored', async () => {
    const observed = { fromMs: MIDNIGHT, throughMs: MIDNIGHT + 1 };
    const liquidations = [
      close(MIDNIGHT, 'long', Number.NaN),
      close(MIDNIGHT, 'long', 0),
      { ...close(MIDNIGHT), quantityCoins: -1 },
    ];
    await putLiquidations(db, KEY, { liquidations, observed });
    expect((await readLiquidations(db, KEY, 0, MIDNIGHT + 1)).liquidations).toEqual([]);
  });

  test('of a day whose row is damaged count as not heard, and the day can be written again', async () => {
    await db.put('liquidations', 'nonsense', [KEY, 'closes', MIDNIGHT]);
    await db.put('liquidations', new Float64Array(3), [KEY, 'observed', MIDNIGHT]);
    const observed = { fromMs: MIDNIGHT, throughMs: MIDNIGHT + 9 };
    await putLiquidations(db, KEY, { liquidations: [close(MIDNIGHT + 1)], observed });
    expect(await readLiquidations(db, KEY, 0, MIDNIGHT + DAY_MS)).toEqual({
      liquidations: [close(MIDNIGHT + 1)],
      observed: [observed],
    });
  });

  test('are kept for a year', async () => {
    for (const timeMs of [MIDNIGHT, MIDNIGHT + 10 * DAY_MS])
      await putLiquidations(db, KEY, {
        liquidations: [close(timeMs)],
        observed: { fromMs: timeMs, throughMs: timeMs + 1 },
      });
    await writeAtOnce(db, ['liquidations'], (transaction) =>
      pruneLiquidations(transaction, KEY, MIDNIGHT + 370 * DAY_MS),
    );
    const read = await readLiquidations(db, KEY, 0, MIDNIGHT + DAY_MS * 400);
    expect(read.liquidations.map(({ timeMs }) => timeMs)).toEqual([MIDNIGHT + 10 * DAY_MS]);
    expect(read.observed).toHaveLength(1);
  });
});

describe('stretches that were listened to', () => {
  const put = (fromMs: number, throughMs: number): Promise<void> =>
    putLiquidations(db, KEY, { liquidations: [], observed: { fromMs, throughMs } });

  test('are one where they touch or overlap, over midnight too, and apart where they do not', async () => {
    await put(MIDNIGHT - 100, MIDNIGHT + 100);
    await put(MIDNIGHT + 100, MIDNIGHT + 200);
    await put(MIDNIGHT + 150, MIDNIGHT + 250);
    await put(MIDNIGHT + 300, MIDNIGHT + 400);
    expect((await readLiquidations(db, KEY, 0, MIDNIGHT + DAY_MS)).observed).toEqual([
      { fromMs: MIDNIGHT - 100, throughMs: MIDNIGHT + 250 },
      { fromMs: MIDNIGHT + 300, throughMs: MIDNIGHT + 400 },
    ]);
  });

  test.each([
    ['ends before it begins', MIDNIGHT + 10, MIDNIGHT],
    ['lasts for months', MIDNIGHT, MIDNIGHT + 90 * DAY_MS],
    ['is no time', Number.NaN, MIDNIGHT],
  ])('one that %s is not believed', async (_, fromMs, throughMs) => {
    await put(fromMs, throughMs);
    expect((await readLiquidations(db, KEY, 0, MIDNIGHT + 99 * DAY_MS)).observed).toEqual([]);
  });
});
