import { expect, test } from 'vitest';
import { pickNearestBig } from '../../../lib/insight/nearest-big-cluster.ts';

const cluster = (distancePercent: number, amountUsd: number) => ({ distancePercent, amountUsd });

test('a crumb beside the price does not hide the wall behind it', () => {
  const wall = cluster(-3, 10e6);
  expect(pickNearestBig([wall, cluster(-0.2, 4.9e6)])).toBe(wall);
});

test('of those with at least half of the strongest amount, the nearest is taken', () => {
  const near = cluster(1.1, 5e6);
  expect(pickNearestBig([cluster(4, 10e6), cluster(2, 9e6), near, cluster(0.5, 1e6)])).toBe(near);
});

test('a side without clusters, or with empty ones only, has none', () => {
  expect(pickNearestBig([])).toBeUndefined();
  expect(pickNearestBig([cluster(1, 0)])).toBeUndefined();
});
