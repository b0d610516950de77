/**
 * How strong each bin of a column is, relative to the column itself.
 *
 *   density(bin) = value(bin) / peak, at most 1      value = (long + short coins) · price
 *   peak         = 99.5th percentile of the values within ±20 % of the column's price
 *   intensity    = density^0.75, or 0 below a cut
 *
 * Nothing here knows what part of the price axis is visible: panning and zooming never change a
 * colour. The percentile keeps one monstrous level from turning everything else invisible.
 */
import { BIN_STEP, binOfPrice, priceOfBin } from '../model/bins.ts';
import type { Column } from '../model/column.ts';

/** The column's prices that set the scale, as a share of its price. */
const PEAK_WITHIN = 0.2;
/** Share of bins that stay below the peak. */
const PEAK_QUANTILE = 0.995;
/** Below 1: lifts the middle of the scale, where the eye compares neighbouring levels. */
const GAMMA = 0.75;
/** Densities below this are not drawn, so that an empty stretch of chart stays clean. */
const CUT_DENSITY = 0.04;

/** What the drawing needs of a column; made once per column, whatever the chart does. */
export interface BandDensities {
  /** Prices of the bins' edges, ascending; one more than there are bins. */
  readonly edgePrices: Float64Array;
  /** 0 to 1 for each bin, in linear proportion to the value in it. */
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

/** Densities of a column, longs and shorts together, and the edges of its bins. */
export const computeBandDensities = (column: Column): BandDensities => {
  const { firstBin, longCoins, shortCoins, price } = column;
  const count = longCoins.length;
  const edgePrices = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) edgePrices[i] = priceOfBin(firstBin + i);

  const densities = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const middlePrice = (edgePrices[i] ?? 0) * (1 + BIN_STEP / 2);
    densities[i] = ((longCoins[i] ?? 0) + (shortCoins[i] ?? 0)) * middlePrice;
  }
  const peak = computePeak(densities, firstBin, price);
  for (let i = 0; i < count; i++) {
    densities[i] = peak > 0 ? Math.min(1, (densities[i] ?? 0) / peak) : 0;
  }
  return { edgePrices, densities };
};

/** Position on the colour scale (0 to 1) of a density (0 to 1). */
export const intensityOfDensity = (density: number): number =>
  density < CUT_DENSITY ? 0 : Math.min(1, density) ** GAMMA;
