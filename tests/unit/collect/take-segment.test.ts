import { expect, test } from 'vitest';
import { takeSegment } from '../../../lib/collect/take-segment.ts';
import { createBookContext } from '../../../lib/model/book-context.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import { advanceBook, createPositionBook, readColumn } from '../../../lib/model/position-book.ts';
import { quantiseColumn } from '../../../lib/model/quantise.ts';
import { buildSteps } from '../../../lib/model/steps.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { createFakeMarket, openInterestAt } from './fake-market.ts';

const startMs = Date.UTC(2026, 2, 10, 6);
const endMs = startMs + 3 * HOUR_MS;

const readRows = async () => {
  const market = createFakeMarket({ nowMs: () => endMs, listedMs: 0 });
  const request = { symbol: 'BTCUSDT', interval: '1m', startMs, endMs } as const;
  const { rows: candles } = await market.candles(request);
  const { rows: markCandles } = await market.markCandles(request);
  const openInterest = Array.from({ length: 37 }, (_, n) => startMs + n * 5 * MINUTE_MS).map(
    (timeMs) => ({ timeMs, openInterestCoins: openInterestAt(timeMs) }),
  );
  return { candles, markCandles, openInterest };
};

test('the columns of a segment are those that the book shows after each step', async () => {
  const rows = await readRows();
  const context = createBookContext(bracketsOf('BTCUSDT'));
  const twin = createPositionBook();
  const expected = buildSteps({ ...rows, periodMs: MINUTE_MS, startMs, endMs }).map((step, n) => {
    advanceBook(twin, step, context);
    return quantiseColumn(readColumn(twin, step.endMs, rows.markCandles[n]?.close ?? 0));
  });
  const segment = { interval: '1m', startMs, endMs } as const;
  const { columns } = takeSegment(createPositionBook(), context, { segment, ...rows }, endMs);
  expect(columns).toHaveLength(180);
  expect(columns).toEqual(expected);
  expect(columns.at(-1)?.codes.some((code) => code > 0)).toBe(true);
});

test('a column says when a step since the one before had no mark candle', async () => {
  const rows = await readRows();
  const context = createBookContext(bracketsOf('BTCUSDT'));
  // Two days later, only a column each five minutes is kept: the fourth holds minutes 15 to 19.
  const nowMs = endMs + 2 * DAY_MS;
  const markCandles = rows.markCandles.filter((_, n) => n !== 17);
  const segment = { interval: '1m', startMs, endMs } as const;
  const { columns } = takeSegment(
    createPositionBook(),
    context,
    { segment, ...rows, markCandles },
    nowMs,
  );
  expect(columns).toHaveLength(36);
  expect(columns.flatMap(({ sweptBy }, n) => (sweptBy === 'trade' ? [n] : []))).toEqual([3]);
});
