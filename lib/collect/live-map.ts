/** The newest map as the mark price has left it since: each book swept by its own exchange's marks. */
import { type MarketId, parseBookKey } from '../markets/book-key.ts';
import { sweepColumn } from '../model/live-column.ts';
import { MINUTE_MS } from '../model/time.ts';
import { computeCounted, computeMap, type MapPart, type NewestMap } from '../store/newest-map.ts';
import type { LiveSession, LiveSpan } from './live-session.ts';

/**
 * Polls bring what the mark price cannot: positions opened and closed. Behind a column older than this
 * they have failed, and then the map is as old as the column, however new the price.
 */
const POLLED_WITHIN_MS = 3 * MINUTE_MS;

export interface LiveMap extends NewestMap {
  /** Every book in the sum follows its mark price. */
  readonly isLive: boolean;
  /** Exchanges whose books are in the sum. */
  readonly exchanges: readonly MarketId[];
}

const exchangesOf = (parts: readonly MapPart[]): MarketId[] =>
  parts.flatMap(({ bookKey }) => parseBookKey(bookKey)?.marketId ?? []);

interface LivePart {
  readonly part: MapPart;
  readonly isLive: boolean;
}

const isPolled = (part: MapPart, span: LiveSpan): boolean =>
  span.timeMs - (part.column?.timeMs ?? 0) <= POLLED_WITHIN_MS;

const sweepPart = (part: MapPart, read: LiveSession['read']): LivePart => {
  const { bookKey, column } = part;
  const span = column && read(bookKey, column.timeMs);
  if (!column || !span) return { part, isLive: false };
  const isCurrent = isPolled(part, span);
  const timeMs = isCurrent ? span.timeMs : column.timeMs;
  const swept = sweepColumn(column, { ...span, timeMs });
  return { part: { ...part, column: swept }, isLive: span.isLive && isCurrent };
};

/** The sum of the swept parts; the given map is not changed. */
export const computeLiveMap = (map: NewestMap, read: LiveSession['read']): LiveMap => {
  const parts = map.parts.map((part) => sweepPart(part, read));
  const counted = new Set(computeCounted(map.parts).map(({ bookKey }) => bookKey));
  const inSum = parts.filter(({ part }) => counted.has(part.bookKey));
  const isLive = inSum.length > 0 && inSum.every((one) => one.isLive);
  // By the same parts as before: a swept column's newer time must not make another one count as behind.
  const sum = computeMap(inSum.map(({ part }) => part)).column;
  const exchanges = exchangesOf(inSum.map(({ part }) => part));
  return { column: sum, parts: parts.map(({ part }) => part), isLive, exchanges };
};
