/**
 * How strong each bin of a column is, relative to the column itself.
 *
 *   value(bin)   = (long + short coins) · price
 *   peak         = 99.5th percentile of the values within ±20 % of the column's price
 *   near(bin)    = largest value within ±1 % of the bin, smoothed, at least a fiftieth of the peak
 *   density(bin) = value / (near^0.85 · peak^0.15), at most 1
 *   intensity    = density^0.75, or 0 below a cut
 *
 * Most of what stands is of low leverage and lies far from the price: on one scale for all, the levels
 * that a trader can reach today would be invisible. So a bin is compared mostly with its surroundings,
 * and to a lesser part with the whole. Nothing here knows what part of the price axis is visible: panning
 * and zooming never change a colour. The percentile keeps one monstrous level from turning everything
 * else invisible.
 */
import { BIN_STEP, binOfPrice, priceOfBin } from '../model/bins.ts';
import type { Column } from '../model/column.ts';

/** The column's prices that set the scale, as a share of its price. */
const PEAK_WITHIN = 0.2;
/** Share of bins that stay below the peak. */
const PEAK_QUANTILE = 0.995;
/** A bin's surroundings: this share of price each way. */
const NEAR_WITHIN = 0.01;
/** Weight of the surroundings against the whole. */
const NEAR_WEIGHT = 0.85;
/** Surroundings count as at least this share of the peak, so that emptiness is not blown up. */
const NEAR_LEAST = 0.02;
/** Below 1: lifts the middle of the scale, where the eye compares neighbouring levels. */
const GAMMA = 0.75;
/** Densities below this are not drawn, so that an empty stretch of chart stays clean. */
const CUT_DENSITY = 0.04;

/** What the drawing needs of a column; made once per column, whatever the chart does. */
export interface BandDensities {
  /** Prices of the bins' edges, ascending; one more than there are bins. */
  readonly edgePrices: Float64Array;
  /** 0 to 1 for each bin: the value in it, compared with its surroundings and the whole. */
  readonly densities: Float32Array;
}

/** The value that counts as full strength (USD per bin); 0 for an empty column. */
const computePeak = (values: Float32Array, firstBin: number, price: number): number => {
  const from = Math.max(0, binOfPrice(price * (1 - PEAK_WITHIN)) - firstBin);
  const to = Math.max(from, binOfPrice(price * (1 + PEAK_WITHIN)) + 1 - firstBin);
  const sorted = values.slice(from, to).sort();
  const atQuantile = sorted[Math.floor(PEAK_QUANTILE * (sorted.length - 1))] ?? 0;
  return atQuantile > 0 ? atQuantile : (sorted.at(-1) ?? 0);
};

/** The largest value within `reach` bins of each bin. */
const slidingMaximum = (values: Float32Array, reach: number): Float32Array => {
  const highest = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const to = Math.min(values.length - 1, i + reach);
    let most = 0;
    for (let near = Math.max(0, i - reach); near <= to; near++) {
      most = Math.max(most, values[near] ?? 0);
    }
    highest[i] = most;
  }
  return highest;
};

/** The mean within `reach` bins of each bin, so that what enters a window does so gradually. */
const slidingMean = (values: Float32Array, reach: number): Float32Array => {
  const means = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const from = Math.max(0, i - reach);
    const part = values.subarray(from, i + reach + 1);
    means[i] = part.reduce((sum, value) => sum + value, 0) / part.length;
  }
  return means;
};

/** What each value is divided by; all zero for an empty column. */
const computeReferences = (values: Float32Array, peak: number): Float32Array => {
  const reach = Math.round(NEAR_WITHIN / BIN_STEP);
  const clipped = values.map((value) => Math.min(value, peak));
  const near = slidingMean(slidingMaximum(clipped, reach), reach);
  return near.map(
    (value) => Math.max(value, NEAR_LEAST * peak) ** NEAR_WEIGHT * peak ** (1 - NEAR_WEIGHT),
  );
};

/** Densities of a column, longs and shorts together, and the edges of its bins. */
export const computeBandDensities = (column: Column): BandDensities => {
  const { firstBin, longCoins, shortCoins, price } = column;
  const count = longCoins.length;
  const edgePrices = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) edgePrices[i] = priceOfBin(firstBin + i);

  const values = longCoins.map(
    (coins, i) => (coins + (shortCoins[i] ?? 0)) * (edgePrices[i] ?? 0) * (1 + BIN_STEP / 2),
  );
  const references = computeReferences(values, computePeak(values, firstBin, price));
  const densities = values.map((value, i) => {
    const reference = references[i] ?? 0;
    return reference > 0 ? Math.min(1, value / reference) : 0;
  });
  return { edgePrices, densities };
};

/** Position on the colour scale (0 to 1) of a density (0 to 1). */
export const intensityOfDensity = (density: number): number =>
  density < CUT_DENSITY ? 0 : Math.min(1, density) ** GAMMA;
