/** Where a book stands when its poll begins. */
import { parsePositionBook } from '../model/position-book.ts';
import { FIVE_MINUTES_MS } from '../model/time.ts';
import { readCursors } from '../store/cursors.ts';
import { dropFuture } from '../store/repair.ts';
import type { Database } from '../store/schema.ts';
import { computeBookStart } from './plan.ts';
import type { Standing } from './reach.ts';

/** Beyond this no row can be stored: the newest reading of open interest covers five minutes. */
const MOST_AHEAD_MS = 2 * FIVE_MINUTES_MS;

/**
 * Cursors and book, where the book can be gone on from; else as if there were none. What is stored of
 * the future was stored when the exchange told a wrong time, and would never be fetched again.
 */
export const readStanding = async (
  db: Database,
  bookKey: string,
  nowMs: number,
): Promise<Standing> => {
  await dropFuture(db, bookKey, nowMs + MOST_AHEAD_MS);
  const cursors = await readCursors(db, bookKey);
  const { bookThroughMs } = cursors;
  const isRecent =
    bookThroughMs !== null && computeBookStart(nowMs, bookThroughMs) === bookThroughMs;
  const book = isRecent ? parsePositionBook(await db.get('books', bookKey)) : null;
  if (book && book.timeMs === bookThroughMs) return { cursors, book };
  return { cursors: { ...cursors, bookThroughMs: null }, book: null };
};
