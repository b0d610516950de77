import { describe, expect, it } from 'vitest';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import type { Column } from '../../../lib/model/column.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import {
  computeLift,
  computeLiveLift,
  locateForced,
  type AheadRun,
  type Forced,
} from '../../../lib/model/lift.ts';
import { createRandom } from '../../../lib/model/statistics.ts';

const here = binOfPrice(60_000);
const price = priceOfBin(here + 0.5);

/**
 * A map of longs whose zone 4 is the largest of the 16 within 4 %, hence the top tenth; zone n is bins 5n+1
 * to 5n+5 down. Zone 20, larger still, lies farther than is looked.
 */
const columnAt = (timeMs: number): Column => {
  const longCoins = new Float32Array(1001).fill(1);
  longCoins[1000 - (5 * 4 + 3)] = 50;
  longCoins[1000 - (5 * 20 + 3)] = 90;
  return {
    timeMs,
    price,
    sweptBy: 'mark',
    firstBin: here - 1000,
    longCoins,
    shortCoins: new Float32Array(1001),
  };
};

const forcedIn = (zone: number, coins: number, timeMs: number): Forced => ({
  timeMs,
  side: 'long',
  price: priceOfBin(here - (5 * zone + 3) + 0.5),
  coins,
});

const runOf = (forced: readonly Forced[]): AheadRun => ({
  columns: [columnAt(0), columnAt(HOUR_MS)],
  prices: [price, price],
  forced,
  endMs: 10 * DAY_MS,
});

describe('lift ahead of time', () => {
  it('compares marked zones with the ones beside them', () => {
    // Both moments: 6 coins in marked zone 4; 2 in zone 3 and 4 in zone 5 average to 3. Lift 12 / 6.
    const forced = [
      forcedIn(4, 6, 5 * HOUR_MS),
      forcedIn(3, 2, 6 * HOUR_MS),
      forcedIn(5, 4, 7 * HOUR_MS),
    ];
    const lift = computeLift([runOf(forced)], 'long', createRandom(1));
    expect(lift.lift).toBeCloseTo(2, 12);
    expect(lift.zones).toBe(2);
    expect(lift.days).toBe(1);
  });

  it('looks 24 hours ahead and not behind', () => {
    const forced = [
      forcedIn(4, 6, 2 * HOUR_MS),
      forcedIn(3, 6, 2 * HOUR_MS),
      forcedIn(4, 100, 30 * HOUR_MS),
      forcedIn(4, 100, -1),
    ];
    // 6 against (6 + 0) / 2, at both moments.
    expect(computeLift([runOf(forced)], 'long', createRandom(1)).lift).toBeCloseTo(2, 12);
  });

  it('has no figure where nothing was liquidated near', () => {
    expect(computeLift([runOf([])], 'long', createRandom(1)).lift).toBeNaN();
    expect(
      computeLift([runOf([forcedIn(4, 1, 1)])], 'short', createRandom(1)).zones,
    ).toBeGreaterThanOrEqual(0);
  });

  it('leaves out moments whose day ahead is not over', () => {
    const run = { ...runOf([forcedIn(4, 1, 1)]), endMs: DAY_MS / 2 };
    expect(computeLift([run], 'long', createRandom(1)).zones).toBe(0);
  });
});

describe('where a liquidation was triggered', () => {
  const candles = [{ openTimeMs: 0, high: 105, low: 95 }];
  const forced = { timeMs: 59_999, price: 90, quantityCoins: 2 };

  it('is the low of its minute for a long, the high for a short', () => {
    const both = [
      { ...forced, side: 'long' as const },
      { ...forced, side: 'short' as const },
    ];
    expect(locateForced(both, candles, MINUTE_MS)).toEqual([
      { timeMs: 59_999, side: 'long', price: 95, coins: 2 },
      { timeMs: 59_999, side: 'short', price: 105, coins: 2 },
    ]);
  });

  it('is unknown without a candle', () => {
    expect(
      locateForced([{ ...forced, timeMs: MINUTE_MS, side: 'long' }], candles, MINUTE_MS),
    ).toEqual([]);
    expect(
      locateForced([{ ...forced, quantityCoins: Number.NaN, side: 'long' }], candles, MINUTE_MS),
    ).toEqual([]);
  });
});

describe('the lift of live data', () => {
  /** Hourly maps; each hour 6 coins go in the marked zone and 3 in each beside it. */
  const runFor = (days: number): AheadRun => ({
    columns: Array.from({ length: days * 24 }, (_, n) => columnAt(n * HOUR_MS)),
    forced: Array.from({ length: days * 24 }, (_, n) => [
      forcedIn(4, 6, n * HOUR_MS),
      forcedIn(3, 3, n * HOUR_MS),
      forcedIn(5, 3, n * HOUR_MS),
    ]).flat(),
    endMs: days * DAY_MS,
  });

  it('is hidden while it rests on less than a week', () => {
    expect(computeLiveLift(runFor(3), 'long', createRandom(1))).toBeNull();
    const lift = computeLiveLift(runFor(9), 'long', createRandom(1));
    expect(lift?.lift).toBeCloseTo(2, 9);
    expect(lift?.interval.low).toBeCloseTo(2, 9);
  });

  it('is hidden where nothing was liquidated', () => {
    expect(computeLiveLift({ ...runFor(9), forced: [] }, 'long', createRandom(1))).toBeNull();
  });
});
