/**
 * Clusters: the zones where a side's liquidations are thickest. Around each peak of the smoothed map, a
 * zone reaches as far as the map stays above EDGE_SHARE of the peak, no stronger zone begins, and no
 * valley is crossed: a low from which the map climbs again to more than low / VALLEY_SHARE ends the zone.
 */
import { priceOfBin } from './bins.ts';
import type { Column } from './column.ts';
import { coinsOf, middleOf, rangeAround } from './column-range.ts';
import type { Side } from './market-data.ts';

export interface Cluster {
  readonly side: Side;
  readonly lowPrice: number;
  readonly highPrice: number;
  readonly peakPrice: number;
  readonly amountCoins: number;
  readonly amountUsd: number;
  /** From the price to `peakPrice`, negative below. */
  readonly distancePercent: number;
}

export interface ClusterSearch {
  readonly withinPercent: number;
  readonly side: Side;
  /** How many to find at most. */
  readonly most: number;
}

/** A zone ends where the map falls below this share of its peak. */
const EDGE_SHARE = 0.55;
/** Two hills are two clusters where the low between them is at most this share of the lower hill. */
const VALLEY_SHARE = 0.85;
/** The map is averaged over this many bins each way before peaks are looked for (0.25 % of price in all). */
const SMOOTH_BINS = 2;

const smoothed = (coins: Float32Array, from: number, to: number): Float64Array => {
  const result = new Float64Array(coins.length);
  for (let at = from; at < to; at++) {
    let sum = 0;
    for (let near = at - SMOOTH_BINS; near <= at + SMOOTH_BINS; near++) sum += coins[near] ?? 0;
    result[at] = sum / (2 * SMOOTH_BINS + 1);
  }
  return result;
};

/** Whether the map rises to `at` and falls again after it, at once or after a flat top. */
const isPeak = (map: Float64Array, at: number): boolean => {
  const value = map[at] ?? 0;
  if (value <= (map[at - 1] ?? 0)) return false;
  let end = at;
  while (map[end + 1] === value) end++;
  return value > (map[end + 1] ?? 0);
};

/** Walks from a peak to the last bin of its zone in one direction. */
const edgeOf = (
  map: Float64Array,
  taken: Uint8Array,
  peak: number,
  direction: 1 | -1,
  limit: number,
): number => {
  const floor = (map[peak] ?? 0) * EDGE_SHARE;
  let lowest = peak;
  let at = peak;
  while (at !== limit && (map[at + direction] ?? 0) >= floor) {
    at += direction;
    if (taken[at] !== 0) return lowest;
    const value = map[at] ?? 0;
    const low = map[lowest] ?? 0;
    if (value < low) lowest = at;
    else if (low < value * VALLEY_SHARE) return lowest;
  }
  return at;
};

const describe = (
  column: Column,
  price: number,
  side: Side,
  zone: { first: number; last: number; peak: number },
): Cluster => {
  const coins = coinsOf(column, side);
  let amountCoins = 0;
  let amountUsd = 0;
  for (let at = zone.first; at <= zone.last; at++) {
    amountCoins += coins[at] ?? 0;
    amountUsd += (coins[at] ?? 0) * middleOf(column, at);
  }
  const peakPrice = middleOf(column, zone.peak);
  return {
    side,
    lowPrice: priceOfBin(column.firstBin + zone.first),
    highPrice: priceOfBin(column.firstBin + zone.last + 1),
    peakPrice,
    amountCoins,
    amountUsd,
    distancePercent: (peakPrice / price - 1) * 100,
  };
};

/** Contiguous zones of one side within `withinPercent` of `price`, the largest amount first. */
export const findClusters = (
  column: Column,
  price: number,
  { withinPercent, side, most }: ClusterSearch,
): Cluster[] => {
  const [from, to] = rangeAround(column, price, withinPercent);
  const map = smoothed(coinsOf(column, side), from, to);
  const taken = new Uint8Array(map.length);
  const peaks: number[] = [];
  for (let at = from; at < to; at++) if (isPeak(map, at)) peaks.push(at);
  peaks.sort((a, b) => (map[b] ?? 0) - (map[a] ?? 0));
  const found: Cluster[] = [];
  for (const peak of peaks) {
    if (taken[peak] !== 0) continue;
    const first = edgeOf(map, taken, peak, -1, from);
    const last = edgeOf(map, taken, peak, 1, to - 1);
    taken.fill(1, first, last + 1);
    found.push(describe(column, price, side, { first, last, peak }));
  }
  return found.sort((a, b) => b.amountUsd - a.amountUsd).slice(0, most);
};
