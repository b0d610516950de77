/**
 * The newest column between two polls: what the mark price has run over since is gone from it. Nothing is
 * opened and nothing else closed, which only the next poll's candles and open interest can tell.
 */
import { binOfPrice } from './bins.ts';
import type { QuantisedColumn } from './column.ts';

/** Where the mark price has been since a column was made, and where it is now. */
export interface MarkSpan {
  readonly lowestMark: number;
  readonly highestMark: number;
  /** The newest mark price, at `timeMs`. */
  readonly price: number;
  readonly timeMs: number;
}

const isPrice = (value: number): boolean => Number.isFinite(value) && value > 0;

const isEmpty = (codes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (codes[at]) return false;
  return true;
};

/**
 * The column at the span's price and time, without longs whose bin is at or above that of the lowest mark
 * price and shorts at or below that of the highest: the rule by which the book itself is swept. Codes stay
 * on the column's own scale, so what is left is what it was to the last byte; the given column is not
 * changed, and its codes are handed on where nothing was swept. A span without real prices changes nothing.
 */
export const sweepColumn = (column: QuantisedColumn, span: MarkSpan): QuantisedColumn => {
  const { lowestMark, highestMark, price, timeMs } = span;
  if (![lowestMark, highestMark, price].every(isPrice)) return column;
  const { firstBin, binCount, codes } = column;
  const inColumn = (bin: number): number => Math.min(binCount, Math.max(0, bin - firstBin));
  const longsFrom = inColumn(binOfPrice(lowestMark));
  const shortsTo = binCount + inColumn(binOfPrice(highestMark) + 1);
  const isUntouched = isEmpty(codes, longsFrom, binCount) && isEmpty(codes, binCount, shortsTo);
  if (isUntouched) return { ...column, price, timeMs };
  const swept = codes.slice();
  swept.fill(0, longsFrom, binCount);
  swept.fill(0, binCount, shortsTo);
  return { ...column, price, timeMs, codes: swept };
};
