/** An answer of the exchange on its way into the store: rows, coverage and status in one transaction. */
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { putCandles, putMarkCandles } from './candle-rows.ts';
import { extendCoverage, putCursors, readCursors, type Coverage } from './cursors.ts';
import { putOpenInterest } from './open-interest-rows.ts';
import type { Database, WriteTransaction } from './schema.ts';
import { patchStatus } from './status-rows.ts';
import type { SymbolStatus } from './status.ts';
import { writeAtOnce } from './write-at-once.ts';

/** Rows of one series, as the market gave them. */
export type SeriesRows =
  | { readonly series: 'candles-5m' | 'candles-1m'; readonly rows: readonly Candle[] }
  | { readonly series: 'mark-5m' | 'mark-1m'; readonly rows: readonly MarkCandle[] }
  | { readonly series: 'open-interest-5m'; readonly rows: readonly OpenInterestPoint[] };

const putRows = (
  transaction: WriteTransaction,
  symbol: string,
  answer: SeriesRows,
): Promise<void> => {
  switch (answer.series) {
    case 'candles-5m':
      return putCandles(transaction, symbol, '5m', answer.rows);
    case 'candles-1m':
      return putCandles(transaction, symbol, '1m', answer.rows);
    case 'mark-5m':
      return putMarkCandles(transaction, symbol, '5m', answer.rows);
    case 'mark-1m':
      return putMarkCandles(transaction, symbol, '1m', answer.rows);
    case 'open-interest-5m':
      return putOpenInterest(transaction, symbol, 'official', answer.rows);
  }
};

const STORES_WRITTEN = ['candles', 'openInterest', 'cursors', 'status'] as const;

interface PageCommit {
  readonly symbol: string;
  readonly answer: SeriesRows;
  /** The stretch of the series that is complete with this page; null while an older page is under way. */
  readonly covered: Coverage | null;
  readonly status: Partial<SymbolStatus>;
}

/** Stores the rows of a page; doing it twice changes nothing. */
export const commitPage = (db: Database, commit: PageCommit): Promise<void> =>
  writeAtOnce(db, STORES_WRITTEN, async (transaction) => {
    const { symbol, answer, covered } = commit;
    await putRows(transaction, symbol, answer);
    if (covered) {
      const cursors = await readCursors(transaction, symbol);
      const before = cursors.coverage[answer.series];
      const after = extendCoverage(before, covered.fromMs, covered.throughMs);
      const coverage = { ...cursors.coverage, [answer.series]: after };
      await putCursors(transaction, symbol, { ...cursors, coverage });
    }
    await patchStatus(transaction, symbol, commit.status);
  });

/** Stores the live reading of a poll. */
export const commitReading = (
  db: Database,
  symbol: string,
  reading: OpenInterestPoint,
  status: Partial<SymbolStatus>,
): Promise<void> =>
  writeAtOnce(db, STORES_WRITTEN, async (transaction) => {
    await putOpenInterest(transaction, symbol, 'live', [reading]);
    await patchStatus(transaction, symbol, status);
  });
