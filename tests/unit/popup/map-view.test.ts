import { expect, test } from 'vitest';
import { computeMapView } from '../../../entrypoints/popup/map-view.ts';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import type { Column } from '../../../lib/model/column.ts';

const PRICE = 100;
const FIRST_BIN = binOfPrice(80);
const BINS = binOfPrice(125) - FIRST_BIN;
const middleOf = (price: number): number => priceOfBin(binOfPrice(price) + 0.5);

/** A column of single bins: price → coins. */
const columnOf = (long: Record<number, number>, short: Record<number, number>): Column => {
  const coinsOf = (at: Record<number, number>): Float32Array => {
    const coins = new Float32Array(BINS);
    for (const [price, amount] of Object.entries(at))
      coins[binOfPrice(Number(price)) - FIRST_BIN] = amount;
    return coins;
  };
  return {
    timeMs: 0,
    price: PRICE,
    sweptBy: 'mark',
    firstBin: FIRST_BIN,
    longCoins: coinsOf(long),
    shortCoins: coinsOf(short),
  };
};

test('amounts within the range are counted, those beyond are not', () => {
  const column = columnOf({ 97: 2, 92: 5 }, { 104: 3 });
  const near = computeMapView(column, 5);
  expect(near.imbalance.longUsd).toBeCloseTo(2 * middleOf(97), 3);
  expect(near.imbalance.shortUsd).toBeCloseTo(3 * middleOf(104), 3);
  const wide = computeMapView(column, 10);
  expect(wide.imbalance.longUsd).toBeCloseTo(2 * middleOf(97) + 5 * middleOf(92), 3);
});

test('the nearest big cluster of each side is named, with its share of the strongest of both', () => {
  // Longs: 1 coin at 99 is a crumb beside 4 at 96. Shorts: 8 at 103 is the strongest of all.
  const { nearest } = computeMapView(columnOf({ 99: 1, 96: 4 }, { 103: 8 }), 5);
  expect(nearest.long?.side).toBe('long');
  // The peak of a single bin is as wide as the smoothing: two bins of 0.05 % each way.
  expect(Math.abs((nearest.long?.price ?? 0) - 96)).toBeLessThan(0.15);
  expect(nearest.long?.distancePercent).toBeCloseTo(-4, 0);
  expect(nearest.short?.strength).toBe(1);
  expect(nearest.long?.strength).toBeCloseTo((4 * middleOf(96)) / (8 * middleOf(103)), 3);
});

test('a side with nothing in the range has no cluster', () => {
  expect(computeMapView(columnOf({ 97: 2 }, {}), 2).nearest).toEqual({ long: null, short: null });
});

test('the profile adds up to the same amounts as the bar', () => {
  const { profile, imbalance } = computeMapView(columnOf({ 97: 2, 96: 1 }, { 104: 3 }), 5);
  const sum = (amounts: Float64Array): number => amounts.reduce((a, b) => a + b, 0);
  expect(sum(profile.longUsd)).toBeCloseTo(imbalance.longUsd, 3);
  expect(sum(profile.shortUsd)).toBeCloseTo(imbalance.shortUsd, 3);
});
