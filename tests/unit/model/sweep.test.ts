import { describe, expect, it } from 'vitest';
import { createBookContext } from '../../../lib/model/book-context.ts';
import { binOfPrice } from '../../../lib/model/bins.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import {
  addSweeps,
  advanceBook,
  createPositionBook,
  emptySweep,
  readColumn,
} from '../../../lib/model/position-book.ts';
import { sweepBook } from '../../../lib/model/sweep.ts';
import { movingStep, quietStep, START_MS } from './market-steps.ts';

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

const filledBook = () => {
  const context = createBookContext(bracketsOf('BTCUSDT'));
  const book = createPositionBook(context.leverages);
  for (let n = 0; n < 50; n++) advanceBook(book, quietStep(n), context);
  return { book, context };
};

describe('what a step sweeps, by tier', () => {
  it('sums to what it sweeps in all, on both sides', () => {
    const { book, context } = filledBook();
    const sweep = advanceBook(book, movingStep(50, 92, 109, 100), context);
    expect(sweep.longUsdByTier).toHaveLength(context.leverages.length);
    expect(sum(sweep.longUsdByTier)).toBeCloseTo(sweep.longUsd, 6);
    expect(sum(sweep.shortUsdByTier)).toBeCloseTo(sweep.shortUsd, 6);
    expect(sweep.longUsd).toBeGreaterThan(0);
    expect(sweep.shortUsd).toBeGreaterThan(0);
  });

  it('comes from high leverage alone in a small move', () => {
    // Entries stand at 100 ± 1 % and more; a fall by 1 % reaches liquidations of entries nearby at 50x and
    // above (1.6 % from entry), and none of 2x (50 %).
    const { book, context } = filledBook();
    const { longUsdByTier } = advanceBook(book, movingStep(50, 99, 100, 99.5), context);
    expect(longUsdByTier[0]).toBe(0);
    expect(longUsdByTier.at(-1)).toBeGreaterThan(0);
  });

  it('is an empty list where nothing was swept', () => {
    const { book, context } = filledBook();
    const sweep = advanceBook(book, quietStep(50), context);
    expect(sweep.longUsdByTier).toEqual([]);
    expect(sweep.longUsd).toBe(0);
  });
});

describe('sweeps of several steps', () => {
  it('add up, tier by tier, to that of the slot', () => {
    const first = { ...emptySweep(START_MS), longCoins: 1, longUsd: 3, longUsdByTier: [1, 2] };
    const second = { ...emptySweep(START_MS + 1), longCoins: 2, longUsd: 7, longUsdByTier: [3, 4] };
    expect(addSweeps(first, second)).toEqual({
      ...emptySweep(START_MS + 1),
      longCoins: 3,
      longUsd: 10,
      longUsdByTier: [4, 6],
    });
    expect(addSweeps(emptySweep(START_MS), second)).toEqual(second);
  });
});

it('a row whose cells are all liquidated holds nothing but what has no place, to the last coin', () => {
  const context = createBookContext(bracketsOf('BTCUSDT'));
  const book = createPositionBook(context.leverages);
  for (let n = 0; n < 40; n++) {
    const step = movingStep(n, 99 - (n % 3), 101, 100, { openInterestCoins: 1e7 + n / 7 });
    advanceBook(book, step, context);
  }
  sweepBook(book, book.timeMs, 1, 100);
  for (let row = 0; row < book.leverages.length; row++)
    expect(book.totals[row]).toBeCloseTo((book.beyond[row] ?? 0) * (book.scales[row] ?? 0), 6);
});

it('longs in the very bin of the lowest mark price are liquidated, those a bin lower are not', () => {
  const context = createBookContext(bracketsOf('BTCUSDT'));
  const book = createPositionBook(context.leverages);
  advanceBook(book, quietStep(0), context);
  const coinsAt = (bin: number): number =>
    readColumn(book, book.timeMs, 100).longCoins[bin - readColumn(book, 0, 100).firstBin] ?? 0;
  const bin = binOfPrice(95);
  expect(coinsAt(bin)).toBeGreaterThan(0);
  sweepBook(book, book.timeMs, 95, 100);
  expect(coinsAt(bin)).toBe(0);
  expect(coinsAt(bin - 1)).toBeGreaterThan(0);
});
