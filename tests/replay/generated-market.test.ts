import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { computePartialRow } from './minute-path.ts';
import type { MinuteRow } from './replay-market.ts';
import { createMarket } from './replay-sources.ts';

const START_MS = Date.UTC(2026, 10, 22, 16);
const marketOf = (seed: number, startMs = START_MS) => createMarket(null, seed, startMs).market;
const minutesFrom = (fromMs: number, count: number) =>
  Array.from({ length: count }, (_, index) => fromMs + index * MINUTE_MS);

test('a seed makes one market, another seed another', () => {
  const read = (seed: number) => {
    const market = marketOf(seed);
    return minutesFrom(START_MS - DAY_MS, 200).map((at) => market.minute('ETHUSDT', at));
  };
  expect(read(5)).toEqual(read(5));
  expect(read(5)).not.toEqual(read(6));
});

test('a day is the same whichever days were looked at before it', () => {
  const fresh = marketOf(3);
  const walked = marketOf(3);
  minutesFrom(START_MS - 3 * DAY_MS, 3 * 1440).forEach((at) => walked.minute('SOLUSDT', at));
  const timeMs = START_MS + 12_345 * MINUTE_MS;
  expect(walked.minute('SOLUSDT', timeMs)).toEqual(fresh.minute('SOLUSDT', timeMs));
});

test('the market is the same at the start whenever the replay is started', () => {
  const later = START_MS + 17 * DAY_MS + 3 * MINUTE_MS;
  const alignedLater = later - 3 * MINUTE_MS;
  const { openTimeMs: _, ...now } = marketOf(1).minute('BTCUSDT', START_MS);
  expect(marketOf(1, later).minute('BTCUSDT', alignedLater)).toMatchObject(now);
});

describe.each(['BTCUSDT', '1000PEPEUSDT'])('two weeks of %s', (symbol) => {
  const market = marketOf(1);
  const rows = minutesFrom(START_MS - 10 * DAY_MS, 14 * 1440).map((timeMs) =>
    market.minute(symbol, timeMs),
  );

  test('are whole ticks and lots, candles with order, buys within the volume', () => {
    const isSound = (row: MinuteRow) =>
      Object.values(row).every(Number.isInteger) &&
      row.high >= Math.max(row.open, row.close) &&
      row.low <= Math.min(row.open, row.close) &&
      row.low > 0 &&
      row.takerBuy <= row.volume &&
      row.openInterest > 0;
    expect(rows.filter((row) => !isSound(row))).toEqual([]);
  });

  test('never jump from one minute to the next', () => {
    expect(rows.slice(1).filter((row, index) => row.open !== rows[index]!.close)).toEqual([]);
  });

  test('hold an hour in which open interest falls by a twentieth, and longs are liquidated in it', () => {
    const falls = rows.slice(60).map((row, index) => row.openInterest / rows[index]!.openInterest);
    const worst = falls.indexOf(Math.min(...falls));
    expect(falls[worst]).toBeLessThan(0.95);
    const sides = rows
      .slice(worst, worst + 60)
      .flatMap((row) => market.liquidations(symbol, row.openTimeMs).map(({ side }) => side));
    expect(sides.length).toBeGreaterThan(50);
  });
});

test('the running minute only grows, and ends as the whole one', () => {
  const market = marketOf(1);
  const openTimeMs = START_MS - 5 * MINUTE_MS;
  const whole = market.minute('BTCUSDT', openTimeMs);
  let last = computePartialRow(whole, openTimeMs);
  expect(last).toMatchObject({ high: whole.open, low: whole.open, close: whole.open, volume: 0 });
  for (let second = 1; second <= 60; second++) {
    const row = computePartialRow(whole, openTimeMs + second * 1000);
    expect(row.high).toBeGreaterThanOrEqual(last.high);
    expect(row.low).toBeLessThanOrEqual(last.low);
    expect(row.volume).toBeGreaterThanOrEqual(last.volume);
    last = row;
  }
  expect(last).toEqual(whole);
});

test('the mark price stays within the traded range', () => {
  const market = marketOf(1);
  for (const timeMs of minutesFrom(START_MS - DAY_MS, 1440)) {
    const traded = market.minute('BTCUSDT', timeMs);
    const mark = market.markMinute('BTCUSDT', timeMs);
    expect(mark.high).toBeLessThanOrEqual(traded.high);
    expect(mark.low).toBeGreaterThanOrEqual(traded.low);
    expect(mark.high).toBeGreaterThanOrEqual(mark.low);
  }
});
