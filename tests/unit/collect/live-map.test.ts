import { expect, test } from 'vitest';
import { computeLiveMap } from '../../../lib/collect/live-map.ts';
import type { LiveSpan } from '../../../lib/collect/live-session.ts';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import { restoreColumn } from '../../../lib/model/quantise.ts';
import { computeMap, type MapPart } from '../../../lib/store/newest-map.ts';

const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 0, 10, 12);

/** Bins 9211 to 9213, whose lower edges are 99.918, 99.968 and 100.018. One coin in each of four cells. */
const COLUMN: QuantisedColumn = {
  timeMs: NOON_MS,
  price: 100,
  sweptBy: 'mark',
  firstBin: 9211,
  binCount: 3,
  peakCoins: 1,
  codes: Uint8Array.of(255, 255, 0, 0, 255, 255),
};
const partOf = (bookKey: string, column: QuantisedColumn | undefined = COLUMN): MapPart => ({
  bookKey,
  status: undefined,
  column,
});
const spanAt = (timeMs: number, price: number, isLive = true): LiveSpan => ({
  lowestMark: price,
  highestMark: price,
  price,
  timeMs,
  isLive,
});
const coinsOf = (column: QuantisedColumn | undefined): number[] | null => {
  if (!column) return null;
  const { longCoins, shortCoins } = restoreColumn(column);
  return [...longCoins, ...shortCoins];
};

test('one book is swept by its marks and says their time', () => {
  const span = spanAt(NOON_MS + 20_000, 99.95);
  const live = computeLiveMap(computeMap([partOf('BTCUSDT')]), () => span);
  // 99.95 lies in bin 9211: both longs are at or above it; no short is at or below.
  expect(Array.from(live.column?.codes ?? [])).toEqual([0, 0, 0, 0, 255, 255]);
  expect(live).toMatchObject({ isLive: true, column: { timeMs: NOON_MS + 20_000, price: 99.95 } });
});

test('each book is swept by the marks of its own exchange before they are summed', () => {
  const map = computeMap([partOf('BTCUSDT'), partOf('bybit:BTCUSDT')]);
  const spans: Record<string, LiveSpan> = {
    // In bin 9212: the long and the short there go. In bin 9213: both shorts, no long.
    BTCUSDT: spanAt(NOON_MS + 20_000, 99.99),
    'bybit:BTCUSDT': spanAt(NOON_MS + 21_000, 100.03),
  };
  const live = computeLiveMap(map, (bookKey) => spans[bookKey] ?? null);
  expect(coinsOf(live.column)).toEqual([2, 1, 0, 0, 0, 1]);
  expect(live).toMatchObject({
    isLive: true,
    exchanges: ['binance', 'bybit'],
    column: { timeMs: NOON_MS + 21_000, price: 99.99 },
  });
});

test('without marks the map is the stored one, and not live', () => {
  const map = computeMap([partOf('BTCUSDT')]);
  const live = computeLiveMap(map, () => null);
  expect(live.column).toBe(map.column);
  expect(live.isLive).toBe(false);
});

test('a sum is live only if all its books are', () => {
  const map = computeMap([partOf('BTCUSDT'), partOf('bybit:BTCUSDT')]);
  const span = spanAt(NOON_MS + 20_000, 99.99);
  expect(computeLiveMap(map, (key) => (key === 'BTCUSDT' ? span : null)).isLive).toBe(false);
  expect(computeLiveMap(map, () => spanAt(NOON_MS + 20_000, 99.99, false)).isLive).toBe(false);
});

test('a book too far behind to be in the sum does not come back into it by its marks', () => {
  const old = { ...COLUMN, timeMs: NOON_MS - 60 * MINUTE_MS };
  const map = computeMap([partOf('BTCUSDT'), partOf('bybit:BTCUSDT', old)]);
  const live = computeLiveMap(map, () => spanAt(NOON_MS + 20_000, 110));
  expect(live).toMatchObject({ isLive: true, exchanges: ['binance'] });
  // 110 is above all bins: all shorts are gone, and the longs are those of one book.
  expect(coinsOf(live.column)).toEqual([1, 1, 0, 0, 0, 0]);
});

test('behind a column that no poll has renewed the map is as old as the column, however new the price', () => {
  const span = spanAt(NOON_MS + 4 * MINUTE_MS, 99.95);
  const live = computeLiveMap(computeMap([partOf('BTCUSDT')]), () => span);
  expect(live.isLive).toBe(false);
  expect(live.column).toMatchObject({ timeMs: NOON_MS, price: 99.95 });
  expect(Array.from(live.column?.codes ?? [])).toEqual([0, 0, 0, 0, 255, 255]);
});

test('before the first column there is nothing to sweep', () => {
  const map = computeMap([{ bookKey: 'BTCUSDT', status: undefined, column: undefined }]);
  expect(computeLiveMap(map, () => spanAt(NOON_MS, 100))).toMatchObject({
    column: undefined,
    isLive: false,
  });
});
