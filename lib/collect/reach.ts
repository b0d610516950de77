/** How far the stored rows of a book carry it. */
import type { PositionBook } from '../model/position-book.ts';
import { FIVE_MINUTES_MS, floorToPeriod, MINUTE_MS } from '../model/time.ts';
import type { Cursors } from '../store/cursors.ts';
import {
  computeBookStart,
  computeFineStart,
  computeMissing,
  computeNeeds,
  SETTLED_MS,
} from './plan.ts';

/** Where a book stands when its poll begins. */
export interface Standing {
  readonly cursors: Cursors;
  /** The final book at `cursors.bookThroughMs`; null where there is none to go on from. */
  readonly book: PositionBook | null;
}

export interface Reach {
  readonly startMs: number;
  readonly fineStartMs: number;
  /** The book may go to here for good. */
  readonly finalMs: number;
  /** Candles are stored to here; the newest of them may still be asked for once more. */
  readonly endMs: number;
}

/** The newest minute, which is stored and shown but asked for again; see `SETTLED_MS`. */
const computeUnsettled = (nowMs: number, endMs: number): number => {
  const newestMs = floorToPeriod(nowMs, MINUTE_MS);
  const isUnsettled = nowMs - newestMs < SETTLED_MS && endMs === newestMs - MINUTE_MS;
  return isUnsettled ? MINUTE_MS : 0;
};

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
  return { startMs, fineStartMs, finalMs, endMs: endMs + computeUnsettled(nowMs, endMs) };
};
