import { expect, test } from 'vitest';
import { createHeardRecord } from '../../../lib/collect/live-record.ts';
import type { Liquidation } from '../../../lib/model/market-data.ts';

const closeAt = (timeMs: number): Liquidation => ({
  timeMs,
  side: 'long',
  price: 100,
  quantityCoins: 1,
});

test('what lies between two mark prices was observed, and batches follow on without a hole', () => {
  const record = createHeardRecord();
  record.hearMark(1000);
  record.hearLiquidation(closeAt(1500));
  record.hearMark(2000);
  expect(record.takeBatches()).toEqual([
    { liquidations: [closeAt(1500)], observed: { fromMs: 1000, throughMs: 2000 } },
  ]);
  record.hearMark(3000);
  expect(record.takeBatches()).toEqual([
    { liquidations: [], observed: { fromMs: 2000, throughMs: 3000 } },
  ]);
  expect(record.takeBatches()).toEqual([]);
});

test('after a cut another stretch begins with the next mark price', () => {
  const record = createHeardRecord();
  record.hearMark(1000);
  record.hearMark(2000);
  record.cut();
  record.hearMark(9000);
  record.hearMark(9500);
  expect(record.takeBatches().map(({ observed }) => observed)).toEqual([
    { fromMs: 1000, throughMs: 2000 },
    { fromMs: 9000, throughMs: 9500 },
  ]);
});

test('a stream that said nothing for half a minute was not heard meanwhile', () => {
  const record = createHeardRecord();
  record.hearMark(1000);
  record.hearMark(31_000);
  record.hearMark(61_001);
  record.hearMark(62_000);
  expect(record.takeBatches().map(({ observed }) => observed)).toEqual([
    { fromMs: 1000, throughMs: 31_000 },
    { fromMs: 61_001, throughMs: 62_000 },
  ]);
});

test('a forced close before the first mark price waits for it', () => {
  const record = createHeardRecord();
  record.hearLiquidation(closeAt(900));
  expect(record.holdsLiquidations()).toBe(false);
  expect(record.takeBatches()).toEqual([]);
  record.hearMark(1000);
  expect(record.holdsLiquidations()).toBe(true);
  expect(record.takeBatches()).toEqual([
    { liquidations: [closeAt(900)], observed: { fromMs: 1000, throughMs: 1000 } },
  ]);
  expect(record.holdsLiquidations()).toBe(false);
});
