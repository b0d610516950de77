import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMBINE_ERROR, combineColumns } from '../../../lib/model/combine-columns.ts';
import type { Column } from '../../../lib/model/column.ts';
import { QUANTISE_ERROR, quantiseColumn, restoreColumn } from '../../../lib/model/quantise.ts';
import { columnWith } from './columns.ts';

const coinsAt = (column: Column, side: 'longCoins' | 'shortCoins', bin: number): number =>
  column[side][bin - column.firstBin] ?? 0;

const columnFrom = (firstBin: number, longs: readonly number[], change: Partial<Column> = {}) =>
  ({
    timeMs: 1,
    price: 100,
    sweptBy: 'mark',
    firstBin,
    longCoins: Float32Array.from(longs),
    shortCoins: Float32Array.from(longs.toReversed()),
    ...change,
  }) satisfies Column;

test('one column is its own sum, to the last byte', () => {
  const only = quantiseColumn(columnWith([[95, 3]], [[104, 2]], 1000));
  expect(combineColumns([only])).toBe(only);
});

test('no columns have no sum', () => {
  expect(() => combineColumns([])).toThrow(RangeError);
});

test('coins of the same bin add up, and each column keeps its own bins', () => {
  // Bins 10–12 and 11–13. Longs 4 8 0 and 8 0 2 make 4 16 0 2; shorts are the same backwards: 0 8 4 and
  // 2 0 8 make 0 10 4 8. All of them have short mantissas, so nothing is rounded.
  const sum = combineColumns([
    quantiseColumn(columnFrom(10, [4, 8, 0])),
    quantiseColumn(columnFrom(11, [8, 0, 2])),
  ]);
  const { firstBin, longCoins, shortCoins } = restoreColumn(sum);
  expect(firstBin).toBe(10);
  expect([...longCoins]).toEqual([4, 16, 0, 2]);
  expect([...shortCoins]).toEqual([0, 10, 4, 8]);
});

test('price is that of the first, time the newest, and one swept by trades makes it so', () => {
  const sum = combineColumns([
    quantiseColumn(columnFrom(10, [1], { timeMs: 5, price: 100 })),
    quantiseColumn(columnFrom(10, [1], { timeMs: 9, price: 101, sweptBy: 'trade' })),
    quantiseColumn(columnFrom(10, [1], { timeMs: 7, price: 102 })),
  ]);
  expect(sum).toMatchObject({ timeMs: 9, price: 100, sweptBy: 'trade' });
});

const coins = fc.oneof(
  fc.constant(0),
  fc.float({ min: Math.fround(1e-12), max: Math.fround(1e9), noNaN: true }),
);
const someColumns = fc.array(
  fc.record({
    firstBin: fc.integer({ min: 90, max: 110 }),
    longs: fc.array(coins, { minLength: 1, maxLength: 30 }),
  }),
  { minLength: 2, maxLength: 4 },
);

test('every bin is the sum of the parts within the stated error, or too small to be kept', () => {
  fc.assert(
    fc.property(someColumns, (given) => {
      const originals = given.map(({ firstBin, longs }) => columnFrom(firstBin, longs));
      const parts = originals.map((column) => quantiseColumn(column));
      const restoredParts = parts.map(restoreColumn);
      const combined = combineColumns(parts);
      const restored = restoreColumn(combined);
      const lost = parts.reduce((sum, part) => sum + part.peakCoins / 30_000, 0);
      const tiny = combined.peakCoins / 30_000;
      for (const side of ['longCoins', 'shortCoins'] as const) {
        for (let bin = 90; bin < 140; bin++) {
          const back = coinsAt(restored, side, bin);
          const summed = restoredParts.map((part) => coinsAt(part, side, bin));
          const sum = summed.reduce((a, b) => a + b, 0);
          // A bin that one part alone fills comes through as that part had it.
          const allowed =
            summed.filter((value) => value > 0).length > 1 ? QUANTISE_ERROR * 1.001 : 0;
          const isKept = Math.abs(back - sum) <= sum * allowed;
          expect(isKept || (back === 0 && sum <= tiny)).toBe(true);
          const real = originals.reduce((a, column) => a + coinsAt(column, side, bin), 0);
          expect(Math.abs(back - real)).toBeLessThanOrEqual(
            real * COMBINE_ERROR * 1.001 + lost + tiny,
          );
        }
      }
    }),
  );
});

test('the order of the parts changes no bin', () => {
  fc.assert(
    fc.property(someColumns, (given) => {
      const parts = given
        .slice(0, 2)
        .map(({ firstBin, longs }) => quantiseColumn(columnFrom(firstBin, longs)));
      expect(combineColumns(parts.toReversed()).codes).toEqual(combineColumns(parts).codes);
    }),
  );
});
