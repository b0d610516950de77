/**
 * The book's way into the store: snapshot, columns, cursors and status of a stretch go in ONE
 * transaction, so that a worker killed at any moment leaves either all of it or nothing.
 */
import type { QuantisedColumn } from '../model/column.ts';
import { CANDLE_SERIES } from './candle-rows.ts';
import { pruneColumns, replaceColumns } from './columns.ts';
import { putCursors, readCursors } from './cursors.ts';
import { OPEN_INTEREST_SERIES } from './open-interest-rows.ts';
import { STORES, type Database, type WriteTransaction } from './schema.ts';
import { pruneSlots } from './slot-series.ts';
import { patchStatus } from './status-rows.ts';
import type { SymbolStatus } from './status.ts';
import { writeAtOnce } from './write-at-once.ts';

interface BookCommit {
  readonly symbol: string;
  /** The revision of the cursors that this commit was made from. */
  readonly revision: number;
  /** The snapshot and the moment that it holds; null leaves the stored one as it is. */
  readonly book: { readonly snapshot: unknown; readonly throughMs: number } | null;
  /** These columns take the place of every stored one from `replaceFromMs` on. */
  readonly replaceFromMs: number;
  readonly columns: readonly QuantisedColumn[];
  readonly status: Partial<SymbolStatus>;
  /** The last one of a poll; it prunes what is too old to keep. */
  readonly isLast: boolean;
  /** Exchange time, for pruning. */
  readonly nowMs: number;
}

const prune = async (
  transaction: WriteTransaction,
  symbol: string,
  nowMs: number,
): Promise<void> => {
  await pruneColumns(transaction, symbol, nowMs);
  for (const series of [...Object.values(CANDLE_SERIES), ...Object.values(OPEN_INTEREST_SERIES)])
    await pruneSlots(transaction, series, symbol, nowMs);
};

/** Writes the commit; false, and nothing written, when another poll was there first. */
export const commitBook = (db: Database, commit: BookCommit): Promise<boolean> =>
  writeAtOnce(db, STORES, async (transaction) => {
    const { symbol, book, nowMs } = commit;
    const cursors = await readCursors(transaction, symbol);
    if (cursors.revision !== commit.revision) return false;
    if (book) await transaction.objectStore('books').put(book.snapshot, symbol);
    await replaceColumns(transaction, symbol, commit.replaceFromMs, commit.columns, nowMs);
    if (commit.isLast) await prune(transaction, symbol, nowMs);
    const bookThroughMs = book?.throughMs ?? cursors.bookThroughMs;
    const revision = cursors.revision + 1;
    await putCursors(transaction, symbol, { ...cursors, bookThroughMs, revision });
    await patchStatus(transaction, symbol, commit.status);
    return true;
  });
