import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createBookContext } from '../../../lib/model/book-context.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import { rangeAround } from '../../../lib/model/column-range.ts';
import { computeImbalance } from '../../../lib/model/imbalance.ts';
import type { Candle } from '../../../lib/model/market-data.ts';
import { advanceBook, createPositionBook, readColumn } from '../../../lib/model/position-book.ts';
import { buildSteps } from '../../../lib/model/steps.ts';
import { FIVE_MINUTES_MS, floorToPeriod, MINUTE_MS } from '../../../lib/model/time.ts';
import { candleOf, readCsv } from '../../score/recordings.ts';
import { computeSpearman } from '../../../lib/model/statistics.ts';

const market =
  process.env['LENS_MARKET'] ?? resolve(import.meta.dirname, '../../../../shared/market');
const folder = join(market, 'binance-1m');

const merge = (a: Candle, b: Candle): Candle => ({
  ...a,
  high: Math.max(a.high, b.high),
  low: Math.min(a.low, b.low),
  close: b.close,
  volumeCoins: a.volumeCoins + b.volumeCoins,
  takerBuyCoins: (a.takerBuyCoins ?? 0) + (b.takerBuyCoins ?? 0),
});

const inFives = (minutes: readonly Candle[]): Candle[] => {
  const fives = new Map<number, Candle>();
  for (const minute of minutes) {
    const openTimeMs = floorToPeriod(minute.openTimeMs, FIVE_MINUTES_MS);
    const known = fives.get(openTimeMs);
    fives.set(openTimeMs, known ? merge(known, minute) : { ...minute, openTimeMs });
  }
  return [...fives.values()];
};

test.skipIf(!existsSync(folder))(
  'a month taken in minutes gives the same map as in five minutes, nearly (needs recorded minutes)',
  () => {
    const minutes = readCsv(join(folder, 'AVAXUSDT-2026-02.csv.gz')).map(candleOf);
    const openInterest = readCsv(join(folder, 'AVAXUSDT-2026-02-oi-5m.csv.gz')).map((row) => ({
      timeMs: row['time_ms'] ?? Number.NaN,
      openInterestCoins: row['open_interest'] ?? Number.NaN,
    }));
    const context = createBookContext(bracketsOf('AVAXUSDT'));
    const [fine, coarse] = [
      { candles: minutes, periodMs: MINUTE_MS },
      { candles: inFives(minutes), periodMs: FIVE_MINUTES_MS },
    ].map((series) => {
      const book = createPositionBook();
      for (const step of buildSteps({ ...series, markCandles: [], openInterest })) {
        advanceBook(book, step, context);
      }
      return readColumn(book, book.timeMs, book.price);
    });
    if (!fine || !coarse) throw new Error('two columns were made above');
    const [from, to] = rangeAround(fine, fine.price, 10);
    const near = (coins: Float32Array): Float32Array => coins.subarray(from, to);
    expect(computeSpearman(near(fine.longCoins), near(coarse.longCoins))).toBeGreaterThan(0.98);
    expect(computeSpearman(near(fine.shortCoins), near(coarse.shortCoins))).toBeGreaterThan(0.98);
    const score = (column: typeof fine): number => computeImbalance(column, fine.price, 5).score;
    expect(Math.abs(score(fine) - score(coarse))).toBeLessThan(5);
  },
);
