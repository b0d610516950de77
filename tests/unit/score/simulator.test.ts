import { beforeAll, describe, expect, it } from 'vitest';
import { computeLiquidationPrice } from '../../../lib/model/liquidation-price.ts';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS } from '../../../lib/model/time.ts';
import { createSimulatedMarket } from '../../score/simulator/create-simulated-market.ts';
import { MARKET } from '../../score/simulator/market-parameters.ts';
import type { SimulatedMarket } from '../../score/simulator/published.ts';
import { simulateMarket } from '../../score/simulator/simulate-market.ts';

const SMALL = { ...MARKET, crowd: 0.15, warmUpDays: 0.5 };
const run = (seed: number, days = 2): SimulatedMarket =>
  simulateMarket({ regime: 'range', seed, days, parameters: SMALL });

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

describe('simulated market', () => {
  let market: SimulatedMarket;
  beforeAll(() => {
    market = run(7);
  });

  it('is the same for the same seed and another for another', () => {
    const first = JSON.stringify(run(7, 0.5));
    expect(JSON.stringify(run(7, 0.5)) === first).toBe(true);
    expect(JSON.stringify(run(8, 0.5)) === first).toBe(false);
  });

  it('does not change what came before when it runs on', () => {
    const short = run(7, 1);
    const { candles1m, openInterest } = market.published;
    const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    expect(same(candles1m.slice(0, 1440), short.published.candles1m)).toBe(true);
    expect(same(openInterest.slice(0, 288), short.published.openInterest)).toBe(true);
  });

  it('has as many coins long as short, and both are the open interest it publishes', () => {
    const { maps } = market.truth;
    expect(maps).toHaveLength(48);
    for (const { column, beyondLongCoins, beyondShortCoins, openInterestCoins } of maps) {
      const published = market.published.openInterest.find((o) => o.timeMs === column.timeMs);
      expect(published?.openInterestCoins).toBe(openInterestCoins);
      // The columns are 32 bit floats: a few parts in ten million each.
      expect(sum(column.longCoins) + beyondLongCoins).toBeCloseTo(openInterestCoins, 1);
      expect(sum(column.shortCoins) + beyondShortCoins).toBeCloseTo(openInterestCoins, 1);
    }
  });

  it('has nothing left to liquidate on the wrong side of the mark price', () => {
    for (const { column } of market.truth.maps) {
      const here = Math.floor(Math.log(column.price) / Math.log(1.0005)) - column.firstBin;
      expect(sum(column.longCoins.subarray(here + 1))).toBe(0);
      expect(sum(column.shortCoins.subarray(0, here))).toBe(0);
    }
  });

  it('liquidates only what the mark price of that minute reached', () => {
    const { startMs, markCandles1m } = market.published;
    expect(market.truth.liquidations.length).toBeGreaterThan(50);
    for (const { timeMs, side, price } of market.truth.liquidations) {
      const minute = Math.floor((timeMs - startMs) / 60_000);
      const mark = markCandles1m[minute]!;
      // The mark price is set at the end of a step and acts in the next: the minute before may be it.
      const before = markCandles1m[minute - 1] ?? mark;
      if (side === 'long') expect(Math.min(mark.low, before.low)).toBeLessThanOrEqual(price);
      else expect(Math.max(mark.high, before.high)).toBeGreaterThanOrEqual(price);
    }
  });

  it('publishes whole rows: candles without gaps, five minutes made of five, taker volume within', () => {
    const { candles1m, candles5m, openInterest, startMs } = market.published;
    expect(candles1m).toHaveLength(2880);
    expect(candles5m).toHaveLength(576);
    expect(openInterest[0]!.timeMs).toBe(startMs + FIVE_MINUTES_MS);
    candles1m.forEach((candle, n) => {
      expect(candle.openTimeMs).toBe(startMs + n * 60_000);
      expect(candle.low).toBeLessThanOrEqual(Math.min(candle.open, candle.close));
      expect(candle.high).toBeGreaterThanOrEqual(Math.max(candle.open, candle.close));
      expect(candle.takerBuyCoins).toBeLessThanOrEqual(candle.volumeCoins);
    });
    const [five] = candles5m;
    expect(five!.volumeCoins).toBeCloseTo(sum(candles1m.slice(0, 5).map((c) => c.volumeCoins)), 9);
  });

  it('streams at most one liquidation a second, at the bankruptcy price', () => {
    const stream = market.published.liquidationStream;
    const seconds = stream.map(({ timeMs }) => Math.floor(timeMs / 1000));
    expect(new Set(seconds).size).toBe(stream.length);
    const trueCoins = sum(market.truth.liquidations.map(({ coins }) => coins));
    expect(sum(stream.map(({ coins }) => coins))).toBeLessThanOrEqual(trueCoins + 1e-9);
    for (const { timeMs, side, price } of stream) {
      const match = market.truth.liquidations.find((l) => l.timeMs === timeMs && l.side === side);
      // Bankruptcy lies beyond liquidation: the maintenance margin is between the two.
      if (side === 'long') expect(price).toBeLessThan(match!.price);
      else expect(price).toBeGreaterThan(match!.price);
    }
  });

  it('uses the exact isolated liquidation price', () => {
    // 100x long of 6,000 USD at 60,000: 60,000 · (1 − 0.01) / (1 − 0.004) = 59,638.55
    const brackets = market.published.brackets;
    const position = {
      side: 'long',
      entryPrice: 60_000,
      leverage: 100,
      notionalUsd: 6_000,
    } as const;
    expect(computeLiquidationPrice(position, brackets)).toBeCloseTo(59_638.55, 2);
  });

  it('looks like a market: volatility, turnover and liquidations in the range of real ones', () => {
    const { candles5m, openInterest } = market.published;
    const squares = candles5m.map(({ open, close }) => Math.log(close / open) ** 2);
    const dailyVolatility = Math.sqrt(sum(squares) / 2);
    const meanInterest = sum(openInterest.map((o) => o.openInterestCoins)) / openInterest.length;
    const turnover = sum(candles5m.map((c) => c.volumeCoins)) / 2 / meanInterest;
    const forced = sum(market.truth.liquidations.map((l) => l.coins)) / 2 / meanInterest;
    expect(dailyVolatility).toBeGreaterThan(0.005);
    expect(dailyVolatility).toBeLessThan(0.08);
    expect(turnover).toBeGreaterThan(0.5);
    expect(turnover).toBeLessThan(6);
    expect(forced).toBeGreaterThan(0.0005);
    expect(forced).toBeLessThan(0.1);
  });

  it('starts where it is asked to', () => {
    const startMs = Date.UTC(2026, 5, 1);
    const options = { regime: 'crash', seed: 3, days: 0.25, startMs, parameters: SMALL } as const;
    const { published, truth } = simulateMarket({ ...options, snapshotMs: HOUR_MS });
    expect(published.candles1m[0]!.openTimeMs).toBe(startMs);
    expect(truth.maps.map(({ column }) => (column.timeMs - startMs) / HOUR_MS)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });

  it('can be had by seed alone', () => {
    const published = createSimulatedMarket(1, 0.25, 10 * DAY_MS);
    expect(published.candles1m).toHaveLength(360);
    expect(published.startMs).toBe(10 * DAY_MS);
  });
});
