import { expect, test } from 'vitest';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import { sweepColumn } from '../../../lib/model/live-column.ts';

/**
 * Lower edges of the bins, (1.0005)^bin: 9210 is 99.868, 9211 is 99.918, 9212 is 99.968,
 * 9213 is 100.018, 9214 is 100.068, 9215 is 100.118.
 */
const COLUMN: QuantisedColumn = {
  timeMs: 60_000,
  price: 100,
  sweptBy: 'mark',
  firstBin: 9210,
  binCount: 6,
  peakCoins: 7,
  codes: Uint8Array.of(10, 20, 30, 0, 0, 0, 0, 0, 0, 40, 50, 60),
};
const spanOf = (lowestMark: number, highestMark: number) => ({
  lowestMark,
  highestMark,
  price: 100.01,
  timeMs: 65_000,
});
const codesAfter = (lowestMark: number, highestMark: number): number[] =>
  Array.from(sweepColumn(COLUMN, spanOf(lowestMark, highestMark)).codes);

test('longs from the lowest mark up and shorts from the highest down are gone, their whole bin with them', () => {
  // 99.95 lies in 9211, 100.10 in 9214.
  expect(codesAfter(99.95, 100.1)).toEqual([10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60]);
});

test('one side alone is swept where the price went one way', () => {
  // Both marks from bin 9212 upwards: the longs of 9212 go, those below stay.
  expect(codesAfter(99.97, 100.05)).toEqual([10, 20, 0, 0, 0, 0, 0, 0, 0, 0, 50, 60]);
});

test('everything is gone where the price ran over all of it, and marks far outside change no more', () => {
  expect(codesAfter(50, 200)).toEqual(Array(12).fill(0));
  // The mark was above all longs and below all shorts, as after a jump of the whole market.
  expect(codesAfter(101, 101)).toEqual([10, 20, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(codesAfter(99, 99)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 50, 60]);
});

test('the column gets the newest price and time and keeps its scale; the given one stays as it was', () => {
  const swept = sweepColumn(COLUMN, spanOf(99.95, 100.1));
  expect(swept).toMatchObject({ timeMs: 65_000, price: 100.01, firstBin: 9210, peakCoins: 7 });
  expect(Array.from(COLUMN.codes)).toEqual([10, 20, 30, 0, 0, 0, 0, 0, 0, 40, 50, 60]);
});

test('where nothing was swept the codes are the very same ones', () => {
  // 100.00 lies in 9212; no short is at or below it, but the long of 9212 itself is.
  const { codes, ...rest } = COLUMN;
  const emptied = { ...rest, codes: Uint8Array.from(codes, (code, at) => (at === 2 ? 0 : code)) };
  expect(sweepColumn(emptied, spanOf(100, 100)).codes).toBe(emptied.codes);
});

test.each([Number.NaN, 0, -1, Infinity])('a mark price of %s changes nothing', (bad) => {
  expect(sweepColumn(COLUMN, spanOf(bad, 100))).toBe(COLUMN);
  expect(sweepColumn(COLUMN, spanOf(100, bad))).toBe(COLUMN);
  expect(sweepColumn(COLUMN, { ...spanOf(100, 100), price: bad })).toBe(COLUMN);
});

test('a column without bins has nothing to sweep', () => {
  const empty = { ...COLUMN, binCount: 0, codes: new Uint8Array(0) };
  expect(sweepColumn(empty, spanOf(99, 101)).codes).toHaveLength(0);
});
