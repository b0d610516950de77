/**
 * Many quantised columns in a few typed arrays, the unit that is stored. Empty bins at both ends of each
 * side are left out: longs fill only the lower half of a column, shorts the upper.
 *
 *   codes:  [longs of column 0][shorts of column 0][longs of column 1] …
 *   spans:  for each column first bin and count of its longs, then of its shorts (within the column)
 */
import type { QuantisedColumn } from './column.ts';

export interface ColumnChunk {
  /** Rising. */
  readonly timesMs: Float64Array;
  readonly prices: Float64Array;
  readonly peaks: Float64Array;
  /** 1 where traded prices swept, 0 where the mark price did. Chunks stored at first have none: all 0. */
  readonly sweptByTrade?: Uint8Array;
  readonly firstBins: Int32Array;
  readonly binCounts: Uint16Array;
  readonly spans: Uint16Array;
  readonly codes: Uint8Array;
}

interface Span {
  readonly first: number;
  readonly count: number;
}

const filledSpan = (codes: Uint8Array): Span => {
  let first = 0;
  let end = codes.length;
  while (first < end && codes[first] === 0) first++;
  while (end > first && codes[end - 1] === 0) end--;
  return { first, count: end - first };
};

const byTime = (columns: readonly QuantisedColumn[]): QuantisedColumn[] => {
  const latest = new Map(columns.map((column) => [column.timeMs, column]));
  return [...latest.values()].sort((a, b) => a.timeMs - b.timeMs);
};

/** Columns in one chunk, in order of time; of two with the same time the later given one is kept. */
export const packColumns = (columns: readonly QuantisedColumn[]): ColumnChunk => {
  const sorted = byTime(columns);
  const sides = sorted.flatMap(({ codes, binCount }) => [
    codes.subarray(0, binCount),
    codes.subarray(binCount),
  ]);
  const spans = sides.map(filledSpan);
  const codes = new Uint8Array(spans.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  spans.forEach(({ first, count }, n) => {
    codes.set((sides[n] as Uint8Array).subarray(first, first + count), at);
    at += count;
  });
  return {
    timesMs: Float64Array.from(sorted, (c) => c.timeMs),
    prices: Float64Array.from(sorted, (c) => c.price),
    peaks: Float64Array.from(sorted, (c) => c.peakCoins),
    sweptByTrade: Uint8Array.from(sorted, (c) => (c.sweptBy === 'trade' ? 1 : 0)),
    firstBins: Int32Array.from(sorted, (c) => c.firstBin),
    binCounts: Uint16Array.from(sorted, (c) => c.binCount),
    spans: Uint16Array.from(spans.flatMap(({ first, count }) => [first, count])),
    codes,
  };
};

/** Where the codes of each column begin. */
const startsOf = ({ spans, timesMs }: ColumnChunk): number[] => {
  const starts: number[] = [];
  for (let n = 0, at = 0; n < timesMs.length; n++) {
    starts.push(at);
    at += (spans[4 * n + 1] ?? 0) + (spans[4 * n + 3] ?? 0);
  }
  return starts;
};

const unpackAt = (chunk: ColumnChunk, index: number, start: number): QuantisedColumn => {
  const binCount = chunk.binCounts[index] ?? 0;
  const codes = new Uint8Array(2 * binCount);
  const [longFirst = 0, longCount = 0, shortFirst = 0, shortCount = 0] = chunk.spans.subarray(
    4 * index,
    4 * index + 4,
  );
  codes.set(chunk.codes.subarray(start, start + longCount), longFirst);
  const shorts = start + longCount;
  codes.set(chunk.codes.subarray(shorts, shorts + shortCount), binCount + shortFirst);
  return {
    timeMs: chunk.timesMs[index] ?? 0,
    price: chunk.prices[index] ?? 0,
    sweptBy: chunk.sweptByTrade?.[index] === 1 ? 'trade' : 'mark',
    firstBin: chunk.firstBins[index] ?? 0,
    binCount,
    peakCoins: chunk.peaks[index] ?? 0,
    codes,
  };
};

export const columnCountOf = (chunk: ColumnChunk): number => chunk.timesMs.length;

/** The column at `index`; a negative one counts from the end. Null where there is none. */
export const unpackColumn = (chunk: ColumnChunk, index: number): QuantisedColumn | null => {
  const at = index < 0 ? chunk.timesMs.length + index : index;
  const start = startsOf(chunk)[at];
  return start === undefined ? null : unpackAt(chunk, at, start);
};

/** All columns of a chunk in order of time. */
export const unpackColumns = (chunk: ColumnChunk): QuantisedColumn[] =>
  startsOf(chunk).map((start, index) => unpackAt(chunk, index, start));

const isRising = (times: Float64Array): boolean =>
  times.every((time, n) => Number.isFinite(time) && (n === 0 || time > (times[n - 1] ?? 0)));

const spansFit = ({ spans, binCounts }: ColumnChunk): boolean =>
  binCounts.every((bins, n) =>
    [0, 2].every((side) => (spans[4 * n + side] ?? 0) + (spans[4 * n + side + 1] ?? 0) <= bins),
  );

const hasShape = (row: Partial<Record<keyof ColumnChunk, unknown>>): row is ColumnChunk =>
  row.timesMs instanceof Float64Array &&
  row.prices instanceof Float64Array &&
  row.peaks instanceof Float64Array &&
  (row.sweptByTrade === undefined || row.sweptByTrade instanceof Uint8Array) &&
  row.firstBins instanceof Int32Array &&
  row.binCounts instanceof Uint16Array &&
  row.spans instanceof Uint16Array &&
  row.codes instanceof Uint8Array;

/** A stored row as a chunk, or null where it is none or does not add up. */
export const parseColumnChunk = (stored: unknown): ColumnChunk | null => {
  if (typeof stored !== 'object' || stored === null || !hasShape(stored)) return null;
  const { timesMs, prices, peaks, sweptByTrade, firstBins, binCounts, spans, codes } = stored;
  const count = timesMs.length;
  const equal = [prices, peaks, sweptByTrade ?? prices, firstBins, binCounts].every(
    (values) => values.length === count,
  );
  if (!equal || spans.length !== 4 * count || !isRising(timesMs) || !spansFit(stored)) return null;
  const filled = spans.reduce((sum, value, n) => sum + (n % 2 === 1 ? value : 0), 0);
  return filled === codes.length ? stored : null;
};
