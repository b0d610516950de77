/**
 * The map of a symbol that several books tell of, one for each exchange: coins per bin add up, since all
 * books share one grid of bins. Bins keep their own price, so values in USD add up with them.
 */
import type { QuantisedColumn } from './column.ts';
import { quantiseColumn, QUANTISE_ERROR, restoreColumn } from './quantise.ts';

/**
 * Largest relative error of a combined bin against the coins in the books: each part was rounded once, and
 * their sum once more. Bins that only one part fills are not rounded again.
 */
export const COMBINE_ERROR = (1 + QUANTISE_ERROR) ** 2 - 1;

/**
 * The sum of `columns`, over all bins that any of them reaches. A single column is handed back as it is.
 * Of several the first lends its price, so the exchange whose chart is looked at comes first; the time is
 * the newest, and `sweptBy` is `trade` if it is that of any. What is below a 30,000th of the sum's peak, or
 * was below a 30,000th of its own column's, is zero. Throws a RangeError where there is nothing to sum.
 */
export const combineColumns = (columns: readonly QuantisedColumn[]): QuantisedColumn => {
  const [first, ...others] = columns;
  if (!first) throw new RangeError('no columns to combine');
  if (others.length === 0) return first;
  const firstBin = Math.min(...columns.map((column) => column.firstBin));
  const endBin = Math.max(...columns.map((column) => column.firstBin + column.binCount));
  const longCoins = new Float32Array(endBin - firstBin);
  const shortCoins = new Float32Array(endBin - firstBin);
  for (const part of columns.map(restoreColumn)) {
    addAt(longCoins, part.longCoins, part.firstBin - firstBin);
    addAt(shortCoins, part.shortCoins, part.firstBin - firstBin);
  }
  return quantiseColumn({
    timeMs: Math.max(...columns.map((column) => column.timeMs)),
    price: first.price,
    sweptBy: columns.some((column) => column.sweptBy === 'trade') ? 'trade' : 'mark',
    firstBin,
    longCoins,
    shortCoins,
  });
};

const addAt = (sum: Float32Array, coins: Float32Array, shift: number): void => {
  for (let at = 0; at < coins.length; at++) {
    sum[shift + at] = (sum[shift + at] ?? 0) + (coins[at] ?? 0);
  }
};
