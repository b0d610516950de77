/**
 * Brings a symbol's book and columns up to the newest stored rows.
 *
 *   book snapshot          newest official open interest      newest candle
 *        |──────── final: the book goes forward ────|──── provisional tail ────|
 *
 * The tail is computed each time from a copy of the final book with the live readings of open interest.
 * Its columns are shown, and replaced when the official readings arrive; the stored book never sees it.
 * So neither sleep nor kill nor the minute of a poll can change what becomes final.
 */
import { createBookContext, type BookContext } from '../model/book-context.ts';
import { bracketsOf } from '../model/brackets.ts';
import type { QuantisedColumn } from '../model/column.ts';
import { copyBook, createPositionBook, type PositionBook } from '../model/position-book.ts';
import { FIVE_MINUTES_MS, floorToPeriod } from '../model/time.ts';
import { commitBook } from '../store/book-commit.ts';
import type { Cursors } from '../store/cursors.ts';
import type { Database } from '../store/schema.ts';
import type { SymbolStatus } from '../store/status.ts';
import { computeBookStart, computeFineStart, computeMissing, computeNeeds } from './plan.ts';
import { computeSegments } from './segments.ts';
import { readSegmentRows, takeSegment } from './take-segment.ts';

/** Where a symbol stands when its poll begins. */
export interface Standing {
  readonly cursors: Cursors;
  /** The final book at `cursors.bookThroughMs`; null where there is none to go on from. */
  readonly book: PositionBook | null;
}

interface Reach {
  readonly startMs: number;
  readonly fineStartMs: number;
  /** The book may go to here for good. */
  readonly finalMs: number;
  /** Candles are stored to here. */
  readonly endMs: number;
}

/** How far stored rows carry the book; null while older rows that it needs are missing. */
export const computeReach = (cursors: Cursors, nowMs: number): Reach | null => {
  const { coverage, bookThroughMs } = cursors;
  const needs = computeNeeds(nowMs, bookThroughMs);
  const startMs = computeBookStart(nowMs, bookThroughMs);
  const isFull = (name: 'candles-5m' | 'mark-5m'): boolean => {
    const missing = computeMissing(needs[name], coverage[name]);
    return missing.startMs >= missing.endMs;
  };
  if (!isFull('candles-5m') || !isFull('mark-5m')) return null;
  const reached = (['candles-1m', 'mark-1m', 'open-interest-5m'] as const).map(
    (name) => computeMissing(needs[name], coverage[name]).startMs,
  ) as [number, number, number];
  const endMs = Math.min(reached[0], reached[1]);
  const newestReadingMs = reached[2] - FIVE_MINUTES_MS;
  const fineStartMs = computeFineStart(nowMs, startMs);
  // A month of provisional columns would be a month without open interest: no map at all.
  if (bookThroughMs === null && newestReadingMs < fineStartMs) return null;
  const finalMs = Math.max(
    startMs,
    Math.min(newestReadingMs, floorToPeriod(endMs, FIVE_MINUTES_MS)),
  );
  return { startMs, fineStartMs, finalMs, endMs };
};

interface ForwardJob {
  readonly db: Database;
  readonly symbol: string;
  readonly nowMs: number;
  readonly standing: Standing;
  readonly reach: Reach;
  /** What the last commit says beside the time of the newest column. */
  readonly status: Partial<SymbolStatus>;
}

/** What the status says while the newest column is one of days ago: the map is not to be shown. */
const UNDER_WAY: Partial<SymbolStatus> = { backfillProgress: 0.99 };

interface Progress {
  readonly book: PositionBook;
  readonly context: BookContext;
  readonly revision: number;
}

const computeTail = async (
  { db, symbol, nowMs, reach }: ForwardJob,
  { book, context }: Progress,
): Promise<QuantisedColumn[]> => {
  const tailBook = copyBook(book);
  const columns: QuantisedColumn[] = [];
  const span = { startMs: reach.finalMs, endMs: reach.endMs };
  for (const segment of computeSegments(span, reach.fineStartMs)) {
    const rows = await readSegmentRows(db, symbol, segment, reach.finalMs);
    columns.push(...takeSegment(tailBook, context, rows, nowMs));
  }
  return columns;
};

/** All final segments but the last; the last is committed together with the tail. */
const goForward = async (job: ForwardJob, start: Progress): Promise<boolean> => {
  const { db, symbol, nowMs, reach } = job;
  const { book, context } = start;
  let { revision } = start;
  let replaceFromMs = reach.startMs + 1;
  let columns: QuantisedColumn[] = [];
  const span = { startMs: reach.startMs, endMs: reach.finalMs };
  const segments = computeSegments(span, reach.fineStartMs);
  for (const [index, segment] of segments.entries()) {
    columns = takeSegment(book, context, await readSegmentRows(db, symbol, segment, null), nowMs);
    replaceFromMs = segment.startMs + 1;
    if (index === segments.length - 1) break;
    const snapshot = { snapshot: book, throughMs: segment.endMs };
    const base = { symbol, nowMs, revision, replaceFromMs, columns, isLast: false };
    if (!(await commitBook(db, { ...base, book: snapshot, status: UNDER_WAY }))) return false;
    revision += 1;
  }
  columns = [...columns, ...(await computeTail(job, { book, context, revision }))];
  const lastColumnMs = columns.at(-1)?.timeMs;
  return await commitBook(db, {
    symbol,
    nowMs,
    revision,
    replaceFromMs,
    columns,
    isLast: true,
    book: segments.length > 0 ? { snapshot: book, throughMs: reach.finalMs } : null,
    status: { ...job.status, ...(lastColumnMs === undefined ? {} : { lastColumnMs }) },
  });
};

/** Goes forward and commits; false when another poll was faster, whose result then stands. */
export const bringBookForward = (job: ForwardJob): Promise<boolean> => {
  const { cursors, book } = job.standing;
  return goForward(job, {
    book: book ?? createPositionBook(),
    context: createBookContext(bracketsOf(job.symbol)),
    revision: cursors.revision,
  });
};
