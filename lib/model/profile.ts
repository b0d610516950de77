/** Liquidation value by price, in equal steps of price around the current one: what a chart plots. */
import { priceOfBin } from './bins.ts';
import type { Column } from './column.ts';
import { middleOf, rangeAround } from './column-range.ts';

export interface Profile {
  /** Middle of each step, rising. */
  readonly prices: Float64Array;
  readonly longUsd: Float64Array;
  readonly shortUsd: Float64Array;
}

export interface ProfileRange {
  readonly withinPercent: number;
  readonly points: number;
}

/**
 * Value of each side in `points` equal steps of price. A bin is shared among the steps that it overlaps;
 * what it has outside the range goes to the outermost step, so that each side's sum is that of
 * `computeImbalance` for the same range.
 */
export const computeProfile = (
  column: Column,
  price: number,
  { withinPercent, points }: ProfileRange,
): Profile => {
  const low = price * (1 - withinPercent / 100);
  const width = (2 * price * withinPercent) / 100 / points;
  const prices = Float64Array.from({ length: points }, (_, n) => low + (n + 0.5) * width);
  const longUsd = new Float64Array(points);
  const shortUsd = new Float64Array(points);
  const stepOf = (p: number): number =>
    Math.min(points - 1, Math.max(0, Math.floor((p - low) / width)));

  const [from, to] = rangeAround(column, price, withinPercent);
  for (let at = from; at < to; at++) {
    const bottom = priceOfBin(column.firstBin + at);
    const top = priceOfBin(column.firstBin + at + 1);
    const middle = middleOf(column, at);
    const first = stepOf(bottom);
    const last = stepOf(top);
    let left = 1;
    for (let step = first; step <= last; step++) {
      const covered =
        Math.min(top, low + (step + 1) * width) - Math.max(bottom, low + step * width);
      const share = step === last ? left : Math.min(left, Math.max(0, covered) / (top - bottom));
      left -= share;
      longUsd[step] = (longUsd[step] ?? 0) + (column.longCoins[at] ?? 0) * middle * share;
      shortUsd[step] = (shortUsd[step] ?? 0) + (column.shortCoins[at] ?? 0) * middle * share;
    }
  }
  return { prices, longUsd, shortUsd };
};
