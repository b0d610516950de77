import { expect, test } from 'vitest';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import { spreadReported } from '../../score/recorded-ahead.ts';

const openBin = binOfPrice(100);
const middleOf = (bin: number): number => priceOfBin(bin + 0.5);

test('what a bar reports of longs is spread in equal parts from its open down to its low', () => {
  // Open in bin b, low in bin b − 3: four bins of 25 USD each.
  const forced = spreadReported('long', 7, middleOf(openBin), middleOf(openBin - 3), 100);
  expect(forced.map(({ price }) => binOfPrice(price) - openBin)).toEqual([-3, -2, -1, 0]);
  for (const { timeMs, side, price, coins } of forced) {
    expect([timeMs, side]).toEqual([7, 'long']);
    expect(coins * price).toBeCloseTo(25, 9);
  }
});

test('shorts are spread upwards, and a bar that went nowhere keeps all at its open', () => {
  const up = spreadReported('short', 0, middleOf(openBin), middleOf(openBin + 1), 100);
  expect(up.map(({ price }) => binOfPrice(price) - openBin)).toEqual([0, 1]);
  const still = spreadReported('short', 0, middleOf(openBin), middleOf(openBin), 100);
  expect(still.map(({ price, coins }) => [binOfPrice(price), price * coins])).toEqual([
    [openBin, expect.closeTo(100, 9)],
  ]);
});
