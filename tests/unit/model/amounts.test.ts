import { expect, test } from 'vitest';
import { computeAmounts } from '../../../lib/model/amounts.ts';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import { createCalibration } from '../../../lib/model/calibration.ts';
import type { Column } from '../../../lib/model/column.ts';

const firstBin = binOfPrice(100);
const column: Column = {
  timeMs: 0,
  price: 101,
  sweptBy: 'mark',
  firstBin,
  longCoins: Float32Array.of(10, 20, 40),
  shortCoins: Float32Array.of(0, 0, 8),
};
const [bottom, second, third, top] = [0, 1, 2, 3].map((n) => priceOfBin(firstBin + n));
const prior = createCalibration();

test('a zone is said in coins, USD, share of open interest and expected forced volume', () => {
  // Bins 0 and 1: 30 coins at some 100 USD; 30 of 600 coins is 5 %; forced is .0099 of the USD.
  const zone = { side: 'long', lowPrice: bottom!, highPrice: third! } as const;
  const amounts = computeAmounts(column, zone, 600, prior);
  expect(amounts.coins).toBe(30);
  expect(amounts.usd).toBeCloseTo(
    10 * priceOfBin(firstBin + 0.5) + 20 * priceOfBin(firstBin + 1.5),
    9,
  );
  expect(amounts.openInterestShare).toBeCloseTo(0.05, 12);
  expect(amounts.expectedForcedUsd).toBeCloseTo(amounts.usd * 0.0099, 9);
});

test('each side has its own coins and its own κ', () => {
  const zone = { side: 'short', lowPrice: bottom!, highPrice: top! } as const;
  const amounts = computeAmounts(column, zone, 600, prior);
  expect(amounts.coins).toBe(8);
  expect(amounts.expectedForcedUsd).toBeCloseTo(amounts.usd * 0.007, 9);
});

test('prices may come in either order', () => {
  const zone = { side: 'long', lowPrice: third!, highPrice: second! } as const;
  expect(computeAmounts(column, zone, 600, prior).coins).toBe(20);
});

test.each([
  ['outside the column', 10, 20],
  ['that is no number', Number.NaN, 200],
])('a zone %s holds nothing', (_, lowPrice, highPrice) => {
  const amounts = computeAmounts(column, { side: 'long', lowPrice, highPrice }, 600, prior);
  expect(amounts).toEqual({ coins: 0, usd: 0, openInterestShare: 0, expectedForcedUsd: 0 });
});

test.each([null, 0, Number.NaN])('an open interest of %s gives no share', (openInterest) => {
  const zone = { side: 'long', lowPrice: bottom!, highPrice: top! } as const;
  expect(computeAmounts(column, zone, openInterest, prior).openInterestShare).toBeNull();
});
