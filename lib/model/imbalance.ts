/** Which side has more to lose near the price: longs below it or shorts above it. */
import type { Column } from './column.ts';
import { middleOf, rangeAround } from './column-range.ts';

export interface Imbalance {
  /** Value of the open position that would be liquidated, each bin at its own price. */
  readonly longUsd: number;
  readonly shortUsd: number;
  /** Longs' part of both, 0 to 1; one half where there is nothing. */
  readonly longShare: number;
  /** (short − long) / (short + long) · 100: −100 only longs below, +100 only shorts above. */
  readonly score: number;
}

/** Counts the bins within `withinPercent` of `price`. */
export const computeImbalance = (
  column: Column,
  price: number,
  withinPercent: number,
): Imbalance => {
  const [from, to] = rangeAround(column, price, withinPercent);
  let longUsd = 0;
  let shortUsd = 0;
  for (let at = from; at < to; at++) {
    const middle = middleOf(column, at);
    longUsd += (column.longCoins[at] ?? 0) * middle;
    shortUsd += (column.shortCoins[at] ?? 0) * middle;
  }
  const both = longUsd + shortUsd;
  if (!(both > 0)) return { longUsd, shortUsd, longShare: 0.5, score: 0 };
  return {
    longUsd,
    shortUsd,
    longShare: longUsd / both,
    score: ((shortUsd - longUsd) / both) * 100,
  };
};
