import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBookContext } from '../../../lib/model/book-context.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import {
  advanceBook,
  createPositionBook,
  readColumn,
  readQuantisedColumn,
} from '../../../lib/model/position-book.ts';
import { quantiseColumn } from '../../../lib/model/quantise.ts';
import { COLUMN_BINS } from '../../../lib/model/read-column.ts';
import { movingStep } from './market-steps.ts';

const context = createBookContext(bracketsOf('BTCUSDT'));
const someCloses = fc.array(fc.double({ min: 80, max: 125, noNaN: true }), {
  minLength: 1,
  maxLength: 20,
});
const someLeverages = fc.option(fc.subarray([...context.leverages, 60]), { nil: undefined });

test('a column read in bytes is the one read in coins, whatever was read before it', () => {
  fc.assert(
    fc.property(someCloses, someLeverages, (closes, leverages) => {
      const book = createPositionBook(context.leverages);
      closes.forEach((close, n) => {
        const before = closes[n - 1] ?? close;
        advanceBook(
          book,
          movingStep(n, Math.min(before, close), Math.max(before, close), close),
          context,
        );
        expect(readQuantisedColumn(book, book.timeMs, close, undefined, leverages)).toEqual(
          quantiseColumn(readColumn(book, book.timeMs, close, leverages)),
        );
      });
    }),
    { numRuns: 30 },
  );
});

test('a column far from all that the book holds is empty', () => {
  const book = createPositionBook(context.leverages);
  advanceBook(book, movingStep(0, 99, 101, 100), context);
  for (const price of [1, 10_000]) {
    const { codes, binCount, peakCoins } = readQuantisedColumn(book, book.timeMs, price);
    expect(binCount).toBe(COLUMN_BINS);
    expect(peakCoins).toBe(0);
    expect(codes.every((code) => code === 0)).toBe(true);
  }
});
