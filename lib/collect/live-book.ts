/** One book while it is watched: where its mark price has been, and what its stream has told. */
import type { BookName } from '../markets/book-key.ts';
import { createMarkTrack, type MarkTrack } from './live-marks.ts';
import { createHeardRecord, type HeardRecord } from './live-record.ts';

export interface LiveBook {
  readonly name: BookName;
  readonly marks: MarkTrack;
  readonly heard: HeardRecord;
  /** The machine's clock, as all times here. When a mark price last came, by stream or by question. */
  heardAtMs: number;
  /** When the exchange was last asked for the mark price, or its stream last told it. */
  soughtAtMs: number;
  recordedAtMs: number;
  isAsking: boolean;
}

/** A stream has so long to tell its first mark price before that is asked for. */
const FIRST_MARK_MS = 2_000;

/** A mark price older than this is asked for: five of the session's seconds, and a little to spare. */
export const MARK_MS = 4_500;

/** A mark price of the book was told, by stream or by answer. */
export const noteMark = (
  book: LiveBook,
  { timeMs, markPrice }: { readonly timeMs: number; readonly markPrice: number },
  nowMs: number,
): void => {
  book.marks.note(timeMs, markPrice);
  book.heardAtMs = nowMs;
};

export const createLiveBook = (name: BookName, nowMs: number): LiveBook => ({
  name,
  marks: createMarkTrack(),
  heard: createHeardRecord(),
  heardAtMs: -Infinity,
  soughtAtMs: nowMs - MARK_MS + FIRST_MARK_MS,
  recordedAtMs: nowMs,
  isAsking: false,
});
