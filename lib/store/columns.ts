/**
 * Columns of the map in the store, at three resolutions, in chunks that are short where they are
 * written again each minute (docs/decisions/0004-columns-in-chunks.md has the sums).
 */
import {
  columnCountOf,
  packColumns,
  parseColumnChunk,
  unpackColumn,
  unpackColumns,
} from '../model/column-chunk.ts';
import type { QuantisedColumn } from '../model/column.ts';
import {
  DAY_MS,
  FIVE_MINUTES_MS,
  floorToPeriod,
  HALF_HOUR_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../model/time.ts';
import type { ChunkKey, Database, WriteTransaction } from './schema.ts';

export type ColumnResolution = '1m' | '5m' | '30m';

interface ColumnSeries {
  readonly periodMs: number;
  readonly chunkMs: number;
  readonly keepMs: number;
}

export const COLUMN_SERIES: Record<ColumnResolution, ColumnSeries> = {
  '1m': { periodMs: MINUTE_MS, chunkMs: HALF_HOUR_MS, keepMs: DAY_MS },
  '5m': { periodMs: FIVE_MINUTES_MS, chunkMs: 2 * HOUR_MS, keepMs: 7 * DAY_MS },
  '30m': { periodMs: HALF_HOUR_MS, chunkMs: DAY_MS, keepMs: 366 * DAY_MS },
};
const RESOLUTIONS = Object.keys(COLUMN_SERIES) as ColumnResolution[];
const FOREVER = Number.MAX_SAFE_INTEGER;

const isKept = (resolution: ColumnResolution, timeMs: number, nowMs: number): boolean => {
  const { periodMs, keepMs } = COLUMN_SERIES[resolution];
  return timeMs % periodMs === 0 && timeMs > nowMs - keepMs;
};

/** Is there a resolution that keeps a column of this moment? */
export const isColumnWanted = (timeMs: number, nowMs: number): boolean =>
  RESOLUTIONS.some((resolution) => isKept(resolution, timeMs, nowMs));

const chunkKey = (bookKey: string, resolution: ColumnResolution, timeMs: number): ChunkKey => [
  bookKey,
  resolution,
  floorToPeriod(timeMs, COLUMN_SERIES[resolution].chunkMs),
];

const keyRange = (bookKey: string, resolution: ColumnResolution, from: number, to = FOREVER) =>
  IDBKeyRange.bound([bookKey, resolution, from], [bookKey, resolution, to]);

const groupByChunk = (
  columns: readonly QuantisedColumn[],
  chunkMs: number,
): Map<number, QuantisedColumn[]> =>
  Map.groupBy(columns, ({ timeMs }) => floorToPeriod(timeMs, chunkMs));

const replaceResolution = async (
  transaction: WriteTransaction,
  resolution: ColumnResolution,
  bookKey: string,
  fromMs: number,
  columns: readonly QuantisedColumn[],
): Promise<void> => {
  const store = transaction.objectStore('columns');
  const firstKey = chunkKey(bookKey, resolution, fromMs);
  const chunk = parseColumnChunk(await store.get(firstKey));
  const stored = chunk ? unpackColumns(chunk) : [];
  const older = stored.filter(({ timeMs }) => timeMs < fromMs);
  const behind = keyRange(bookKey, resolution, firstKey[2]);
  const changesNothing = columns.length === 0 && older.length === stored.length;
  if (changesNothing && (await store.count(behind)) <= 1) return;
  await store.delete(behind);
  const chunks = groupByChunk([...older, ...columns], COLUMN_SERIES[resolution].chunkMs);
  for (const [startMs, members] of chunks)
    await store.put(packColumns(members), [bookKey, resolution, startMs]);
};

/** Everything from `fromMs` on becomes `columns`, each at the resolutions that keep its moment. */
export const replaceColumns = async (
  transaction: WriteTransaction,
  bookKey: string,
  fromMs: number,
  columns: readonly QuantisedColumn[],
  nowMs: number,
): Promise<void> => {
  for (const resolution of RESOLUTIONS) {
    const kept = columns.filter(({ timeMs }) => isKept(resolution, timeMs, nowMs));
    await replaceResolution(transaction, resolution, bookKey, fromMs, kept);
  }
};

/** Deletes chunks that hold nothing young enough for their resolution. */
export const pruneColumns = async (
  transaction: WriteTransaction,
  bookKey: string,
  nowMs: number,
): Promise<void> => {
  for (const resolution of RESOLUTIONS) {
    const { keepMs, chunkMs } = COLUMN_SERIES[resolution];
    const oldest = keyRange(bookKey, resolution, 0, nowMs - keepMs - chunkMs);
    await transaction.objectStore('columns').delete(oldest);
  }
};

const readNewestOf = async (
  db: Database,
  bookKey: string,
  resolution: ColumnResolution,
): Promise<QuantisedColumn | undefined> => {
  const { store } = db.transaction('columns');
  let cursor = await store.openCursor(keyRange(bookKey, resolution, 0), 'prev');
  for (; cursor; cursor = await cursor.continue()) {
    const chunk = parseColumnChunk(cursor.value);
    const newest = chunk && columnCountOf(chunk) > 0 ? unpackColumn(chunk, -1) : null;
    if (newest) return newest;
  }
  return undefined;
};

/** The newest column of `bookKey`; undefined before the first. Damaged chunks are passed over. */
export const readNewestColumn = async (
  db: Database,
  bookKey: string,
): Promise<QuantisedColumn | undefined> => {
  for (const resolution of RESOLUTIONS) {
    const newest = await readNewestOf(db, bookKey, resolution);
    if (newest) return newest;
  }
  return undefined;
};

/** The columns with `fromMs` ≤ time ≤ `toMs` at one resolution, in order of time. */
export const readColumns = async (
  db: Database,
  bookKey: string,
  resolution: ColumnResolution,
  fromMs: number,
  toMs: number,
): Promise<QuantisedColumn[]> => {
  const firstKey = chunkKey(bookKey, resolution, fromMs);
  const stored: unknown[] = await db.getAll(
    'columns',
    keyRange(bookKey, resolution, firstKey[2], toMs),
  );
  return stored
    .flatMap((value) => {
      const chunk = parseColumnChunk(value);
      return chunk ? unpackColumns(chunk) : [];
    })
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
};
