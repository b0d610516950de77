/** What a watched book asks its exchange beside its stream, so that no band stays that is swept. */
import { bookKeyOf, type BookName } from '../markets/book-key.ts';
import type { MarkCandle } from '../model/market-data.ts';
import { type LiveBook, MARK_MS, noteMark } from './live-book.ts';

export interface AskingPorts {
  /** The machine's clock; used for differences only. */
  readonly now: () => number;
  /** The mark price by question; null where the exchange may not be asked now or did not answer. */
  readonly askMark: (book: BookName) => Promise<{ timeMs: number; markPrice: number } | null>;
  /** The minutes since the newest stored column, the running one too; empty as `askMark` is null. */
  readonly askRecentMarks: (book: BookName) => Promise<readonly MarkCandle[]>;
  /** Told of what nobody expected. */
  readonly report: (error: unknown, when: string) => void;
}

/** A stream may be open and silent, so what counts is what was heard. */
const isDue = ({ soughtAtMs, isAsking }: LiveBook, nowMs: number): boolean =>
  !isAsking && nowMs - soughtAtMs >= MARK_MS;

/** Asks for the mark price where neither stream nor question told it lately. */
export const askIfDue = async (ports: AskingPorts, book: LiveBook): Promise<void> => {
  if (!isDue(book, ports.now())) return;
  book.isAsking = true;
  book.soughtAtMs = ports.now();
  try {
    const mark = await ports.askMark(book.name);
    if (mark) noteMark(book, mark, ports.now());
  } catch (error) {
    ports.report(error, `asking for the mark price of ${bookKeyOf(book.name)}`);
  } finally {
    book.isAsking = false;
  }
};

/**
 * Asks once how far the mark price went before anybody watched: a worker that was just born knows nothing
 * of what one before it heard.
 */
export const askBefore = async (ports: AskingPorts, book: LiveBook): Promise<void> => {
  try {
    book.marks.addBefore(await ports.askRecentMarks(book.name));
  } catch (error) {
    ports.report(error, `asking for the last minutes of ${bookKeyOf(book.name)}`);
  }
};
