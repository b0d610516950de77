import { expect, test } from 'vitest';
import {
  bootstrapBlocks,
  bootstrapRanks,
  computePartialSpearman,
  computeSpearman,
  createRandom,
  ranksOf,
} from '../../../lib/model/statistics.ts';

test('equal values share their mean rank', () => {
  // 5 is first, the two 7s share ranks 2 and 3, 9 is fourth.
  expect([...ranksOf([7, 5, 9, 7])]).toEqual([2.5, 1, 4, 2.5]);
});

test('what is not a number has no rank', () => {
  expect(() => ranksOf([7, Number.NaN, 9])).toThrow('value 1 is not a number');
  expect(() => computeSpearman([1, 2, 3], [1, 2, Number.NaN])).toThrow(RangeError);
  expect([...ranksOf([Infinity, -Infinity, 0])]).toEqual([3, 1, 2]);
});

test('rank correlation sees order only', () => {
  expect(computeSpearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
  expect(computeSpearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  // Differences of rank 1, 1, 1, 1: 1 − 6 · 4 / (4 · 15) = 0.6
  expect(computeSpearman([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12);
});

test('a series that never changes correlates with nothing', () => {
  expect(computeSpearman([1, 1, 1], [1, 2, 3])).toBe(0);
});

test('a partial correlation takes out what the third series explains', () => {
  const a = [1, 2, 3, 4, 5];
  const b = [2, 1, 3, 5, 4];
  const given = [1, 3, 2, 5, 4];
  // Σd²: a,b 4 → 0.8; a,given 4 → 0.8; b,given 1 + 4 + 1 = 6 → 0.7.
  const expected = (0.8 - 0.8 * 0.7) / Math.sqrt((1 - 0.64) * (1 - 0.49));
  expect(computePartialSpearman(a, b, given)).toBeCloseTo(expected, 12);
});

test('a bootstrap of blocks that sorts once gives what sorting anew gives', () => {
  const random = createRandom(3);
  const values = Array.from({ length: 60 }, (_, n) => ({
    // Rounded, so that many are equal.
    a: Math.round(10 * random()),
    b: Math.round(5 * random()) + n / 20,
    block: Math.floor(n / 7),
  }));
  const byBlock = Array.from({ length: 9 }, (_, n) => values.filter(({ block }) => block === n));
  const anew = bootstrapBlocks(
    byBlock,
    (drawn) =>
      computeSpearman(
        drawn.flat().map(({ a }) => a),
        drawn.flat().map(({ b }) => b),
      ),
    { random: createRandom(8), rounds: 100 },
  );
  const once = bootstrapRanks(
    values.map(({ a }) => a),
    values.map(({ b }) => b),
    values.map(({ block }) => block),
    { random: createRandom(8), rounds: 100 },
  );
  expect(once.low).toBeCloseTo(anew.low, 9);
  expect(once.high).toBeCloseTo(anew.high, 9);
});

test('a partial correlation of what one series explains wholly is 0', () => {
  expect(computePartialSpearman([1, 2, 3], [1, 3, 2], [1, 2, 3])).toBe(0);
});
