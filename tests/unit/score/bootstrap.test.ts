import { expect, test } from 'vitest';
import { computeSpearman, createRandom } from '../../../lib/model/statistics.ts';
import { bootstrapSpearman } from '../../score/bootstrap.ts';

test('a bootstrap interval holds the value and repeats with the seed', () => {
  const random = createRandom(3);
  const a = Array.from({ length: 120 }, () => random());
  const b = a.map((value) => value + random());
  const value = computeSpearman(a, b);
  const { low, high } = bootstrapSpearman(a, b, 1);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(bootstrapSpearman(a, b, 1)).toEqual({ low, high });
});
