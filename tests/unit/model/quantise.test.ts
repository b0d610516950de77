import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUANTISE_ERROR, quantiseColumn, restoreColumn } from '../../../lib/model/quantise.ts';
import { columnWith } from './columns.ts';

const columnOf = (longs: readonly number[]) => ({
  timeMs: 1,
  price: 100,
  sweptBy: 'trade' as const,
  firstBin: 5,
  longCoins: Float32Array.from(longs),
  shortCoins: new Float32Array(longs.length),
});

test('the peak is code 255 and comes back as itself', () => {
  const quantised = quantiseColumn(columnWith([[95, 40]], [[105, 80]]));
  expect(quantised.peakCoins).toBe(80);
  expect(Math.max(...quantised.codes)).toBe(255);
  expect(Math.max(...restoreColumn(quantised).shortCoins)).toBe(80);
});

test('half of the peak is sixteen codes lower: one step of the exponent', () => {
  const { codes } = quantiseColumn(columnOf([80, 40, 20, 0]));
  expect([...codes.subarray(0, 4)]).toEqual([255, 239, 223, 0]);
});

test('every value comes back within the stated error, or is below a 30,000th of the peak', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constant(0),
          fc.float({ min: Math.fround(1e-20), max: Math.fround(1e9), noNaN: true }),
        ),
        { minLength: 1 },
      ),
      (values) => {
        const column = columnOf(values);
        const quantised = quantiseColumn(column);
        const restored = restoreColumn(quantised).longCoins;
        column.longCoins.forEach((value, n) => {
          const back = restored[n] ?? Number.NaN;
          const isNearest = Math.abs(back - value) <= value * QUANTISE_ERROR * 1.0001;
          const isTiny = back === 0 && value <= quantised.peakCoins / 30_000;
          expect(isNearest || isTiny).toBe(true);
        });
      },
    ),
  );
});

test('an empty column stays empty', () => {
  const quantised = quantiseColumn(columnOf([0, 0, 0]));
  expect(quantised.peakCoins).toBe(0);
  expect([...restoreColumn(quantised).longCoins]).toEqual([0, 0, 0]);
});

test('time, price, what swept and place are kept', () => {
  const { timeMs, price, sweptBy, firstBin } = restoreColumn(quantiseColumn(columnOf([1])));
  expect({ timeMs, price, sweptBy, firstBin }).toEqual({
    timeMs: 1,
    price: 100,
    sweptBy: 'trade',
    firstBin: 5,
  });
});
