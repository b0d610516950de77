/**
 * The book's way into the store: snapshot, columns, cursors and status of a stretch go in ONE
 * transaction, so that a worker killed at any moment leaves either all of it or nothing.
 */
import type { QuantisedColumn } from '../model/column.ts';
import type { Candle, MarkCandle } from '../model/market-data.ts';
import { assertAlive } from './book-life.ts';
import { CANDLE_SERIES, putCandles, putMarkCandles } from './candle-rows.ts';
import { pruneColumns, replaceColumns } from './columns.ts';
import { putCursors, readCursors } from './cursors.ts';
import { GAP_SERIES, pruneGaps, replaceGaps, type Gap } from './gap-rows.ts';
import { putLearned, type Learned } from './learned.ts';
import { pruneLiquidations } from './liquidation-rows.ts';
import { OPEN_INTEREST_SERIES } from './open-interest-rows.ts';
import { STORES, type Database, type WriteTransaction } from './schema.ts';
import { pruneSlots } from './slot-series.ts';
import { patchStatus } from './status-rows.ts';
import type { SymbolStatus } from './status.ts';
import { writeAtOnce } from './write-at-once.ts';

/** What became final with a commit. */
export interface BookStretch {
  readonly snapshot: unknown;
  /** The book went from here to there; where the stored one had not come as far, the time between is lost. */
  readonly fromMs: number;
  readonly throughMs: number;
  /** What of the stretch the exchange has no rows of. */
  readonly gaps: readonly Gap[];
  /** Rows of one minute as rows of five, which are kept for a year. */
  readonly candles: readonly Candle[];
  readonly markCandles: readonly MarkCandle[];
  /** What was learned in it; null where nothing was. */
  readonly learned: Learned | null;
}

export interface BookCommit {
  readonly bookKey: string;
  /** Of the book, as it was when the poll began. */
  readonly life: number;
  /** The revision of the cursors that this commit was made from. */
  readonly revision: number;
  /** The snapshot and the moment that it holds; null leaves the stored one as it is. */
  readonly book: BookStretch | null;
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
  bookKey: string,
  nowMs: number,
): Promise<void> => {
  await pruneColumns(transaction, bookKey, nowMs);
  await pruneLiquidations(transaction, bookKey, nowMs);
  await pruneGaps(transaction, bookKey, nowMs);
  for (const series of [...Object.values(CANDLE_SERIES), ...Object.values(OPEN_INTEREST_SERIES)])
    await pruneSlots(transaction, series, bookKey, nowMs);
};

/** The final part of a commit; time between it and where the stored book was is lost for good. */
const putStretch = async (
  transaction: WriteTransaction,
  bookKey: string,
  stretch: BookStretch,
  storedThroughMs: number | null,
): Promise<void> => {
  const { fromMs, throughMs, gaps, candles, markCandles, learned, snapshot } = stretch;
  await transaction.objectStore('books').put(snapshot, bookKey);
  await putCandles(transaction, bookKey, '5m', candles);
  await putMarkCandles(transaction, bookKey, '5m', markCandles);
  await replaceGaps(transaction, bookKey, { fromMs, throughMs }, ['not-had'], gaps);
  if (learned) await putLearned(transaction, bookKey, learned);
  if (storedThroughMs === null || storedThroughMs >= fromMs) return;
  const away = { fromMs: storedThroughMs, throughMs: fromMs };
  const lost = GAP_SERIES.map((series): Gap => ({ ...away, series, reason: 'away' }));
  await replaceGaps(transaction, bookKey, away, ['not-had'], lost);
};

/**
 * Writes the commit; false, and nothing written, when another poll was there first. Fails with
 * `BookForgotten`.
 */
export const commitBook = (db: Database, commit: BookCommit): Promise<boolean> =>
  writeAtOnce(db, STORES, async (transaction) => {
    const { bookKey, book, nowMs } = commit;
    await assertAlive(transaction, bookKey, commit.life);
    const cursors = await readCursors(transaction, bookKey);
    if (cursors.revision !== commit.revision) return false;
    if (book) await putStretch(transaction, bookKey, book, cursors.bookThroughMs);
    // What was shown for a time that turned out to be lost was never final.
    const lostFromMs = book ? (cursors.bookThroughMs ?? Infinity) + 1 : Infinity;
    const replaceFromMs = Math.min(commit.replaceFromMs, lostFromMs);
    await replaceColumns(transaction, bookKey, replaceFromMs, commit.columns, nowMs);
    if (commit.isLast) await prune(transaction, bookKey, nowMs);
    const bookThroughMs = book?.throughMs ?? cursors.bookThroughMs;
    const revision = cursors.revision + 1;
    await putCursors(transaction, bookKey, { ...cursors, bookThroughMs, revision });
    await patchStatus(transaction, bookKey, commit.status);
    return true;
  });
