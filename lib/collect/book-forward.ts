/**
 * Brings a book and its columns up to the newest stored rows.
 *
 *   book snapshot          newest official open interest      newest candle
 *        |──────── final: the book goes forward ────|──── provisional tail ────|
 *
 * The tail is computed each time from a copy of the final book with the live readings of open interest.
 * Its columns are shown, and replaced when the official readings arrive; the stored book never sees it.
 * So neither sleep nor kill nor the minute of a poll can change what becomes final.
 */
import { createBookContext, type BookContext } from '../model/book-context.ts';
import { calibrateParameters } from '../model/calibration.ts';
import type { QuantisedColumn } from '../model/column.ts';
import type { Bracket } from '../model/market-data.ts';
import { PARAMETERS } from '../model/parameters.ts';
import { copyBook, createPositionBook, type PositionBook } from '../model/position-book.ts';
import { commitBook, type BookStretch } from '../store/book-commit.ts';
import { readLearned, type Learned } from '../store/learned.ts';
import { readLiquidations } from '../store/liquidation-rows.ts';
import type { Database } from '../store/schema.ts';
import type { SymbolStatus } from '../store/status.ts';
import { findHoles } from './find-holes.ts';
import { joinCandles, joinMarkCandles } from './five-minute-rows.ts';
import { learnFrom } from './learn.ts';
import type { Reach, Standing } from './reach.ts';
import { computeSegments, type Segment } from './segments.ts';
import { periodOf, readSegmentRows, takeSegment, type SegmentRows } from './take-segment.ts';

interface ForwardJob {
  readonly db: Database;
  readonly bookKey: string;
  /** Of the book, as it was when the poll began. */
  readonly life: number;
  readonly brackets: readonly Bracket[];
  /** Whether the exchange's stream of forced closes leaves some out. */
  readonly isThrottled: boolean;
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
  /** What the stored book has taught; the next commit goes on from it. */
  learned: Learned;
}

const computeTail = async (
  { db, bookKey, nowMs, reach }: ForwardJob,
  { book, context }: Progress,
): Promise<QuantisedColumn[]> => {
  const tailBook = copyBook(book);
  const columns: QuantisedColumn[] = [];
  const span = { startMs: reach.finalMs, endMs: reach.endMs };
  for (const segment of computeSegments(span, reach.fineStartMs)) {
    const rows = await readSegmentRows(db, bookKey, segment, reach.finalMs);
    columns.push(...takeSegment(tailBook, context, rows, nowMs).columns);
  }
  return columns;
};

const stretchOf = (
  { segment, ...rows }: SegmentRows,
  book: PositionBook,
  hadBegun: boolean,
  learned: Learned | null,
): BookStretch => {
  const isFine = segment.interval === '1m';
  return {
    snapshot: book,
    fromMs: segment.startMs,
    throughMs: segment.endMs,
    gaps: findHoles(segment, periodOf(segment.interval), rows, hadBegun),
    candles: isFine ? joinCandles(rows.candles) : [],
    markCandles: isFine ? joinMarkCandles(rows.markCandles) : [],
    learned,
  };
};

interface FinalPart {
  readonly stretch: BookStretch;
  readonly columns: readonly QuantisedColumn[];
}

/** Takes the book through one final segment. */
const takeFinal = async (
  { db, bookKey, nowMs, isThrottled }: ForwardJob,
  progress: Progress,
  segment: Segment,
): Promise<FinalPart> => {
  const { book, context } = progress;
  const rows = await readSegmentRows(db, bookKey, segment, null);
  const hadBegun = book.price > 0;
  const { columns, steps } = takeSegment(book, context, rows, nowMs);
  const heard = await readLiquidations(db, bookKey, segment.startMs, segment.endMs);
  const learned =
    heard.observed.length === 0 ? null : learnFrom(progress.learned, steps, heard, isThrottled);
  progress.learned = learned ?? progress.learned;
  return { stretch: stretchOf(rows, book, hadBegun, learned), columns };
};

/** All final segments but the last; the last is committed together with the tail. */
const goForward = async (job: ForwardJob, progress: Progress): Promise<boolean> => {
  const { db, bookKey, life, nowMs, reach } = job;
  let { revision } = job.standing.cursors;
  const segments = computeSegments(
    { startMs: reach.startMs, endMs: reach.finalMs },
    reach.fineStartMs,
  );
  const last = segments.pop();
  for (const segment of segments) {
    const { stretch, columns } = await takeFinal(job, progress, segment);
    const replaceFromMs = segment.startMs + 1;
    const base = { bookKey, life, nowMs, revision, replaceFromMs, columns, isLast: false };
    if (!(await commitBook(db, { ...base, book: stretch, status: UNDER_WAY }))) return false;
    revision += 1;
  }
  const final = last ? await takeFinal(job, progress, last) : null;
  const columns = [...(final?.columns ?? []), ...(await computeTail(job, progress))];
  const lastColumnMs = columns.at(-1)?.timeMs;
  return await commitBook(db, {
    bookKey,
    life,
    nowMs,
    revision,
    replaceFromMs: (last?.startMs ?? reach.startMs) + 1,
    columns,
    isLast: true,
    book: final?.stretch ?? null,
    status: { ...job.status, ...(lastColumnMs === undefined ? {} : { lastColumnMs }) },
  });
};

/** Goes forward and commits; false when another poll was faster, whose result then stands. */
export const bringBookForward = async (job: ForwardJob): Promise<boolean> => {
  const learned = await readLearned(job.db, job.bookKey);
  const parameters = calibrateParameters(PARAMETERS, learned.calibration);
  return await goForward(job, {
    book: job.standing.book ?? createPositionBook(),
    context: createBookContext(job.brackets, parameters),
    learned,
  });
};
