import { expect, test } from 'vitest';
import { createPositionBook, parsePositionBook } from '../../../lib/model/position-book.ts';

test('a stored book is a book again', () => {
  const book = createPositionBook();
  expect(parsePositionBook(structuredClone(book))).toEqual(book);
});

test('a book stored before it knew what swept it was swept by the mark price', () => {
  const { sweptBy: _, ...earlier } = createPositionBook();
  expect(parsePositionBook(earlier)).toEqual(createPositionBook());
  const swept = { ...createPositionBook(), sweptBy: 'trade' };
  expect(parsePositionBook(swept)?.sweptBy).toBe('trade');
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
