/** Takes a book through one stretch of stored rows and reads the columns that are kept of it. */
import type { BookContext } from '../model/book-context.ts';
import type { QuantisedColumn } from '../model/column.ts';
import type { Candle, MarkCandle, OpenInterestPoint, SweptBy } from '../model/market-data.ts';
import {
  advanceBook,
  isSeeded,
  readQuantisedColumn,
  type PositionBook,
} from '../model/position-book.ts';
import { buildSteps } from '../model/steps.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../model/time.ts';
import { readCandles, type StoredInterval } from '../store/candle-rows.ts';
import { isColumnWanted } from '../store/columns.ts';
import { readOpenInterest } from '../store/open-interest-rows.ts';
import type { AnyTransaction, Database } from '../store/schema.ts';
import type { TakenStep } from './learn.ts';
import type { Segment } from './segments.ts';

/** Readings so far outside a segment still decide the open interest inside it. */
const MARGIN_MS = 3 * FIVE_MINUTES_MS;

export const periodOf = (interval: StoredInterval): number =>
  interval === '1m' ? MINUTE_MS : FIVE_MINUTES_MS;

export interface SegmentRows {
  readonly segment: Segment;
  readonly candles: readonly Candle[];
  readonly markCandles: readonly MarkCandle[];
  readonly openInterest: readonly OpenInterestPoint[];
}

/** The rows of a segment; with the live readings after `liveAfterMs` unless that is null. */
export const readSegmentRows = async (
  db: Database,
  bookKey: string,
  segment: Segment,
  liveAfterMs: number | null,
): Promise<SegmentRows> => {
  const transaction = db.transaction(['candles', 'openInterest']) as unknown as AnyTransaction;
  const { startMs, endMs } = segment;
  const candles = await readCandles(transaction, segment.interval, {
    bookKey,
    startMs,
    endMs,
  });
  const around = { bookKey, startMs: startMs - MARGIN_MS, endMs: endMs + MARGIN_MS };
  const official = await readOpenInterest(transaction, 'official', around);
  if (liveAfterMs === null) return { segment, ...candles, openInterest: official };
  const since = { ...around, startMs: Math.max(around.startMs, liveAfterMs + 1) };
  const live = await readOpenInterest(transaction, 'live', since);
  return { segment, ...candles, openInterest: [...live, ...official] };
};

export interface TakenSegment {
  /** The wanted columns of the segment in order of time. */
  readonly columns: readonly QuantisedColumn[];
  /** Every traded step with what it swept. */
  readonly steps: readonly TakenStep[];
}

/** Changes `book`. */
export const takeSegment = (
  book: PositionBook,
  context: BookContext,
  rows: SegmentRows,
  nowMs: number,
): TakenSegment => {
  const { interval, startMs, endMs } = rows.segment;
  const periodMs = periodOf(interval);
  const markCloses = new Map(rows.markCandles.map((mark) => [mark.openTimeMs, mark.close]));
  const columns: QuantisedColumn[] = [];
  const steps: TakenStep[] = [];
  let sweptBy: SweptBy = 'mark';
  for (const step of buildSteps({ ...rows, periodMs, startMs, endMs })) {
    const sweep = advanceBook(book, step, context);
    if (step.kind === 'gap') continue;
    steps.push({ startMs: step.startMs, endMs: step.endMs, sweep, candle: step });
    if (step.sweptBy === 'trade') sweptBy = 'trade';
    if (!isSeeded(book) || !isColumnWanted(step.endMs, nowMs)) continue;
    const price = markCloses.get(step.startMs) ?? step.close;
    columns.push({ ...readQuantisedColumn(book, step.endMs, price), sweptBy });
    sweptBy = 'mark';
  }
  return { columns, steps };
};
