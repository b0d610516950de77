import { expect, test } from 'vitest';
import { findClusters } from '../../../lib/model/clusters.ts';
import { columnWith, middleOfBinAt } from './columns.ts';

/** `count` neighbouring bins from `price` upwards with the same coins. */
const plateau = (price: number, count: number, coins: number): [number, number][] =>
  Array.from({ length: count }, (_, n) => [price * 1.0005 ** n, coins]);

const near = { withinPercent: 10, most: 5 } as const;

test('two heaps are two clusters, the larger first, with their own amounts', () => {
  const column = columnWith([...plateau(95, 10, 4), ...plateau(98, 10, 1)]);
  const [large, small, ...others] = findClusters(column, 100, { ...near, side: 'long' });
  expect(large?.amountCoins).toBeCloseTo(40, 6);
  expect(small?.amountCoins).toBeCloseTo(10, 6);
  expect(others).toEqual([]);
});

test('a cluster says where it begins, ends and how far its peak is', () => {
  const column = columnWith([], plateau(104, 8, 2));
  const [cluster] = findClusters(column, 100, { ...near, side: 'short' });
  expect(cluster?.lowPrice).toBeCloseTo(middleOfBinAt(104) / 1.0005 ** 0.5, 6);
  expect(cluster?.highPrice).toBeCloseTo((cluster?.lowPrice ?? 0) * 1.0005 ** 8, 6);
  expect(cluster?.distancePercent).toBeCloseTo((cluster?.peakPrice ?? 0) - 100, 9);
  expect(cluster?.peakPrice).toBeGreaterThan(cluster?.lowPrice ?? Infinity);
  expect(cluster?.amountUsd).toBeCloseTo(16 * 104.2, 0);
});

test('distances of longs are negative', () => {
  const [cluster] = findClusters(columnWith(plateau(97, 6, 1)), 100, { ...near, side: 'long' });
  expect(cluster?.distancePercent).toBeLessThan(-2);
});

test('what lies outside the range is left out', () => {
  const column = columnWith(plateau(88, 10, 9));
  expect(findClusters(column, 100, { ...near, side: 'long' })).toEqual([]);
});

test('no more are given than asked for, and no zone overlaps another', () => {
  const heaps = [91, 92.5, 94, 95.5, 97, 98.5].flatMap((price, n) => plateau(price, 8, n + 1));
  const all = findClusters(columnWith(heaps), 100, { withinPercent: 10, most: 9, side: 'long' });
  expect(all.length).toBe(6);
  const rising = all.toSorted((a, b) => a.lowPrice - b.lowPrice);
  rising.slice(1).forEach((cluster, n) => {
    expect(cluster.lowPrice).toBeGreaterThanOrEqual((rising[n]?.highPrice ?? 0) - 1e-9);
  });
  const two = findClusters(columnWith(heaps), 100, { withinPercent: 10, most: 2, side: 'long' });
  expect(two.map((c) => Math.round(c.amountCoins))).toEqual([48, 40]);
});

test('an empty column has no clusters', () => {
  expect(findClusters(columnWith([]), 100, { ...near, side: 'short' })).toEqual([]);
});

test('a broad heap with more in it comes before a narrow, higher one', () => {
  const column = columnWith([...plateau(94, 40, 3), ...plateau(98, 6, 5)]);
  const [largest] = findClusters(column, 100, { withinPercent: 10, most: 1, side: 'long' });
  // 40 bins of 3 are 120 coins, 6 bins of 5 are 30.
  expect(largest?.amountCoins).toBeCloseTo(120, 6);
});

test('two hills with a clear valley between them are two clusters', () => {
  // Twenty bins of 10, twenty of 7, twenty of 9: the low is 7/9 = 78 % of the lower hill.
  const hills = [...plateau(102, 20, 10), ...plateau(103.04, 20, 7), ...plateau(104.08, 20, 9)];
  const found = findClusters(columnWith([], hills), 100, { ...near, side: 'short' });
  expect(found.length).toBe(2);
  const [larger, smaller] = found;
  // 20 bins of 10 and 20 of 9, with at most four bins of the valley beside each hill.
  expect(larger?.amountCoins).toBeGreaterThanOrEqual(200);
  expect(larger?.amountCoins).toBeLessThanOrEqual(200 + 4 * 7);
  expect(smaller?.amountCoins).toBeGreaterThanOrEqual(180);
  expect(smaller?.amountCoins).toBeLessThanOrEqual(180 + 4 * 7);
  expect(larger?.highPrice).toBeLessThan(smaller?.lowPrice ?? 0);
});

test('a dent in a hill does not split it', () => {
  // The low is 9.5/10 = 95 % of the hills beside it.
  const hills = [...plateau(102, 20, 10), ...plateau(103.04, 20, 9.5), ...plateau(104.08, 20, 10)];
  const found = findClusters(columnWith([], hills), 100, { ...near, side: 'short' });
  expect(found.length).toBe(1);
});
