/** Minutes as they lie in the store, taken out of its rows by no code of the store's own. */
import { columnCountOf, type ColumnChunk } from '../../../lib/model/column-chunk.ts';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import type { StoredRow } from './stored-rows.ts';

type ChunkKey = readonly [book: string, series: string, startMs: number];

const chunksOf = (rows: readonly StoredRow[], book: string, series: string): StoredRow[] =>
  rows.filter(({ key }) => {
    const [keyBook, keySeries] = key as ChunkKey;
    return keyBook === book && keySeries === series;
  });

/** Times of a book's one-minute columns, in the order of the store. */
export const columnMinutes = (rows: readonly StoredRow[], book: string): number[] =>
  chunksOf(rows, book, '1m')
    .map(({ value }) => value as ColumnChunk)
    .flatMap((chunk) => Array.from(chunk.timesMs.subarray(0, columnCountOf(chunk))));

export interface StoredMinute {
  readonly openTimeMs: number;
  readonly close: number;
  readonly markClose: number;
}

/** A book's one-minute candles; minutes that are not there are left out. */
export const candleMinutes = (rows: readonly StoredRow[], book: string): StoredMinute[] =>
  chunksOf(rows, book, '1m').flatMap(({ key, value }) => {
    const startMs = (key as ChunkKey)[2];
    const { close, markClose } = value as Record<'close' | 'markClose', Float64Array>;
    return Array.from(close, (price, slot) => ({
      openTimeMs: startMs + slot * MINUTE_MS,
      close: price,
      markClose: markClose[slot] ?? Number.NaN,
    })).filter((minute) => !Number.isNaN(minute.close));
  });

export interface StoredGap {
  readonly fromMs: number;
  readonly throughMs: number;
}

/** Stretches of which a book's one-minute candles are stored as not to be had. */
export const candleGaps = (rows: readonly StoredRow[], book: string): StoredGap[] =>
  chunksOf(rows, book, 'candles').map(({ value }) => value as StoredGap);

/** Whether the minute that begins at `openTimeMs` lies in one of `gaps`. */
export const isWithin = (gaps: readonly StoredGap[], openTimeMs: number): boolean =>
  gaps.some(({ fromMs, throughMs }) => openTimeMs >= fromMs && openTimeMs + MINUTE_MS <= throughMs);
