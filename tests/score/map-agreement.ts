/**
 * How well an estimated map agrees with the true one, on one side within ±10 % of the price.
 *
 * Both are read on the model's bins of 0.05 %, from the bin next to the price outwards. All bins count:
 * one that is empty in a map holds 0 there, and equal values share their mean rank. Positions are few
 * per bin and very unequal in size, so a true map has teeth that nothing published can show; agreement
 * is therefore also given over zones of five bins (0.25 %).
 */
import type { Column } from '../../lib/model/column.ts';
import type { Side } from '../../lib/model/market-data.ts';
import { computeSpearman } from '../../lib/model/statistics.ts';
import { readOutwards, sumZones, topPlaces } from '../../lib/model/zones.ts';

const WITHIN_SHARE = 0.1;

/** Coins per bin of one side, from the bin next to `price` outwards to 10 % away. */
export const readNear = (column: Column, price: number, side: Side): Float64Array =>
  readOutwards(column, price, side, WITHIN_SHARE);

/** Share of all of `truth` that lies in the top tenth of `estimate`; NaN where there is no truth. */
export const computeTopShare = (estimate: Float64Array, truth: Float64Array): number => {
  const total = truth.reduce((sum, value) => sum + value, 0);
  const inside = topPlaces(estimate).reduce((sum, place) => sum + truth[place]!, 0);
  return total > 0 ? inside / total : Number.NaN;
};

/** A cluster is a peak of the map smoothed by a triangle of this many bins each way (0.25 % of price). */
const REACH = 5;
/** It is big if it holds at least this share of what the largest one holds. */
const BIG_SHARE = 0.5;
const BIN_PERCENT = 0.05;

/** Distance (in % of price) of the nearest big cluster; NaN where the map is empty. */
export const findNearestBig = (bins: Float64Array): number => {
  const sums = bins.map((_, n) => {
    let sum = 0;
    for (let k = -REACH; k <= REACH; k++) sum += (REACH + 1 - Math.abs(k)) * (bins[n + k] ?? 0);
    return sum;
  });
  const largest = Math.max(...sums);
  const isPeak = (n: number): boolean =>
    sums.subarray(Math.max(0, n - REACH), n + REACH + 1).every((value) => value <= sums[n]!);
  if (!(largest > 0)) return Number.NaN;
  const place = sums.findIndex((value, n) => value >= BIG_SHARE * largest && isPeak(n));
  return (place + 1) * BIN_PERCENT;
};

export interface Agreement {
  /** Rank correlation over bins of 0.05 %, and over zones of 0.25 %. */
  readonly spearman: number;
  readonly zoneSpearman: number;
  /** Share of the true coins in the estimate's top tenth of bins. */
  readonly topShare: number;
  /** The same if the estimate were the truth: the most there is to get. */
  readonly bestTopShare: number;
  /** Error of the nearest big cluster, in % of price. */
  readonly clusterError: number;
}

export const compareMaps = (
  estimate: Column,
  truth: Column,
  price: number,
  side: Side,
): Agreement => {
  const guessed = readNear(estimate, price, side);
  const real = readNear(truth, price, side);
  return {
    spearman: computeSpearman(guessed, real),
    zoneSpearman: computeSpearman(sumZones(guessed), sumZones(real)),
    topShare: computeTopShare(guessed, real),
    bestTopShare: computeTopShare(real, real),
    clusterError: Math.abs(findNearestBig(guessed) - findNearestBig(real)),
  };
};
