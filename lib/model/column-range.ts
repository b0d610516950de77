/** Bins of a column near a price. A bin is inside if its middle is. */
import { priceOfBin } from './bins.ts';
import type { Column } from './column.ts';
import type { Side } from './market-data.ts';

/** Price in the middle of the bin at `index` of a column; what its coins are valued at. */
export const middleOf = (column: Column, index: number): number =>
  priceOfBin(column.firstBin + index + 0.5);

export const coinsOf = (column: Column, side: Side): Float32Array =>
  side === 'long' ? column.longCoins : column.shortCoins;

/** Indices `[from, to)` of the bins within `withinPercent` of `price`, both ways. */
export const rangeAround = (
  column: Column,
  price: number,
  withinPercent: number,
): readonly [from: number, to: number] => {
  const low = price * (1 - withinPercent / 100);
  const high = price * (1 + withinPercent / 100);
  let from = 0;
  let to = column.longCoins.length;
  while (from < to && middleOf(column, from) < low) from++;
  while (to > from && middleOf(column, to - 1) > high) to--;
  return [from, to];
};
