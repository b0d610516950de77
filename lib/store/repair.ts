/** Letting go of stored things: damaged rows, books that cannot be read, symbols nobody asks for. */
import type { CorruptRows } from './corrupt-rows.ts';
import { putCursors, readCursors, SERIES_NAMES, type SeriesName } from './cursors.ts';
import { STORES, type Database } from './schema.ts';
import { writeAtOnce } from './write-at-once.ts';

const seriesIn = ({ store, series }: CorruptRows): readonly SeriesName[] => {
  if (store === 'candles') return SERIES_NAMES.filter((name) => name.endsWith(series));
  return series === 'official' ? ['open-interest-5m'] : [];
};

/** Deletes a damaged chunk and shortens what counts as stored, so that it is fetched again. */
export const dropCorruptRows = (db: Database, symbol: string, damage: CorruptRows): Promise<void> =>
  writeAtOnce(db, STORES, async (transaction) => {
    await transaction.objectStore(damage.store).delete([symbol, damage.series, damage.startMs]);
    const cursors = await readCursors(transaction, symbol);
    const coverage = { ...cursors.coverage };
    for (const name of seriesIn(damage)) {
      const { fromMs, throughMs } = coverage[name] ?? { fromMs: 0, throughMs: 0 };
      if (fromMs >= damage.startMs) delete coverage[name];
      else coverage[name] = { fromMs, throughMs: Math.min(throughMs, damage.startMs) };
    }
    await putCursors(transaction, symbol, { ...cursors, coverage });
  });

/** Deletes everything stored of `symbol`. */
export const forgetSymbol = (db: Database, symbol: string): Promise<void> =>
  writeAtOnce(db, STORES, async (transaction) => {
    for (const name of ['candles', 'openInterest', 'columns'] as const)
      await transaction.objectStore(name).delete(IDBKeyRange.bound([symbol], [symbol, []]));
    for (const name of ['books', 'cursors', 'status'] as const)
      await transaction.objectStore(name).delete(symbol);
  });
