import { describe, expect, test } from 'vitest';
import { learnFrom, type TakenStep } from '../../../lib/collect/learn.ts';
import { createCalibration, kappaOf } from '../../../lib/model/calibration.ts';
import type { Liquidation } from '../../../lib/model/market-data.ts';
import { emptySweep } from '../../../lib/model/position-book.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import type { Learned } from '../../../lib/store/learned.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const NOTHING: Learned = { calibration: createCalibration(), samples: [] };

const step = (minute: number, longUsd = 0): TakenStep => {
  const startMs = NOON + minute * MINUTE_MS;
  const endMs = startMs + MINUTE_MS;
  return {
    startMs,
    endMs,
    sweep: { ...emptySweep(endMs), longUsd, longCoins: longUsd / 100, longUsdByTier: [longUsd] },
    candle: { open: 100, high: 101, low: 98, volumeCoins: 10 },
  };
};
const minutes = (from: number, count: number): TakenStep[] =>
  Array.from({ length: count }, (_, n) => step(from + n, 1000));

const close = (minute: number, quantityCoins: number): Liquidation => ({
  timeMs: NOON + minute * MINUTE_MS,
  side: 'long',
  price: 50,
  quantityCoins,
});

const heard = (fromMinute: number, toMinute: number, ...liquidations: Liquidation[]) => ({
  liquidations,
  observed: [{ fromMs: NOON + fromMinute * MINUTE_MS, throughMs: NOON + toMinute * MINUTE_MS }],
});

describe('five minutes that were listened to from end to end', () => {
  test('teach what was swept against what was reported, in USD', () => {
    const learned = learnFrom(NOTHING, minutes(0, 5), heard(0, 5, close(1, 2), close(4, 4)), false);
    // 5 · 1000 swept; 2 · 50 + 4 · 50 reported. Candle: (100 − 98) / 100 of 5 · 10 coins.
    expect(learned?.samples).toEqual([
      {
        timeMs: NOON + FIVE_MINUTES_MS,
        long: { predictedUsd: 5000, observedUsd: 300, moveVolume: 1 },
        short: { predictedUsd: 0, observedUsd: 0, moveVolume: 0.5 },
      },
    ]);
    expect(learned?.calibration.slots).toBe(1);
    expect(kappaOf(learned?.calibration ?? createCalibration(), 'long')).toBeGreaterThan(
      kappaOf(createCalibration(), 'long'),
    );
  });

  test('count a close at their first moment, and not one at their last', () => {
    const learned = learnFrom(NOTHING, minutes(0, 5), heard(0, 9, close(0, 1), close(5, 1)), false);
    expect(learned?.samples[0]?.long.observedUsd).toBe(50);
  });

  test('teach once, also where the book goes over them again', () => {
    const once = learnFrom(NOTHING, minutes(0, 10), heard(0, 10), false);
    expect(once?.samples).toHaveLength(2);
    expect(learnFrom(once ?? NOTHING, minutes(0, 10), heard(0, 10), false)).toBeNull();
    const more = learnFrom(once ?? NOTHING, minutes(5, 10), heard(0, 15), false);
    expect(more?.samples.map(({ timeMs }) => (timeMs - NOON) / MINUTE_MS)).toEqual([5, 10, 15]);
    expect(more?.calibration.slots).toBe(3);
  });
});

describe('nothing is learned', () => {
  test.each([
    ['where the stream was closed for a part', minutes(0, 5), heard(1, 9)],
    ['where a minute is missing', [...minutes(0, 2), ...minutes(3, 2)], heard(0, 9)],
    ['where nobody listened', minutes(0, 5), { liquidations: [], observed: [] }],
    ['without a step', [], heard(0, 5)],
  ])('%s', (_, steps, record) => {
    expect(learnFrom(NOTHING, steps, record, false)).toBeNull();
  });
});
