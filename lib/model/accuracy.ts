/**
 * How well the map of one book has ranked the liquidations that its exchange then reported: score 1
 * (docs/model.md), kept rolling from the user's own data. One sample is one fully observed slot of 5 min.
 */
import type { Side } from './market-data.ts';
import {
  bootstrapBlocks,
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

const rank = (sides: readonly SideSample[]): number =>
  computeSpearman(
    sides.map((one) => one.predictedUsd),
    sides.map((one) => one.observedUsd),
  );

const blocksOf = (samples: readonly AccuracySample[]): readonly AccuracySample[][] => {
  const blocks = new Map<number, AccuracySample[]>();
  for (const sample of samples) {
    const block = Math.floor((sample.timeMs - 1) / BLOCK_MS);
    const members = blocks.get(block);
    if (members) members.push(sample);
    else blocks.set(block, [sample]);
  }
  return [...blocks.values()];
};

const computeSide = (
  samples: readonly AccuracySample[],
  side: Side,
  random: () => number,
): SideAccuracy | null => {
  const active = samples.filter((one) => one[side].predictedUsd > 0 || one[side].observedUsd > 0);
  if (active.length < FEWEST_SLOTS) return null;
  const blocks = blocksOf(active);
  const sides = active.map((one) => one[side]);
  return {
    n: active.length,
    spearman: rank(sides),
    interval: bootstrapBlocks(blocks, (drawn) => rank(drawn.flat().map((one) => one[side])), {
      random,
      rounds: ROUNDS,
    }),
    partial: computePartialSpearman(
      sides.map((one) => one.predictedUsd),
      sides.map((one) => one.observedUsd),
      sides.map((one) => one.moveVolume),
    ),
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
