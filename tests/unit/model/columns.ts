import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import type { Column } from '../../../lib/model/column.ts';

/** A column around a price of 100 with the given coins at the given prices; all else is empty. */
export const columnWith = (
  longs: readonly (readonly [price: number, coins: number])[],
  shorts: readonly (readonly [price: number, coins: number])[] = [],
  timeMs = 0,
): Column => {
  const firstBin = binOfPrice(65);
  const binCount = binOfPrice(135) - firstBin + 1;
  const fill = (entries: readonly (readonly [number, number])[]): Float32Array => {
    const coins = new Float32Array(binCount);
    for (const [price, amount] of entries) coins[binOfPrice(price) - firstBin] = amount;
    return coins;
  };
  return {
    timeMs,
    price: 100,
    sweptBy: 'mark',
    firstBin,
    longCoins: fill(longs),
    shortCoins: fill(shorts),
  };
};

/** The price in the middle of the bin that holds `price`. */
export const middleOfBinAt = (price: number): number => priceOfBin(binOfPrice(price) + 0.5);
