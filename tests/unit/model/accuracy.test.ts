import { describe, expect, it } from 'vitest';
import {
  addAccuracySample,
  computeAccuracy,
  createAccuracySample,
  MOST_SAMPLES,
  type AccuracySample,
} from '../../../lib/model/accuracy.ts';
import { createRandom } from '../../../lib/model/statistics.ts';
import { emptySweep } from '../../../lib/model/sweep.ts';
import { FIVE_MINUTES_MS } from '../../../lib/model/time.ts';

const NOTHING = { predictedUsd: 0, observedUsd: 0, moveVolume: 0 };

/** Slot `n` of longs; nothing happens to shorts. */
const sampleOf = (n: number, predictedUsd: number, observedUsd: number): AccuracySample => ({
  timeMs: (n + 1) * FIVE_MINUTES_MS,
  long: { predictedUsd, observedUsd, moveVolume: (n * 7) % 11 },
  short: NOTHING,
});

const many = (count: number, observed: (n: number) => number): AccuracySample[] =>
  Array.from({ length: count }, (_, n) => sampleOf(n, n + 1, observed(n)));

describe('a sample', () => {
  const predicted = { ...emptySweep(FIVE_MINUTES_MS), longUsd: 50, shortUsd: 7 };

  it('sets what was swept beside what was reported and how far the price went', () => {
    // Open 100, low 98, high 101, 500 coins: 2 % · 500 = 10 down, 1 % · 500 = 5 up.
    const candle = { open: 100, high: 101, low: 98, volumeCoins: 500 };
    const sample = createAccuracySample(candle, predicted, 3, 0);
    expect(sample?.timeMs).toBe(FIVE_MINUTES_MS);
    expect(sample?.long).toEqual({ predictedUsd: 50, observedUsd: 3, moveVolume: 10 });
    expect(sample?.short.moveVolume).toBeCloseTo(5, 12);
  });

  it.each([Number.NaN, -1, Infinity])('is none where a number is %d', (bad) => {
    const candle = { open: 100, high: 101, low: 98, volumeCoins: 500 };
    expect(createAccuracySample({ ...candle, volumeCoins: bad }, predicted, 0, 0)).toBeNull();
    expect(createAccuracySample(candle, predicted, bad, 0)).toBeNull();
    expect(createAccuracySample({ ...candle, open: 0, low: 0 }, predicted, 0, 0)).toBeNull();
  });
});

describe('the rolling samples', () => {
  it('keep the last two thousand', () => {
    let samples: readonly AccuracySample[] = [];
    for (const sample of many(MOST_SAMPLES + 5, () => 1))
      samples = addAccuracySample(samples, sample);
    expect(samples).toHaveLength(2000);
    expect(samples[0]?.timeMs).toBe(6 * FIVE_MINUTES_MS);
  });

  it('take a slot once and never an earlier one', () => {
    const samples = many(3, () => 1);
    expect(addAccuracySample(samples, sampleOf(2, 9, 9))).toBe(samples);
    expect(addAccuracySample(samples, sampleOf(0, 9, 9))).toBe(samples);
  });
});

describe('live accuracy', () => {
  it('says nothing before thirty slots saw something', () => {
    const quiet = Array.from({ length: 100 }, (_, n) => sampleOf(100 + n, 0, 0));
    const samples = [...many(29, (n) => n), ...quiet];
    expect(computeAccuracy(samples, createRandom(1))).toEqual({ long: null, short: null });
    expect(
      computeAccuracy(
        many(30, (n) => n),
        createRandom(1),
      ).long?.n,
    ).toBe(30);
  });

  it('is 1 where the order is right and −1 where it is upside down', () => {
    expect(
      computeAccuracy(
        many(200, (n) => n * n),
        createRandom(1),
      ).long?.spearman,
    ).toBeCloseTo(1, 9);
    expect(
      computeAccuracy(
        many(200, (n) => -n + 200),
        createRandom(1),
      ).long?.spearman,
    ).toBeCloseTo(-1, 9);
  });

  it('takes out what the size of the move explains', () => {
    // Both follow the move and nothing else: given the move, little is left.
    const random = createRandom(5);
    const samples = Array.from({ length: 2000 }, (_, n): AccuracySample => {
      const moveVolume = random();
      const predictedUsd = moveVolume + random() / 4;
      const observedUsd = moveVolume + random() / 4;
      return { ...sampleOf(n, 0, 0), long: { predictedUsd, observedUsd, moveVolume } };
    });
    const accuracy = computeAccuracy(samples, createRandom(1)).long;
    expect(accuracy?.spearman).toBeGreaterThan(0.9);
    expect(Math.abs(accuracy?.partial ?? 1)).toBeLessThan(0.1);
  });

  it('has an interval around the figure, the same for the same seed', () => {
    const random = createRandom(9);
    const samples = many(400, (n) => n + 300 * random());
    const first = computeAccuracy(samples, createRandom(1)).long!;
    expect(first.interval.low).toBeLessThan(first.spearman);
    expect(first.interval.high).toBeGreaterThan(first.spearman);
    expect(computeAccuracy(samples, createRandom(1)).long).toEqual(first);
  });

  it('is 0, not a fault, where every slot is alike', () => {
    const same = Array.from({ length: 40 }, (_, n) => sampleOf(n, 5, 5));
    expect(computeAccuracy(same, createRandom(1)).long?.spearman).toBe(0);
  });
});
