import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { computeKlines } from './klines.ts';
import { defaultRecordingsDir, hasRecordings, readCsvColumns } from './recording-files.ts';
import { createMarket } from './replay-sources.ts';
import { lotsToCoins, ticksToPrice } from './symbols.ts';

const DIR = defaultRecordingsDir();
const START_MS = Date.UTC(2026, 10, 22, 16);
/** The moment of the five-minute recordings at which the replay starts. */
const RECORDED_START_MS = Date.UTC(2026, 0, 15, 12);

describe.skipIf(!hasRecordings(DIR))('recorded market (needs the recordings folder)', () => {
  const { market, source } = createMarket(DIR, 1, START_MS);

  test('is told apart from a generated one', () => {
    expect(source).toBe('recordings');
    expect(createMarket(null, 1, START_MS).source).toBe('generated');
  });

  test.each(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT'])(
    'five-minute candles of %s are the recorded rows, moved in time',
    (symbol) => {
      const spec = market.spec(symbol)!;
      const columns = readCsvColumns(join(DIR, 'binance-5m', `${symbol}.csv.gz`));
      const shiftMs = START_MS - RECORDED_START_MS;
      const firstRow = columns['open_time_ms']!.indexOf(RECORDED_START_MS - 3 * DAY_MS);
      const count = 1500;
      const klines = computeKlines(
        market,
        spec,
        'traded',
        {
          intervalMs: 5 * MINUTE_MS,
          startTimeMs: columns['open_time_ms']![firstRow]! + shiftMs,
          endTimeMs: undefined,
          limit: count,
        },
        START_MS + 5 * DAY_MS,
      );
      expect(klines).toHaveLength(count);
      klines.forEach((kline, index) => {
        const recorded = (name: string) => columns[name]![firstRow + index]!;
        expect(kline.openTimeMs).toBe(recorded('open_time_ms') + shiftMs);
        expect(ticksToPrice(spec, kline.open)).toBe(recorded('open'));
        expect(ticksToPrice(spec, kline.high)).toBe(recorded('high'));
        expect(ticksToPrice(spec, kline.low)).toBe(recorded('low'));
        expect(ticksToPrice(spec, kline.close)).toBe(recorded('close'));
        expect(lotsToCoins(spec, kline.volume)).toBe(recorded('volume'));
        const endMs = kline.openTimeMs + 5 * MINUTE_MS;
        const openInterest = lotsToCoins(spec, market.openInterestLots(symbol, endMs));
        expect(openInterest).toBe(recorded('open_interest'));
      });
    },
  );

  test('one-minute candles of AVAXUSDT keep their own taker volume', () => {
    const columns = readCsvColumns(join(DIR, 'binance-1m', 'AVAXUSDT-2026-02.csv.gz'));
    // 28 recorded days, three of which are left at the start: minute 25 · 1440 is shown first
    const row = 25 * 1440;
    const minute = market.minute('AVAXUSDT', START_MS);
    const spec = market.spec('AVAXUSDT')!;
    expect(ticksToPrice(spec, minute.open)).toBe(columns['open']![row]);
    expect(lotsToCoins(spec, minute.takerBuy)).toBe(columns['taker_buy_volume']![row]);
    expect(minute.trades).toBe(columns['trade_count']![row]);
  });

  test.each(['BTCUSDT', 'AVAXUSDT'])(
    '%s goes on without a jump where its recording ends',
    (symbol) => {
      // 55 days from 2025-12-01, or 28 days of which three are left
      const endMs = symbol === 'BTCUSDT' ? START_MS + 9.5 * DAY_MS : START_MS + 3 * DAY_MS;
      const last = market.minute(symbol, endMs - MINUTE_MS);
      const next = market.minute(symbol, endMs);
      expect(next.open).toBe(last.close);
      expect(Math.abs(next.openInterest / last.openInterest - 1)).toBeLessThan(0.005);
    },
  );

  test.each(['BTCUSDT', 'AVAXUSDT', 'XRPUSDT'])(
    '%s has 32 days and more before the start',
    (symbol) => {
      expect(market.firstMinuteMs(symbol)).toBeLessThan(START_MS - 32 * DAY_MS);
      const first = market.minute(symbol, market.firstMinuteMs(symbol));
      expect(first.low).toBeGreaterThan(0);
    },
  );
});
