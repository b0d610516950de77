import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeImbalance } from '../../../lib/model/imbalance.ts';
import { computeProfile } from '../../../lib/model/profile.ts';
import { columnWith, middleOfBinAt } from './columns.ts';

test('steps are equal in price and centred in the range', () => {
  const { prices } = computeProfile(columnWith([]), 100, { withinPercent: 10, points: 4 });
  // 90 to 110 in four steps of 5.
  expect([...prices].map((price) => Math.round(price * 1e6) / 1e6)).toEqual([
    92.5, 97.5, 102.5, 107.5,
  ]);
});

test('a bin goes to the step that holds it', () => {
  const column = columnWith([[94, 2]], [[106, 3]]);
  const { longUsd, shortUsd } = computeProfile(column, 100, { withinPercent: 10, points: 4 });
  expect(longUsd[0]).toBeCloseTo(2 * middleOfBinAt(94), 6);
  expect(shortUsd[3]).toBeCloseTo(3 * middleOfBinAt(106), 6);
  expect(longUsd[1]).toBe(0);
});

test('sums are those of the imbalance for any range and number of steps', () => {
  const heap = Array.from({ length: 300 }, (_, n): [number, number] => [
    88 + n * 0.08,
    (n % 7) + 1,
  ]);
  const column = columnWith(
    heap.filter(([price]) => price < 100),
    heap.filter(([price]) => price >= 100),
  );
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      fc.integer({ min: 1, max: 700 }),
      (withinPercent, points) => {
        const profile = computeProfile(column, 100, { withinPercent, points });
        const whole = computeImbalance(column, 100, withinPercent);
        const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
        expect(sum(profile.longUsd)).toBeCloseTo(whole.longUsd, 4);
        expect(sum(profile.shortUsd)).toBeCloseTo(whole.shortUsd, 4);
        expect(profile.longUsd.every((usd) => usd >= 0)).toBe(true);
      },
    ),
  );
});
