/**
 * What stands in a price zone, said in four ways: coins, USD, share of the open interest, and the forced
 * volume that an exchange would report if the price went through it. The first three are open position;
 * only the last one is smaller by κ (calibration.ts).
 */
import { expectedForcedUsd, type Calibration } from './calibration.ts';
import type { Column } from './column.ts';
import { coinsOf, middleOf } from './column-range.ts';
import type { Side } from './market-data.ts';

export interface Amounts {
  readonly coins: number;
  /** Each bin at its own price. */
  readonly usd: number;
  /** Part of one side's open interest; null where that is not known. */
  readonly openInterestShare: number | null;
  readonly expectedForcedUsd: number;
}

export interface Zone {
  readonly side: Side;
  readonly lowPrice: number;
  readonly highPrice: number;
}

/**
 * Amounts of one side between two prices; a bin is inside if its middle is. Prices may come in either
 * order. A zone outside the column, or with a price that is no number, holds nothing.
 */
export const computeAmounts = (
  column: Column,
  { side, lowPrice, highPrice }: Zone,
  openInterestCoins: number | null,
  calibration: Calibration,
): Amounts => {
  const [low, high] = lowPrice <= highPrice ? [lowPrice, highPrice] : [highPrice, lowPrice];
  const inBins = coinsOf(column, side);
  let [coins, usd] = [0, 0];
  for (let at = 0; at < inBins.length; at++) {
    const middle = middleOf(column, at);
    if (!(middle >= low && middle <= high)) continue;
    coins += inBins[at] ?? 0;
    usd += (inBins[at] ?? 0) * middle;
  }
  const isKnown = openInterestCoins !== null && openInterestCoins > 0;
  return {
    coins,
    usd,
    openInterestShare: isKnown ? coins / openInterestCoins : null,
    expectedForcedUsd: expectedForcedUsd(usd, side, calibration),
  };
};
