import { expect, test } from 'vitest';
import { createPositionBook, parsePositionBook } from '../../../lib/model/position-book.ts';

test('a stored book is a book again', () => {
  const book = createPositionBook();
  expect(parsePositionBook(structuredClone(book))).toEqual(book);
});

const book = createPositionBook();
test.each([
  ['nothing', undefined],
  ['an empty row', {}],
  ['a book of another model version', { ...book, modelVersion: '0' }],
  ['a book with fewer tiers', createPositionBook([10, 20])],
  ['a book with a NaN in its numbers', { ...book, price: Number.NaN }],
  ['a book with a NaN in its cells', { ...book, mass: book.mass.slice().fill(Number.NaN, 0, 1) }],
  ['a book with plain arrays', { ...book, totals: [...book.totals] }],
])('%s is no book', (_, stored) => {
  expect(parsePositionBook(stored)).toBeNull();
});
