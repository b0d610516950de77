import { expect, test } from 'vitest';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import { createBookContext, type BookContext } from '../../../lib/model/book-context.ts';
import { totalOf } from '../../../lib/model/book-layout.ts';
import { computeBrackets } from '../../../lib/model/brackets.ts';
import { SIDES } from '../../../lib/model/market-data.ts';
import { PARAMETERS, type ModelParameters } from '../../../lib/model/parameters.ts';
import {
  advanceBook,
  createPositionBook,
  isSeeded,
  readColumn,
  type PositionBook,
} from '../../../lib/model/position-book.ts';
import { movingStep, quietStep, START_MS } from './market-steps.ts';

/** One bracket without maintenance margin: a 10x long is liquidated at 0.9 of its entry exactly. */
const plainBrackets = computeBrackets([[1e12, 200, 0]]);
const onlyTenfold: ModelParameters = {
  ...PARAMETERS,
  tiers: [{ leverage: 10, standingShare: 1, notionalUsd: 1000 }],
  notionalSpread: 1,
  blurShare: 0,
  seedDailyMove: 0,
  lifeOfTenHours: 1e9,
};
const plain = createBookContext(plainBrackets, onlyTenfold);
const usual = createBookContext(plainBrackets);

const bookAfter = (context: BookContext, ...steps: Parameters<typeof advanceBook>[1][]) => {
  const book = createPositionBook(context.leverages);
  const sweeps = steps.map((step) => advanceBook(book, step, context));
  return { book, sweeps };
};
const totals = (book: PositionBook): number[] => SIDES.map((side) => totalOf(book, side));

test('the first open interest is put on both sides, around its liquidation distances', () => {
  const { book } = bookAfter(plain, quietStep(0));
  const column = readColumn(book, book.timeMs, 100);
  const filled = (coins: Float32Array): number[] =>
    [...coins.keys()].filter((at) => (coins[at] ?? 0) > 0).map((at) => column.firstBin + at);
  // Entry 100, no maintenance margin: longs at 90, shorts at 110.
  for (const bin of filled(column.longCoins)) expect(priceOfBin(bin)).toBeCloseTo(90, 0);
  for (const bin of filled(column.shortCoins)) expect(priceOfBin(bin)).toBeCloseTo(110, 0);
  expect(totals(book)).toEqual([10_000, 10_000]);
});

test('a fall through the longs liquidates them and leaves the shorts alone', () => {
  const { book, sweeps } = bookAfter(plain, quietStep(0), movingStep(1, 89, 100, 91));
  expect(sweeps[1]?.longCoins).toBeCloseTo(10_000, 2);
  // All at 90 within a bin of 0.05 %.
  expect((sweeps[1]?.longUsd ?? 0) / 900_000).toBeCloseTo(1, 3);
  expect(sweeps[1]?.shortCoins).toBe(0);
  expect(totals(book)[0]).toBeCloseTo(10_000, 6);
});

test('liquidation goes by the mark price, not by the traded one', () => {
  const wick = movingStep(1, 80, 100, 99, { sweepLow: 98 });
  const { sweeps } = bookAfter(plain, quietStep(0), wick);
  expect(sweeps[1]?.longCoins).toBe(0);
});

test('what a step opens lies on its own side of the price', () => {
  const { book } = bookAfter(usual, quietStep(0), movingStep(1, 97, 103, 98));
  const column = readColumn(book, book.timeMs, 98);
  const here = binOfPrice(98) - column.firstBin;
  expect(column.longCoins.subarray(here).every((coins) => coins === 0)).toBe(true);
  expect(column.shortCoins.subarray(0, here).every((coins) => coins === 0)).toBe(true);
});

test('a fall of open interest closes high leverage first', () => {
  const { book } = bookAfter(usual, quietStep(0), quietStep(1, { openInterestCoins: 6000 }));
  const tiers = book.leverages.length;
  const left = (tier: number): number =>
    (book.totals[tier] ?? 0) / ((usual.standing[tier] ?? 1) * 10_000);
  expect(left(0)).toBeGreaterThan(left(3));
  expect(left(3)).toBeGreaterThan(left(tiers - 1));
  expect(totals(book)[0]).toBeCloseTo(6000, 6);
});

test('with taker buying the new longs have the higher leverage', () => {
  const buying = quietStep(1, { takerBuyCoins: 1000, openInterestCoins: 12_000 });
  const { book } = bookAfter(usual, quietStep(0), buying);
  const tiers = book.leverages.length;
  const top = tiers - 1;
  expect(book.totals[top]).toBeGreaterThan(book.totals[tiers + top] ?? 0);
});

test('without any open interest the book stays empty and its column is zero', () => {
  const { book, sweeps } = bookAfter(usual, quietStep(0, { openInterestCoins: null }));
  expect(isSeeded(book)).toBe(false);
  expect(totals(book)).toEqual([0, 0]);
  expect(sweeps[0]?.longCoins).toBe(0);
  expect(readColumn(book, book.timeMs, 100).longCoins.every((coins) => coins === 0)).toBe(true);
});

test.each([null, 0, -5, Number.NaN, Infinity])(
  'an open interest of %s leaves the last known one in force',
  (openInterestCoins) => {
    const { book } = bookAfter(usual, quietStep(0), quietStep(1, { openInterestCoins }));
    expect(totals(book)[0]).toBeCloseTo(10_000, 6);
  },
);

test('a tenfold jump waits for a second reading: a slip never reaches the book', () => {
  const slip = quietStep(1, { openInterestCoins: 100_000 });
  const { book } = bookAfter(usual, quietStep(0), slip);
  expect(totals(book)[0]).toBeCloseTo(10_000, 6);
  advanceBook(book, quietStep(2, { openInterestCoins: 10_100 }), usual);
  expect(totals(book)[0]).toBeCloseTo(10_100, 6);
});

test('a tenfold jump that the next reading confirms is believed', () => {
  const { book } = bookAfter(
    usual,
    quietStep(0),
    quietStep(1, { openInterestCoins: 100_000 }),
    quietStep(2, { openInterestCoins: 101_000 }),
  );
  expect(totals(book)[0]).toBeCloseTo(101_000, 6);
});

test('a gap changes nothing but the time; what was passed is swept by the next step', () => {
  const { book } = bookAfter(plain, quietStep(0));
  const before = book.mass.slice();
  const step = quietStep(1);
  advanceBook(book, { kind: 'gap', startMs: step.startMs, endMs: quietStep(9).endMs }, plain);
  expect(book.mass).toEqual(before);
  expect(book.timeMs).toBe(quietStep(9).endMs);
  expect(advanceBook(book, movingStep(10, 85, 86, 85), plain).longCoins).toBeCloseTo(10_000, 2);
});

test('a step that the book has already taken changes nothing', () => {
  const { book } = bookAfter(usual, quietStep(0), quietStep(1));
  const before = structuredClone(book);
  expect(advanceBook(book, quietStep(1, { openInterestCoins: 90 }), usual).longUsd).toBe(0);
  advanceBook(book, quietStep(0), usual);
  expect(book).toEqual(before);
});

test.each([{ close: Number.NaN }, { low: 0 }, { sweepLow: 200 }, { high: Infinity }])(
  'a step with the impossible prices %o is carried through like a gap',
  (broken) => {
    const { book } = bookAfter(usual, quietStep(0));
    const before = book.mass.slice();
    advanceBook(book, quietStep(1, broken), usual);
    expect(book.mass).toEqual(before);
    expect(book.timeMs).toBe(quietStep(1).endMs);
  },
);

test('a price outside the window moves the window and keeps the sum', () => {
  const { book } = bookAfter(usual, quietStep(0), movingStep(1, 5, 100, 5));
  expect(totals(book)).toEqual([expect.closeTo(10_000, 6), expect.closeTo(10_000, 6)]);
  expect(book.firstBin).toBeLessThan(binOfPrice(5));
  // The shorts of the old price, 20 times higher, are beyond the window: an amount without a place.
  const column = readColumn(book, book.timeMs, 5);
  const placed = column.shortCoins.reduce((sum, coins) => sum + coins, 0);
  expect(placed).toBeLessThan(5000);
});

test('a column can be read for some leverages only, and they add up', () => {
  const { book } = bookAfter(usual, quietStep(0), movingStep(1, 98, 102, 101));
  const sum = (leverages?: number[]): number =>
    readColumn(book, START_MS, 101, leverages).longCoins.reduce((a, b) => a + b, 0);
  expect(sum([50]) + sum(usual.leverages.filter((leverage) => leverage !== 50))).toBeCloseTo(
    sum(),
    1,
  );
  expect(sum([60])).toBe(0);
});

test('leverage that the exchange does not offer gets no positions', () => {
  const context = createBookContext(computeBrackets([[1e9, 20, 0.5]]));
  const { book } = bookAfter(context, quietStep(0), quietStep(1, { openInterestCoins: 11_000 }));
  const above = book.leverages.findIndex((leverage) => leverage > 20);
  expect(book.totals.subarray(above, book.leverages.length).every((coins) => coins === 0)).toBe(
    true,
  );
});

test('a table that allows none of the tiers still holds the open interest', () => {
  const context = createBookContext(computeBrackets([[1e9, 1, 50]]));
  const { book } = bookAfter(context, quietStep(0), quietStep(1, { openInterestCoins: 11_000 }));
  expect(totals(book)).toEqual([expect.closeTo(11_000, 6), expect.closeTo(11_000, 6)]);
  expect(context.shiftLow.every((bins) => Number.isFinite(bins))).toBe(true);
});
