/**
 * A quantised column as cells of a row and back. Of each side only the filled part is written: where it
 * begins within the column, and its codes.
 */
import { BIN_STEP, binOfPrice } from '../model/bins.ts';
import type { QuantisedColumn } from '../model/column.ts';
import type { SweptBy } from '../model/market-data.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { amount, bytes, integer, oneOf, price, type Cell, type Field } from './field-rules.ts';

export const COLUMN_FIELDS: readonly Field[] = [
  price('price'),
  oneOf('swept_by', ['mark', 'trade'] satisfies SweptBy[]),
  integer('first_bin', -(2 ** 31), 2 ** 31 - 1),
  integer('bin_count', 1, 2 ** 15),
  amount('peak_coins'),
  integer('long_first', 0, 2 ** 15),
  bytes('long_codes'),
  integer('short_first', 0, 2 ** 15),
  bytes('short_codes'),
];

const sideCells = (codes: Uint8Array): readonly [first: number, codes: string] => {
  const first = codes.findIndex((code) => code !== 0);
  if (first < 0) return [0, ''];
  const end = codes.findLastIndex((code) => code !== 0) + 1;
  return [first, encodeBase64(codes.subarray(first, end))];
};

export const cellsOfColumn = (column: QuantisedColumn): Cell[] => {
  const { codes, binCount } = column;
  const longs = sideCells(codes.subarray(0, binCount));
  const shorts = sideCells(codes.subarray(binCount));
  const { price: priceNow, sweptBy, firstBin, peakCoins } = column;
  return [priceNow, sweptBy, firstBin, binCount, peakCoins, ...longs, ...shorts];
};

const base64Length = (codes: Cell): number => {
  const text = String(codes ?? '');
  return (text.length / 4) * 3 - (text.match(/=*$/)?.[0].length ?? 0);
};

/** What does not add up in cells that are each sound by themselves, or null. */
export const checkColumnCells = (cells: readonly Cell[]): string | null => {
  const [priceNow, , firstBin, binCount, , longFirst, longCodes, shortFirst, shortCodes] = cells;
  const bin = binOfPrice(Number(priceNow)) - Number(firstBin);
  if (bin < -1 || bin > Number(binCount))
    return `price ${priceNow} is not within its ${binCount} bins of ${100 * BIN_STEP} %`;
  for (const [name, first, codes] of [
    ['long_codes', longFirst, longCodes],
    ['short_codes', shortFirst, shortCodes],
  ] as const)
    if (Number(first) + base64Length(codes ?? null) > Number(binCount))
      return `${name} reach beyond the ${binCount} bins of the column`;
  return null;
};

/** Cells that were checked as a column of `timeMs`. */
export const columnOfCells = (timeMs: number, cells: readonly Cell[]): QuantisedColumn => {
  const [priceNow, sweptBy, firstBin, binCount, peakCoins, longFirst, longs, shortFirst, shorts] =
    cells;
  const bins = Number(binCount);
  const codes = new Uint8Array(2 * bins);
  codes.set(decodeBase64(String(longs ?? '')), Number(longFirst));
  codes.set(decodeBase64(String(shorts ?? '')), bins + Number(shortFirst));
  return {
    timeMs,
    price: Number(priceNow),
    sweptBy: sweptBy as SweptBy,
    firstBin: Number(firstBin),
    binCount: bins,
    peakCoins: Number(peakCoins),
    codes,
  };
};
