/** Letting go of stored things: damaged rows, books that cannot be read, symbols nobody asks for. */
import { endLife } from './book-life.ts';
import { bracketsKey } from './bracket-facts.ts';
import type { CorruptRows } from './corrupt-rows.ts';
import {
  NO_CURSORS,
  putCursors,
  readCursors,
  SERIES_NAMES,
  type Cursors,
  type SeriesName,
} from './cursors.ts';
import { BOOK_STORES, CHUNK_STORES, STORES, type Database } from './schema.ts';
import { writeAtOnce } from './write-at-once.ts';

const seriesIn = ({ store, series }: CorruptRows): readonly SeriesName[] => {
  if (store === 'candles') return SERIES_NAMES.filter((name) => name.endsWith(series));
  return series === 'official' ? ['open-interest-5m'] : [];
};

/** Deletes a damaged chunk and shortens what counts as stored, so that it is fetched again. */
export const dropCorruptRows = (
  db: Database,
  bookKey: string,
  damage: CorruptRows,
): Promise<void> =>
  writeAtOnce(db, STORES, async (transaction) => {
    await transaction.objectStore(damage.store).delete([bookKey, damage.series, damage.startMs]);
    const cursors = await readCursors(transaction, bookKey);
    const coverage = { ...cursors.coverage };
    for (const name of seriesIn(damage)) {
      const { fromMs, throughMs } = coverage[name] ?? { fromMs: 0, throughMs: 0 };
      if (fromMs >= damage.startMs) delete coverage[name];
      else coverage[name] = { fromMs, throughMs: Math.min(throughMs, damage.startMs) };
    }
    await putCursors(transaction, bookKey, { ...cursors, coverage });
  });

/** Forgets coverage and book that reach beyond `latestMs`: their rows are fetched again. */
export const dropFuture = async (
  db: Database,
  bookKey: string,
  latestMs: number,
): Promise<void> => {
  const isSound = ({ coverage, bookThroughMs }: Cursors): boolean =>
    (bookThroughMs ?? 0) <= latestMs &&
    SERIES_NAMES.every((name) => (coverage[name]?.throughMs ?? 0) <= latestMs);
  if (isSound(await readCursors(db, bookKey))) return;
  await writeAtOnce(db, ['cursors'], async (transaction) => {
    const cursors = await readCursors(transaction, bookKey);
    if (isSound(cursors)) return;
    const revision = cursors.revision + 1;
    await putCursors(transaction, bookKey, { ...NO_CURSORS, revision });
  });
};

/** Deletes everything stored of a book; a poll of it that is under way stores no more. */
export const forgetBook = (db: Database, bookKey: string): Promise<void> =>
  writeAtOnce(db, STORES, async (transaction) => {
    for (const name of CHUNK_STORES)
      await transaction.objectStore(name).delete(IDBKeyRange.bound([bookKey], [bookKey, []]));
    for (const name of BOOK_STORES) await transaction.objectStore(name).delete(bookKey);
    await transaction.objectStore('facts').delete(bracketsKey(bookKey));
    await endLife(transaction, bookKey);
  });
