import { expect, test } from 'vitest';
import { computeImbalance } from '../../../lib/model/imbalance.ts';
import { columnWith, middleOfBinAt } from './columns.ts';

test('each side counts its value within the range, at the price of its bins', () => {
  const column = columnWith(
    [
      [99, 10],
      [92, 100],
    ],
    [[104, 30]],
  );
  const { longUsd, shortUsd } = computeImbalance(column, 100, 5);
  // 92 lies 8 % away and is left out.
  expect(longUsd).toBeCloseTo(10 * middleOfBinAt(99), 6);
  expect(shortUsd).toBeCloseTo(30 * middleOfBinAt(104), 6);
});

test('the score is positive where shorts above weigh more', () => {
  const column = columnWith([[99, 1]], [[101, 3]]);
  const { score, longShare } = computeImbalance(column, 100, 2);
  // About 99 against 303: (303 − 99) / 402 = 50.7 %; longs have 24.6 %.
  expect(score).toBeCloseTo(50.75, 0);
  expect(longShare).toBeCloseTo(0.246, 2);
});

test('only longs give −100, only shorts +100, nothing gives 0 and one half', () => {
  expect(computeImbalance(columnWith([[99, 1]]), 100, 2).score).toBe(-100);
  expect(computeImbalance(columnWith([], [[101, 1]]), 100, 2).score).toBe(100);
  expect(computeImbalance(columnWith([]), 100, 2)).toEqual({
    longUsd: 0,
    shortUsd: 0,
    longShare: 0.5,
    score: 0,
  });
});
