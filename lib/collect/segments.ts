/** How a long way of the book is cut into pieces that are read, taken and committed one by one. */
import { DAY_MS, floorToPeriod, HOUR_MS } from '../model/time.ts';
import type { StoredInterval } from '../store/candle-rows.ts';
import type { Span } from './plan.ts';

export interface Segment extends Span {
  readonly interval: StoredInterval;
}

const PIECE_MS: Record<StoredInterval, number> = { '5m': DAY_MS, '1m': 6 * HOUR_MS };

const cut = ({ startMs, endMs }: Span, interval: StoredInterval): Segment[] => {
  const pieceMs = PIECE_MS[interval];
  const segments: Segment[] = [];
  for (let start = startMs; start < endMs;) {
    const end = Math.min(endMs, floorToPeriod(start, pieceMs) + pieceMs);
    segments.push({ interval, startMs: start, endMs: end });
    start = end;
  }
  return segments;
};

/** Pieces of `span`: steps of five minutes before `fineStartMs`, of one minute from there on. */
export const computeSegments = (span: Span, fineStartMs: number): Segment[] => [
  ...cut({ startMs: span.startMs, endMs: Math.min(span.endMs, fineStartMs) }, '5m'),
  ...cut({ startMs: Math.max(span.startMs, fineStartMs), endMs: span.endMs }, '1m'),
];
