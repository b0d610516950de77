/** How much of a book is stored, and of when, without reading all of it. */
import { parseColumnChunk } from '../model/column-chunk.ts';
import { DAY_MS, HALF_HOUR_MS } from '../model/time.ts';
import { COLUMN_SERIES, type ColumnResolution } from './columns.ts';
import { readGaps, type Gap } from './gap-rows.ts';
import { CHUNK_STORES, type ChunkKey, type Database } from './schema.ts';
import { mergeStretches, type Stretch } from './stretches.ts';

export interface BookSummary {
  readonly bookKey: string;
  /** Size of its rows; of the many alike ones a few are weighed. */
  readonly bytes: number;
  /** When the stored map of `sinceMs` and later has columns, at half-hour steps. */
  readonly stored: readonly Stretch[];
  /** Time of the oldest column; null where there is none. */
  readonly oldestMs: number | null;
  readonly gaps: readonly Gap[];
}

const STRIP: ColumnResolution = '30m';
const FOREVER = Number.MAX_SAFE_INTEGER;
/** So many rows of a series are weighed; the others weigh as much on average. */
const WEIGHED = 6;

const bytesOf = (value: unknown): number => {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 16;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 64);
};

const weighSeries = async (
  db: Database,
  store: (typeof CHUNK_STORES)[number],
  keys: readonly ChunkKey[],
): Promise<number> => {
  const step = Math.max(1, Math.floor(keys.length / WEIGHED));
  const sample = keys.filter((_key, at) => at % step === 0);
  let bytes = 0;
  for (const key of sample) bytes += bytesOf(await db.get(store, key));
  return sample.length === 0 ? 0 : (bytes / sample.length) * keys.length;
};

const weighBook = async (db: Database, bookKey: string): Promise<number> => {
  let bytes = bytesOf(await db.get('books', bookKey));
  for (const store of CHUNK_STORES) {
    const keys = await db.getAllKeys(store, IDBKeyRange.bound([bookKey], [bookKey, []]));
    const series = Map.groupBy(keys as readonly ChunkKey[], ([, name]) => name);
    for (const group of series.values()) bytes += await weighSeries(db, store, group);
  }
  return bytes;
};

const chunkRange = (bookKey: string, resolution: string, fromMs: number): IDBKeyRange =>
  IDBKeyRange.bound([bookKey, resolution, fromMs], [bookKey, resolution, FOREVER]);

const readTimes = async (db: Database, bookKey: string, sinceMs: number): Promise<number[]> => {
  const { chunkMs } = COLUMN_SERIES[STRIP];
  const chunks: unknown[] = await db.getAll(
    'columns',
    chunkRange(bookKey, STRIP, sinceMs - chunkMs),
  );
  return chunks.flatMap((value) => {
    const chunk = parseColumnChunk(value);
    return chunk ? Array.from(chunk.timesMs).filter((timeMs) => timeMs >= sinceMs) : [];
  });
};

const readOldest = async (db: Database, bookKey: string): Promise<number | null> => {
  const key = (await db.getAllKeys('columns', chunkRange(bookKey, STRIP, 0), 1))[0];
  if (key === undefined) return null;
  const chunk = parseColumnChunk(await db.get('columns', key));
  return chunk?.timesMs[0] ?? key[2];
};

/** The summary of a book; `sinceMs` is where the strip of stored columns begins. */
export const readBookSummary = async (
  db: Database,
  bookKey: string,
  sinceMs: number,
): Promise<BookSummary> => ({
  bookKey,
  bytes: await weighBook(db, bookKey),
  // A column is what is known at the end of its half hour.
  stored: mergeStretches(
    (await readTimes(db, bookKey, sinceMs)).map((timeMs) => ({
      fromMs: timeMs - HALF_HOUR_MS,
      throughMs: timeMs,
    })),
  ),
  oldestMs: await readOldest(db, bookKey),
  gaps: await readGaps(db, bookKey, sinceMs, FOREVER),
});

/** The keys of all books of which anything is stored. */
export const readBookKeys = async (db: Database): Promise<string[]> => {
  const keys = new Set(await db.getAllKeys('status'));
  for (const store of CHUNK_STORES) {
    let cursor = await db.transaction(store).store.openKeyCursor();
    while (cursor) {
      const [bookKey] = cursor.key;
      keys.add(bookKey);
      cursor = await cursor.continue([`${bookKey}\0`, '', 0]);
    }
  }
  return [...keys].sort();
};

export const STRIP_MS = 30 * DAY_MS;
