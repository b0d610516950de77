/**
 * The book holds cells for a window around the price. When the price has drifted from the centre the
 * window is moved by whole bins; cells that fall out of it become amounts without a place (`beyond`).
 */
import { binOfPrice } from './bins.ts';
import { setRange, type PositionBook } from './book-layout.ts';
import { RECENTRE_BINS } from './parameters.ts';

/** Moves the window if `price` is far from its centre. An empty book is simply put around the price. */
export const centreWindow = (book: PositionBook, price: number): void => {
  const wanted = binOfPrice(price) - (book.binCount >> 1);
  const shift = wanted - book.firstBin;
  if (Math.abs(shift) <= RECENTRE_BINS) return;
  book.firstBin = wanted;
  for (let row = 0; row < book.totals.length; row++) {
    moveCells(book, row, shift);
    setRange(book, row, book.lowBins[row] ?? 1, book.highBins[row] ?? 0);
  }
};

const moveCells = (book: PositionBook, row: number, shift: number): void => {
  const { binCount, mass, beyond } = book;
  const start = row * binCount;
  const cells = mass.subarray(start, start + binCount);
  const lost = Math.min(Math.abs(shift), binCount);
  const leaving = shift > 0 ? cells.subarray(0, lost) : cells.subarray(binCount - lost);
  for (const amount of leaving) beyond[row] = (beyond[row] ?? 0) + amount;
  if (shift > 0) cells.copyWithin(0, lost);
  else cells.copyWithin(lost, 0, binCount - lost);
  cells.fill(0, shift > 0 ? binCount - lost : 0, shift > 0 ? binCount : lost);
};
