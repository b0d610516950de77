/**
 * The same size of work done plainly, for scale: all tiers, two sides, every bin of ±35 % touched at
 * every step: closed a little, swept, opened, summed into a column; codes turned back into coins by a power
 * each.
 */
import { binOfPrice } from '../../lib/model/bins.ts';
import type { QuantisedColumn } from '../../lib/model/column.ts';
import type { MarketStep } from '../../lib/model/market-data.ts';
import { PARAMETERS } from '../../lib/model/parameters.ts';
import { COLUMN_BINS } from '../../lib/model/read-column.ts';

const LEVERAGES = PARAMETERS.tiers.map((tier) => tier.leverage);
const FACTORS = [...LEVERAGES.map((l) => 1 - 1 / l), ...LEVERAGES.map((l) => 1 + 1 / l)];

export interface DenseModel {
  /** One step and its column: longs, then shorts. */
  advance(step: MarketStep): Float32Array;
  readonly bytes: number;
}

export const createDenseModel = (price: number): DenseModel => {
  const mass = FACTORS.map(() => new Float64Array(COLUMN_BINS));
  const firstBin = binOfPrice(price * 0.65);
  const advance = (step: MarketStep): Float32Array => {
    const low = binOfPrice(step.sweepLow) - firstBin;
    const high = binOfPrice(step.sweepHigh) - firstBin;
    const column = new Float32Array(2 * COLUMN_BINS);
    FACTORS.forEach((factor, row) => {
      const cells = mass[row] as Float64Array;
      const isLong = row < LEVERAGES.length;
      const entry = binOfPrice(step.close * factor) - firstBin;
      const start = isLong ? 0 : COLUMN_BINS;
      for (let bin = 0; bin < COLUMN_BINS; bin++) {
        const isSwept = isLong ? bin >= low : bin <= high;
        const cell = (isSwept ? 0 : (cells[bin] ?? 0)) * 0.999 + (bin === entry ? 1 : 0);
        cells[bin] = cell;
        column[start + bin] = (column[start + bin] ?? 0) + cell;
      }
    });
    return column;
  };
  return { advance, bytes: mass.reduce((sum, cells) => sum + cells.byteLength, 0) };
};

/** All steps, each with its column. */
export const runDense = (steps: readonly MarketStep[]): number => {
  const model = createDenseModel(steps[0]?.open ?? 1);
  return steps.reduce((seen, step) => seen + (model.advance(step)[0] ?? 0), 0);
};

/** Codes to coins, sixteen codes to a factor of two (lib/model/quantise.ts). */
export const decodeDensely = ({ codes, peakCoins }: QuantisedColumn): Float64Array =>
  Float64Array.from(codes, (code) => (code > 0 ? peakCoins * 2 ** ((code - 255) / 16) : 0));
