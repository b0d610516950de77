import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from './seeded-random.ts';
import { shareOut, splitCandle, type WholeCandle } from './split-candle.ts';

/** What five one-minute candles amount to. */
const aggregate = (parts: readonly WholeCandle[]): WholeCandle => ({
  open: parts[0]!.open,
  high: Math.max(...parts.map((part) => part.high)),
  low: Math.min(...parts.map((part) => part.low)),
  close: parts.at(-1)!.close,
  volume: parts.reduce((sum, part) => sum + part.volume, 0),
});

const anyCandle = fc
  .record({
    low: fc.integer({ min: 1, max: 2_000_000 }),
    range: fc.integer({ min: 0, max: 50_000 }),
    openShare: fc.double({ min: 0, max: 1, noNaN: true }),
    closeShare: fc.double({ min: 0, max: 1, noNaN: true }),
    volume: fc.integer({ min: 0, max: 400_000_000 }),
  })
  .map(({ low, range, openShare, closeShare, volume }) => ({
    open: low + Math.round(range * openShare),
    close: low + Math.round(range * closeShare),
    high: low + range,
    low,
    volume,
  }));

test('five minutes add up to the candle they were cut from, whatever it is', () => {
  fc.assert(
    fc.property(anyCandle, fc.integer(), (candle, seed) => {
      const parts = splitCandle(candle, createRandom(seed));
      expect(parts).toHaveLength(5);
      expect(aggregate(parts)).toEqual(candle);
    }),
  );
});

test('each minute holds its own open and close, and begins where the last one ended', () => {
  fc.assert(
    fc.property(anyCandle, fc.integer(), (candle, seed) => {
      const parts = splitCandle(candle, createRandom(seed));
      parts.forEach((part, index) => {
        expect(part.high).toBeGreaterThanOrEqual(Math.max(part.open, part.close));
        expect(part.low).toBeLessThanOrEqual(Math.min(part.open, part.close));
        if (index > 0) expect(part.open).toBe(parts[index - 1]!.close);
      });
    }),
  );
});

test('the same candle is cut the same way each time, and another way for another seed', () => {
  const candle = { open: 500, high: 900, low: 100, close: 700, volume: 1000 };
  expect(splitCandle(candle, createRandom('BTCUSDT', 7))).toEqual(
    splitCandle(candle, createRandom('BTCUSDT', 7)),
  );
  expect(splitCandle(candle, createRandom('BTCUSDT', 7))).not.toEqual(
    splitCandle(candle, createRandom('BTCUSDT', 8)),
  );
});

test('whole shares keep the total: 10 by weights 1, 1, 1 is 3, 3 and the rest', () => {
  // 10/3 = 3.33 → 3, 3, 3; the remainder of 1 goes to the last
  expect(shareOut(10, [1, 1, 1])).toEqual([3, 3, 4]);
});
