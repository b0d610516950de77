/** The work that is measured: books and columns made of fixed steps. */
import { createBookContext } from '../../lib/model/book-context.ts';
import { bracketsOf } from '../../lib/model/brackets.ts';
import type { QuantisedColumn } from '../../lib/model/column.ts';
import type { MarketStep } from '../../lib/model/market-data.ts';
import {
  advanceBook,
  createPositionBook,
  readQuantisedColumn,
  type PositionBook,
} from '../../lib/model/position-book.ts';
import { COLUMN_BINS } from '../../lib/model/read-column.ts';
import { DAY_MS, FIVE_MINUTES_MS, HALF_HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { makeSteps } from './fixed-market.ts';

/** Live minutes that are made after a book's history. */
export const MINUTES = 1000;
export const STEPS_A_DAY = DAY_MS / FIVE_MINUTES_MS;
export const context = createBookContext(bracketsOf('BTCUSDT'));

export const runBook = (
  steps: readonly MarketStep[],
  book = createPositionBook(),
): PositionBook => {
  for (const step of steps) advanceBook(book, step, context);
  return book;
};

/** A column for every step, the codes of a day side by side in one array. */
export const runColumns = (
  steps: readonly MarketStep[],
  book = createPositionBook(),
  leverages: readonly number[] | Float64Array = book.leverages,
): QuantisedColumn[] => {
  const bytes = 2 * COLUMN_BINS;
  let day = new Uint8Array(0);
  return steps.map((step, n) => {
    const at = (n % STEPS_A_DAY) * bytes;
    if (at === 0) day = new Uint8Array(STEPS_A_DAY * bytes);
    advanceBook(book, step, context);
    const codes = day.subarray(at, at + bytes);
    return readQuantisedColumn(book, step.endMs, step.close, codes, leverages);
  });
};

/** The same month as it is stored: a column each 5 min for the last week, each 30 min before. */
export const runAsStored = (steps: readonly MarketStep[]): QuantisedColumn[] => {
  const book = createPositionBook();
  const weekStart = steps.length - 7 * STEPS_A_DAY;
  return steps.flatMap((step, n) => {
    advanceBook(book, step, context);
    const isStored = n >= weekStart || step.endMs % HALF_HOUR_MS === 0;
    return isStored ? [readQuantisedColumn(book, step.endMs, step.close)] : [];
  });
};

const scaleStep = (step: MarketStep, scale: number): MarketStep => ({
  ...step,
  open: step.open * scale,
  high: step.high * scale,
  low: step.low * scale,
  close: step.close * scale,
  sweepLow: step.sweepLow * scale,
  sweepHigh: step.sweepHigh * scale,
});

/** A book with `days` of history, and the minutes that come after it. */
export const liveAfter = (days: number) => {
  const book = runBook(makeSteps(days * STEPS_A_DAY, FIVE_MINUTES_MS));
  const minutes = makeSteps(MINUTES, MINUTE_MS, book.timeMs).map((step) => ({
    ...scaleStep(step, book.price / 60_000),
    openInterestCoins: book.openInterestCoins * (1 + ((step.startMs / MINUTE_MS) % 7) * 1e-4),
  }));
  return { book, minutes };
};
