/** A plain position book by side, class of leverage and liquidation bin, for the oracles. */
import { binCoordinate, binOfPrice } from '../../lib/model/bins.ts';
import type { Column } from '../../lib/model/column.ts';
import { computeLiquidationFactor } from '../../lib/model/liquidation-price.ts';
import { SIDES, type Bracket, type MarketStep } from '../../lib/model/market-data.ts';

export interface OracleBook {
  /** Coins by row: side (longs first) times class of leverage. */
  readonly totals: Float64Array;
  /** Takes out what the mark price reached in the step. */
  sweep(step: MarketStep): void;
  /** Opens coins of one row, entered evenly from `low` to `high`. */
  open(row: number, low: number, high: number, now: number, coins: number): void;
  /** Leaves `share` of one row; more than 1 makes it larger. */
  keep(row: number, share: number): void;
  read(step: MarketStep): Column;
}

/** A usual size; it decides the bracket. */
const NOTIONAL_USD = 20_000;
/** Half the width of a class of leverage, as a factor. */
const HALF_CLASS = Math.sqrt(1.15);
/** The book reaches this factor below and above the first price. */
const REACH = 3;

export const createOracleBook = (
  leverages: Float64Array,
  brackets: readonly Bracket[],
  firstPrice: number,
): OracleBook => {
  const rows = 2 * leverages.length;
  const firstBin = binOfPrice(firstPrice / REACH);
  const count = binOfPrice(firstPrice * REACH) - firstBin + 1;
  const mass = new Float64Array(rows * count);
  const totals = new Float64Array(rows);
  /** Cells hold coins divided by their row's scale, so that keeping a share touches no cell. */
  const scales = new Float64Array(rows).fill(1);
  let [highestLong, lowestShort] = [-1, count];
  const isLong = (row: number): boolean => row < leverages.length;

  const shifts = Array.from({ length: rows }, (_, row) => {
    const side = SIDES[isLong(row) ? 0 : 1]!;
    const middle = leverages[row % leverages.length]!;
    const edges = [middle / HALF_CLASS, middle * HALF_CLASS].map((leverage) => {
      const within = Math.max(1.01, leverage);
      const factor = computeLiquidationFactor(side, within, NOTIONAL_USD, brackets);
      return binCoordinate(Math.max(0.01, factor));
    });
    return [Math.min(...edges), Math.max(...edges)] as const;
  });

  const clear = (row: number, from: number, to: number): void => {
    for (let n = Math.max(0, from); n < Math.min(count, to); n++) {
      totals[row]! -= mass[row * count + n]! * scales[row]!;
      mass[row * count + n] = 0;
    }
  };

  return {
    totals,
    sweep(step) {
      const low = binOfPrice(step.sweepLow) - firstBin;
      const high = binOfPrice(step.sweepHigh) - firstBin;
      for (let row = 0; row < rows; row++) {
        if (isLong(row)) clear(row, low, highestLong + 1);
        else clear(row, lowestShort, high + 1);
      }
      highestLong = Math.min(highestLong, low - 1);
      lowestShort = Math.max(lowestShort, high + 1);
    },
    open(row, low, high, now, coins) {
      if (!(coins > 0)) return;
      const here = binOfPrice(now);
      const [first, last] = shifts[row]!;
      const clamp = (bin: number): number =>
        isLong(row) ? Math.min(bin, here - 1) : Math.max(bin, here + 1);
      const from = clamp(Math.floor(binCoordinate(low) + first));
      const to = clamp(Math.floor(binCoordinate(high) + last));
      const each = coins / (to - from + 1) / scales[row]!;
      totals[row]! += coins;
      if (isLong(row)) highestLong = Math.max(highestLong, to - firstBin);
      else lowestShort = Math.min(lowestShort, from - firstBin);
      for (let bin = from; bin <= to; bin++) {
        const at = bin - firstBin;
        if (at >= 0 && at < count) mass[row * count + at]! += each;
      }
    },
    keep(row, share) {
      totals[row]! *= share;
      scales[row]! *= share;
      if (scales[row]! > 1e-9 && scales[row]! < 1e9) return;
      for (let n = row * count; n < (row + 1) * count; n++) mass[n]! *= scales[row]!;
      scales[row] = 1;
    },
    read(step) {
      const [longCoins, shortCoins] = [new Float32Array(count), new Float32Array(count)];
      for (let row = 0; row < rows; row++) {
        const sum = isLong(row) ? longCoins : shortCoins;
        for (let n = 0; n < count; n++) sum[n]! += mass[row * count + n]! * scales[row]!;
      }
      return {
        timeMs: step.endMs,
        price: step.close,
        sweptBy: step.sweptBy,
        firstBin,
        longCoins,
        shortCoins,
      };
    },
  };
};
