/** An answer of the exchange on its way into the store: rows, coverage and status in one transaction. */
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { assertAlive } from './book-life.ts';
import { putCandles, putMarkCandles } from './candle-rows.ts';
import {
  extendCoverage,
  putCursors,
  readCursors,
  type Coverage,
  type SeriesName,
} from './cursors.ts';
import { replaceGaps, type Gap, type GapSeries } from './gap-rows.ts';
import { putOpenInterest } from './open-interest-rows.ts';
import type { Database, WriteTransaction } from './schema.ts';
import { patchStatus } from './status-rows.ts';
import type { SymbolStatus } from './status.ts';
import type { Stretch } from './stretches.ts';
import { writeAtOnce } from './write-at-once.ts';

/** Rows of one series, as the market gave them. */
export type SeriesRows =
  | { readonly series: 'candles-5m' | 'candles-1m'; readonly rows: readonly Candle[] }
  | { readonly series: 'mark-5m' | 'mark-1m'; readonly rows: readonly MarkCandle[] }
  | { readonly series: 'open-interest-5m'; readonly rows: readonly OpenInterestPoint[] };

const putRows = (
  transaction: WriteTransaction,
  bookKey: string,
  answer: SeriesRows,
): Promise<void> => {
  switch (answer.series) {
    case 'candles-5m':
      return putCandles(transaction, bookKey, '5m', answer.rows);
    case 'candles-1m':
      return putCandles(transaction, bookKey, '1m', answer.rows);
    case 'mark-5m':
      return putMarkCandles(transaction, bookKey, '5m', answer.rows);
    case 'mark-1m':
      return putMarkCandles(transaction, bookKey, '1m', answer.rows);
    case 'open-interest-5m':
      return putOpenInterest(transaction, bookKey, 'official', answer.rows);
  }
};

const STORES_WRITTEN = ['candles', 'openInterest', 'cursors', 'status', 'gaps', 'facts'] as const;

const GAP_SERIES_OF: Record<SeriesName, GapSeries> = {
  'candles-5m': 'candles',
  'candles-1m': 'candles',
  'mark-5m': 'mark',
  'mark-1m': 'mark',
  'open-interest-5m': 'open-interest',
};

interface PageCommit {
  readonly bookKey: string;
  /** Of the book, as it was when the poll began. */
  readonly life: number;
  readonly answer: SeriesRows;
  /** The stretch that was asked for. */
  readonly asked: Stretch;
  /** Stretches of rows that cannot be true and were dropped. */
  readonly dropped: readonly Stretch[];
  /** The stretch of the series that is complete with this page; null while an older page is under way. */
  readonly covered: Coverage | null;
  /** Share of the first run that is done; ignored once the book has a column. */
  readonly progress: number;
}

/** Another worker may have finished the first run meanwhile: its progress is not taken back. */
const patchProgress = async (
  transaction: WriteTransaction,
  bookKey: string,
  progress: number,
): Promise<void> => {
  const { lastColumnMs } = await patchStatus(transaction, bookKey, {});
  if (lastColumnMs === null)
    await patchStatus(transaction, bookKey, { backfillProgress: progress });
};

/** Stores the rows of a page; doing it twice changes nothing. Fails with `BookForgotten`. */
export const commitPage = (db: Database, commit: PageCommit): Promise<void> =>
  writeAtOnce(db, STORES_WRITTEN, async (transaction) => {
    const { bookKey, answer, asked, covered } = commit;
    await assertAlive(transaction, bookKey, commit.life);
    await putRows(transaction, bookKey, answer);
    const series = GAP_SERIES_OF[answer.series];
    const gaps = commit.dropped.map((stretch): Gap => ({ ...stretch, series, reason: 'bad-row' }));
    await replaceGaps(transaction, bookKey, { ...asked, series }, ['bad-row'], gaps);
    if (covered) {
      const cursors = await readCursors(transaction, bookKey);
      const before = cursors.coverage[answer.series];
      const after = extendCoverage(before, covered.fromMs, covered.throughMs);
      const coverage = { ...cursors.coverage, [answer.series]: after };
      await putCursors(transaction, bookKey, { ...cursors, coverage });
    }
    await patchProgress(transaction, bookKey, commit.progress);
  });

/** Stores the live reading of a poll. Fails with `BookForgotten`. */
export const commitReading = (
  db: Database,
  bookKey: string,
  life: number,
  reading: OpenInterestPoint,
  status: Partial<SymbolStatus>,
): Promise<void> =>
  writeAtOnce(db, STORES_WRITTEN, async (transaction) => {
    await assertAlive(transaction, bookKey, life);
    await putOpenInterest(transaction, bookKey, 'live', [reading]);
    await patchStatus(transaction, bookKey, status);
  });
