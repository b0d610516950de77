/**
 * The same size of work done plainly, for scale: all tiers, two sides, every bin of ±35 % touched at
 * every step: closed a little, swept, opened, summed into a column.
 */
import { binOfPrice } from '../../lib/model/bins.ts';
import type { MarketStep } from '../../lib/model/market-data.ts';
import { PARAMETERS } from '../../lib/model/parameters.ts';
import { COLUMN_BINS } from '../../lib/model/read-column.ts';

export const runDense = (steps: readonly MarketStep[]): number => {
  const leverages = PARAMETERS.tiers.map((tier) => tier.leverage);
  const rows = [...leverages.map((l) => 1 - 1 / l), ...leverages.map((l) => 1 + 1 / l)];
  const mass = rows.map(() => new Float64Array(COLUMN_BINS));
  const firstBin = binOfPrice((steps[0]?.open ?? 1) * 0.65);
  let seen = 0;
  for (const step of steps) {
    const low = binOfPrice(step.sweepLow) - firstBin;
    const high = binOfPrice(step.sweepHigh) - firstBin;
    const column = new Float32Array(2 * COLUMN_BINS);
    rows.forEach((factor, row) => {
      const cells = mass[row] as Float64Array;
      const isLong = row < leverages.length;
      const entry = binOfPrice(step.close * factor) - firstBin;
      const start = isLong ? 0 : COLUMN_BINS;
      for (let bin = 0; bin < COLUMN_BINS; bin++) {
        const isSwept = isLong ? bin >= low : bin <= high;
        const cell = (isSwept ? 0 : (cells[bin] ?? 0)) * 0.999 + (bin === entry ? 1 : 0);
        cells[bin] = cell;
        column[start + bin] = (column[start + bin] ?? 0) + cell;
      }
    });
    seen += column[0] ?? 0;
  }
  return seen;
};
