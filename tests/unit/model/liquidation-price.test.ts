import { expect, test } from 'vitest';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import type { Side } from '../../../lib/model/market-data.ts';
import {
  computeLiquidationFactor,
  computeLiquidationPrice,
} from '../../../lib/model/liquidation-price.ts';

const btc = bracketsOf('BTCUSDT');
const price = (side: Side, leverage: number, notionalUsd: number): number =>
  computeLiquidationPrice({ side, entryPrice: 100_000, leverage, notionalUsd }, btc);

test('a 100x long of 10,000 USD is liquidated 0.602 % below its entry, not 1 %', () => {
  // 100,000 · (1 − 0.01) / (1 − 0.004) = 99,000 / 0.996
  expect(price('long', 100, 10_000)).toBeCloseTo(99_397.59, 2);
});

test('a 100x short of 10,000 USD is liquidated 0.598 % above its entry', () => {
  // 100,000 · (1 + 0.01) / (1 + 0.004) = 101,000 / 1.004
  expect(price('short', 100, 10_000)).toBeCloseTo(100_597.61, 2);
});

test('a larger position is liquidated sooner, by its higher maintenance rate less the amount', () => {
  // 75x, 1 m: rate 0.65 %, amount 1,500. 1 − 1/75 − 0.0015 = 0.98516667; / 0.9935 = 0.99161215
  expect(price('long', 75, 1_000_000)).toBeCloseTo(99_161.21, 2);
  // 1 + 1/75 + 0.0015 = 1.01483333; / 1.0065 = 1.00827952
  expect(price('short', 75, 1_000_000)).toBeCloseTo(100_827.95, 2);
});

test('where the notional at the liquidation price is in a lower bracket, that bracket counts', () => {
  // 310,000 at entry is in the 0.5 % bracket, at a fall of 4.6 % it is 295,700 and in the 0.4 % one:
  // 100,000 · (1 − 0.05) / 0.996
  expect(price('long', 20, 310_000)).toBeCloseTo(95_381.53, 2);
});

test('where it is in a higher bracket, that one counts', () => {
  // A 20x short of 290,000 reaches 303,300: rate 0.5 %, amount 300.
  // 1 + 0.05 + 300 / 290,000 = 1.05103448; / 1.005 = 1.04580546
  expect(price('short', 20, 290_000)).toBeCloseTo(104_580.55, 2);
});

test('a 1x long cannot be liquidated above zero', () => {
  expect(price('long', 1, 10_000)).toBe(0);
});

test('a position that cannot exist has no liquidation price', () => {
  expect(price('long', 0, 10_000)).toBeNaN();
  expect(price('short', 10, 0)).toBeNaN();
  expect(price('short', 10, Number.NaN)).toBeNaN();
});

test('an empty bracket table falls back on the generic one', () => {
  // 20x, 10,000 USD, generic rate 0.5 %: 0.95 / 0.995
  expect(computeLiquidationFactor('long', 20, 10_000, [])).toBeCloseTo(0.954774, 6);
});
