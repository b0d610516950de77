import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, FIVE_MINUTES_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { createSimulatedMarket } from '../score/simulator/create-simulated-market.ts';
import type { PublishedMarket } from '../score/simulator/published.ts';
import { createReplayMarket } from './assemble-market.ts';
import { createExchangeMarket } from './exchange-market.ts';
import type { ReplayMarket } from './replay-market.ts';
import { createSimulatedSources } from './simulated-market.ts';
import { readSimulatedRows } from './simulated-rows.ts';
import { throttleLiquidations } from './stream-payloads.ts';
import { lotsToCoins, ticksToPrice } from './symbols.ts';

/** Seed 2 is a crash. Of four days three lie ahead of the start, so that day 0 begins a day before it. */
const SEED = 2;
const DAYS = 4;
const START_MS = Date.UTC(2026, 10, 22, 16);
const FIRST_MS = START_MS - DAY_MS;

let cacheDir: string;
let published: PublishedMarket;
let market: ReplayMarket;
const read = () => readSimulatedRows(SEED, DAYS, cacheDir);

beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'simulated-'));
  published = createSimulatedMarket(SEED, DAYS);
  market = createReplayMarket(createSimulatedSources(read(), SEED), START_MS);
}, 60_000);
afterAll(() => rmSync(cacheDir, { recursive: true }));

/** Enough of the minutes to show that all are right. */
const SAMPLED = 13;
const minutes = Array.from({ length: DAYS * 1440 }, (_, n) => FIRST_MS + n * MINUTE_MS);
const sampled = minutes.slice(0, 1440).filter((_, n) => n % SAMPLED === 0);
const specOf = (symbol: string) => market.spec(symbol)!;

test('BTCUSDT is the simulated market: candles, mark price and open interest as published', () => {
  const spec = specOf('BTCUSDT');
  for (let n = 0; n < minutes.length; n += SAMPLED) {
    const timeMs = minutes[n]!;
    const row = market.minute('BTCUSDT', timeMs);
    const candle = published.candles1m[n]!;
    expect(ticksToPrice(spec, row.high)).toBe(candle.high);
    expect(ticksToPrice(spec, row.close)).toBe(candle.close);
    expect(lotsToCoins(spec, row.volume)).toBeCloseTo(candle.volumeCoins, 3);
    const mark = market.markMinute('BTCUSDT', timeMs);
    expect(ticksToPrice(spec, mark.low)).toBeCloseTo(published.markCandles1m[n]!.low, 6);
  }
  for (const [n, point] of published.openInterest.entries()) {
    const lots = market.openInterestLots('BTCUSDT', FIRST_MS + (n + 1) * FIVE_MINUTES_MS);
    expect(lotsToCoins(spec, lots)).toBeCloseTo(point.openInterestCoins, 3);
  }
});

test('its forced orders are its liquidations, and throttled they are its public stream', () => {
  const spec = specOf('BTCUSDT');
  const orders = minutes.flatMap((timeMs) => market.liquidations('BTCUSDT', timeMs));
  const byTime = published.allLiquidations.toSorted((a, b) => a.timeMs - b.timeMs);
  expect(orders).toHaveLength(byTime.length);
  expect(orders.map(({ timeMs }) => timeMs)).toEqual(
    orders.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b),
  );
  orders.forEach((order, n) => {
    const { side, price } = byTime[n]!;
    expect(order.side).toBe(side === 'long' ? 'SELL' : 'BUY');
    expect(ticksToPrice(spec, order.priceTicks)).toBeCloseTo(price, 0);
  });
  // of orders of the same size either may be shown
  const shown = throttleLiquidations(orders);
  const expected = published.liquidationStream;
  expect(shown.length).toBe(expected.length);
  expect(shown.length).toBeLessThan(orders.length);
  shown.forEach((order, n) => {
    const { timeMs, coins } = expected[n]!;
    const offsetMs = timeMs - published.startMs;
    expect(Math.floor((order.timeMs - FIRST_MS) / SECOND_MS)).toBe(
      Math.floor(offsetMs / SECOND_MS),
    );
    expect(lotsToCoins(spec, order.quantityLots)).toBeCloseTo(coins, 3);
  });
});

describe.each(['ETHUSDT', '1000PEPEUSDT'])('%s', (symbol) => {
  test('is the same market at its own price and the same worth in USD', () => {
    const spec = specOf(symbol);
    const base = specOf('BTCUSDT');
    const first = market.minute(symbol, FIRST_MS);
    expect(ticksToPrice(spec, first.open) / spec.referencePrice).toBeCloseTo(1, 3);
    for (const timeMs of sampled) {
      const row = market.minute(symbol, timeMs);
      const same = market.minute('BTCUSDT', timeMs);
      const change = row.close / first.open;
      const baseChange = same.close / market.minute('BTCUSDT', FIRST_MS).open;
      expect(change).toBeCloseTo(baseChange, 3);
      const usd = lotsToCoins(spec, row.openInterest) * ticksToPrice(spec, row.close);
      const baseUsd = lotsToCoins(base, same.openInterest) * ticksToPrice(base, same.close);
      expect(usd / baseUsd).toBeCloseTo(1, 2);
    }
  });
});

test('before and after it the generated market goes on without a jump', () => {
  const around = [FIRST_MS, FIRST_MS + DAYS * DAY_MS];
  for (const borderMs of around) {
    const before = market.minute('BTCUSDT', borderMs - MINUTE_MS);
    const after = market.minute('BTCUSDT', borderMs);
    expect(after.open / before.close).toBeCloseTo(1, 3);
    expect(after.openInterest / before.openInterest).toBeCloseTo(1, 1);
  }
  expect(market.firstMinuteMs('BTCUSDT')).toBeLessThan(START_MS - 31 * DAY_MS);
});

test('on Bybit marks stay candles with order', () => {
  const bybit = createExchangeMarket(market, 'bybit', () => false);
  for (const timeMs of sampled) {
    const { open, high, low, close } = bybit.markMinute('BTCUSDT', timeMs);
    expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
    expect(low).toBeLessThanOrEqual(Math.min(open, close));
  }
});

describe('the file', () => {
  test('is read instead of simulating again, and says the same', () => {
    const fresh = read();
    expect(readdirSync(cacheDir)).toHaveLength(1);
    expect(Array.from(fresh.close.slice(0, 99))).toEqual(
      published.candles1m.slice(0, 99).map(({ close }) => close),
    );
  });

  test('that is spoilt or made by other code is made anew', () => {
    const [name] = readdirSync(cacheDir);
    writeFileSync(join(cacheDir, name!), 'spoilt');
    writeFileSync(join(cacheDir, `simulated-other-${SEED}-${DAYS}.bin`), 'older');
    expect(read().close[7]).toBe(published.candles1m[7]!.close);
    expect(readdirSync(cacheDir)).toEqual([name]);
  });
});
