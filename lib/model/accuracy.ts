/**
 * How well the map of one book has ranked the liquidations that its exchange then reported: score 1
 * (docs/model.md), kept rolling from the user's own data. One sample is one fully observed slot of 5 min.
 */
import type { Side } from './market-data.ts';
import {
  bootstrapRanks,
  computePartialSpearman,
  computeSpearman,
  type Interval,
} from './statistics.ts';
import type { Sweep } from './sweep.ts';
import { HOUR_MS } from './time.ts';

/** One side of a slot. */
export interface SideSample {
  readonly predictedUsd: number;
  readonly observedUsd: number;
  /** Move against that side, as a share of the open, times volume: what is known without a model. */
  readonly moveVolume: number;
}

export interface AccuracySample {
  /** End of the slot. */
  readonly timeMs: number;
  readonly long: SideSample;
  readonly short: SideSample;
}

/** Trades of a slot. */
export interface SlotCandle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly volumeCoins: number;
}

export interface SideAccuracy {
  /** Slots in which something was swept or reported; only they are ranked. */
  readonly n: number;
  /** Rank correlation of swept and reported USD, and its 95 % interval. */
  readonly spearman: number;
  readonly interval: Interval;
  /** The same, given candle move × volume. */
  readonly partial: number;
}

/** Null for a side that has too few slots to say anything. */
export interface Accuracy {
  readonly long: SideAccuracy | null;
  readonly short: SideAccuracy | null;
}

/** Samples kept: some seven days. */
export const MOST_SAMPLES = 2000;
export const FEWEST_SLOTS = 30;
/** Neighbouring slots resemble each other: those of four hours are drawn together. */
const BLOCK_MS = 4 * HOUR_MS;
const ROUNDS = 200;

/** A sample, or null where a number of it is none. */
export const createAccuracySample = (
  candle: SlotCandle,
  predicted: Sweep,
  observedLongUsd: number,
  observedShortUsd: number,
): AccuracySample | null => {
  const { open, high, low, volumeCoins } = candle;
  const sample: AccuracySample = {
    timeMs: predicted.timeMs,
    long: {
      predictedUsd: predicted.longUsd,
      observedUsd: observedLongUsd,
      moveVolume: (Math.max(0, open - low) / open) * volumeCoins,
    },
    short: {
      predictedUsd: predicted.shortUsd,
      observedUsd: observedShortUsd,
      moveVolume: (Math.max(0, high - open) / open) * volumeCoins,
    },
  };
  const amounts = [...Object.values(sample.long), ...Object.values(sample.short)];
  return amounts.every((amount) => amount >= 0 && amount < Infinity) ? sample : null;
};

/** Adds a sample that is later than all others; the oldest go when there are too many. */
export const addAccuracySample = (
  samples: readonly AccuracySample[],
  sample: AccuracySample,
): readonly AccuracySample[] => {
  const last = samples.at(-1);
  if (last && sample.timeMs <= last.timeMs) return samples;
  return [...samples, sample].slice(-MOST_SAMPLES);
};

/** For each sample the number of its block of time; blocks without samples are not counted. */
const blocksOf = (samples: readonly AccuracySample[]): readonly number[] => {
  const numbers = new Map<number, number>();
  return samples.map(({ timeMs }) => {
    const block = Math.floor((timeMs - 1) / BLOCK_MS);
    const known = numbers.get(block) ?? numbers.size;
    numbers.set(block, known);
    return known;
  });
};

const computeSide = (
  samples: readonly AccuracySample[],
  side: Side,
  random: () => number,
): SideAccuracy | null => {
  const active = samples.filter((one) => one[side].predictedUsd > 0 || one[side].observedUsd > 0);
  if (active.length < FEWEST_SLOTS) return null;
  const predicted = active.map((one) => one[side].predictedUsd);
  const observed = active.map((one) => one[side].observedUsd);
  const moves = active.map((one) => one[side].moveVolume);
  return {
    n: active.length,
    spearman: computeSpearman(predicted, observed),
    interval: bootstrapRanks(predicted, observed, blocksOf(active), { random, rounds: ROUNDS }),
    partial: computePartialSpearman(predicted, observed, moves),
  };
};

/** Accuracy of each side; `random` draws the bootstrap (statistics.ts has a seeded one). */
export const computeAccuracy = (
  samples: readonly AccuracySample[],
  random: () => number,
): Accuracy => ({
  long: computeSide(samples, 'long', random),
  short: computeSide(samples, 'short', random),
});
