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
import { readCandles } from '../store/candle-rows.ts';
import { isColumnWanted } from '../store/columns.ts';
import { readOpenInterest } from '../store/open-interest-rows.ts';
import type { AnyTransaction, Database } from '../store/schema.ts';
import type { Segment } from './segments.ts';

/** Readings so far outside a segment still decide the open interest inside it. */
const MARGIN_MS = 3 * FIVE_MINUTES_MS;

interface SegmentRows {
  readonly segment: Segment;
  readonly candles: readonly Candle[];
  readonly markCandles: readonly MarkCandle[];
  readonly openInterest: readonly OpenInterestPoint[];
}

/** The rows of a segment; with the live readings after `liveAfterMs` unless that is null. */
export const readSegmentRows = async (
  db: Database,
  symbol: string,
  segment: Segment,
  liveAfterMs: number | null,
): Promise<SegmentRows> => {
  const transaction = db.transaction(['candles', 'openInterest']) as unknown as AnyTransaction;
  const { startMs, endMs } = segment;
  const candles = await readCandles(transaction, segment.interval, { symbol, startMs, endMs });
  const around = { symbol, startMs: startMs - MARGIN_MS, endMs: endMs + MARGIN_MS };
  const official = await readOpenInterest(transaction, 'official', around);
  if (liveAfterMs === null) return { segment, ...candles, openInterest: official };
  const since = { ...around, startMs: Math.max(around.startMs, liveAfterMs + 1) };
  const live = await readOpenInterest(transaction, 'live', since);
  return { segment, ...candles, openInterest: [...live, ...official] };
};

/** Changes `book`; returns the wanted columns of the segment in order of time. */
export const takeSegment = (
  book: PositionBook,
  context: BookContext,
  rows: SegmentRows,
  nowMs: number,
): QuantisedColumn[] => {
  const { interval, startMs, endMs } = rows.segment;
  const periodMs = interval === '1m' ? MINUTE_MS : FIVE_MINUTES_MS;
  const markCloses = new Map(rows.markCandles.map((mark) => [mark.openTimeMs, mark.close]));
  const columns: QuantisedColumn[] = [];
  let sweptBy: SweptBy = 'mark';
  for (const step of buildSteps({ ...rows, periodMs, startMs, endMs })) {
    advanceBook(book, step, context);
    if (step.kind === 'gap') continue;
    if (step.sweptBy === 'trade') sweptBy = 'trade';
    if (!isSeeded(book) || !isColumnWanted(step.endMs, nowMs)) continue;
    const price = markCloses.get(step.startMs) ?? step.close;
    columns.push({ ...readQuantisedColumn(book, step.endMs, price), sweptBy });
    sweptBy = 'mark';
  }
  return columns;
};
