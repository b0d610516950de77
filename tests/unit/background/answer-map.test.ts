import { expect, test } from 'vitest';
import { type AnswerFacts, computeMapAnswer } from '../../../entrypoints/background/answer-map.ts';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import type { SymbolStatus } from '../../../lib/store/status.ts';

const column: QuantisedColumn = {
  timeMs: 1_000_000,
  price: 100,
  sweptBy: 'mark',
  firstBin: 9000,
  binCount: 2,
  peakCoins: 1,
  codes: new Uint8Array([1, 2, 3, 4]),
};
const status: SymbolStatus = {
  symbol: 'BTCUSDT',
  clockOffsetMs: 500,
  lastSuccessMs: 1_000_000,
  lastColumnMs: 1_000_000,
  backfillProgress: 1,
  lastAskedMs: 1_000_000,
  lastPollWeight: 3,
  usedWeight1m: 3,
  fault: null,
};

const answerOf = (
  given: SymbolStatus | undefined,
  newest: QuantisedColumn | undefined,
  part: Partial<AnswerFacts> = {},
) => {
  const facts = { status: given, column: newest, exchanges: ['binance'], isLive: false } as const;
  return computeMapAnswer('BTCUSDT', { ...facts, ...part }, 1_030_000);
};

test('a column of a loaded history is the map, its age by the exchange’s clock', () => {
  // Asked at 1,030,000 of the machine's clock, which is 500 ms behind: 30,500 ms after the column.
  expect(answerOf(status, column)).toMatchObject({
    state: 'ready',
    ageMs: 30_500,
    column: { codes: btoa('\x01\x02\x03\x04') },
  });
});

test('while the history loads, its newest column is one of days ago and no map', () => {
  const loading = { ...status, backfillProgress: 0.4 };
  expect(answerOf(loading, column)).toEqual({
    state: 'loading',
    symbol: 'BTCUSDT',
    progress: 0.4,
  });
});

test('a live map says so, whose it is, and is as old as the last mark price', () => {
  const live = { ...column, timeMs: 1_029_000 };
  const answer = answerOf(status, live, { isLive: true, exchanges: ['bybit'] });
  // 1,030,000 of the machine's clock are 1,030,500 of the exchange's.
  expect(answer).toMatchObject({ isLive: true, exchanges: ['bybit'], ageMs: 1500 });
});
