import { expect, test } from 'vitest';
import { computeBadge } from '../../../entrypoints/background/badge.ts';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import { quantiseColumn } from '../../../lib/model/quantise.ts';
import type { FaultKind, SymbolStatus } from '../../../lib/store/status.ts';

const PRICE = 100;

/** A column with `longs` coins one bin below the price and `shorts` one bin above. */
const column = (longs: number, shorts: number) =>
  quantiseColumn({
    timeMs: 1,
    price: PRICE,
    sweptBy: 'mark',
    firstBin: binOfPrice(PRICE) - 1,
    longCoins: Float32Array.of(longs, 0, 0),
    shortCoins: Float32Array.of(0, 0, shorts),
  });

const status = (kind: FaultKind | null): SymbolStatus => ({
  symbol: 'BTCUSDT',
  clockOffsetMs: 0,
  lastSuccessMs: 1,
  lastColumnMs: 1,
  backfillProgress: 1,
  lastAskedMs: 0,
  lastPollWeight: 3,
  usedWeight1m: 3,
  fault: kind && { kind, detail: '', sinceMs: 0, retryAtMs: null },
});

const badge = (
  one: SymbolStatus | undefined,
  newest: ReturnType<typeof column> | undefined,
  ...others: SymbolStatus[]
) => {
  const parts = [one, ...others].map((part) => ({
    bookKey: part?.symbol ?? 'BTCUSDT',
    status: part,
    column: newest,
  }));
  return computeBadge({ parts, column: newest }, 5);
};

test('shorts above in orange with a plus, longs below in blue with a minus', () => {
  // Bins one apart are worth nearly the same per coin: 3 to 1 is (3 − 1) / (3 + 1) = 50.
  expect(priceOfBin(1) / priceOfBin(0)).toBeCloseTo(1.0005);
  expect(badge(status(null), column(1, 3))).toEqual({ text: '+50', color: '#fb923c' });
  expect(badge(status(null), column(3, 1))).toEqual({ text: '−50', color: '#38bdf8' });
});

test('four characters at most', () => {
  expect(badge(status(null), column(0, 1)).text).toBe('+100');
  expect(badge(status(null), column(1, 0)).text).toBe('−100');
});

test('no sign where both weigh the same', () => {
  expect(badge(status(null), column(0, 0)).text).toBe('0');
});

test('three dots while there is no column yet', () => {
  expect(badge(undefined, undefined).text).toBe('…');
  expect(badge(status(null), undefined).text).toBe('…');
});

test('an exclamation mark at a fault, though not for a rebuilt store', () => {
  expect(badge(status('offline'), column(1, 3)).text).toBe('!');
  expect(badge(status('store-rebuilt'), column(1, 3)).text).toBe('+50');
});

test('an exclamation mark at the fault of one of several books', () => {
  expect(badge(status(null), column(1, 3), status('offline')).text).toBe('!');
});
