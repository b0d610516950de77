/**
 * What the worker does beside its polls while somebody watches: follows the watched symbols on the
 * exchanges' streams, asks for the mark price where a stream does not tell it, and hands on the forced
 * closes it hears. All of it is in memory; the map can be had without it. Watching is asking again and
 * again: who has not asked for a while is not watching any more, and with the last one everything ends.
 */
import { bookKeyOf, type BookName, type MarketId } from '../markets/book-key.ts';
import type { LiveEvent } from '../markets/live-feed.ts';
import type { MarkSpan } from '../model/live-column.ts';
import { askBefore, askIfDue, type AskingPorts } from './live-asking.ts';
import { createLiveBook, type LiveBook, noteMark } from './live-book.ts';
import type { HeardBatch } from './live-record.ts';
import { createLiveStreams, type StreamPorts } from './live-streams.ts';

/** Faces ask each two and a half seconds; four missed questions are no question. */
const WATCHED_FOR_MS = 12_000;
const TICK_MS = 1_000;
/** A live column whose last mark price came longer ago is live no more. */
const LIVE_FOR_MS = 10_000;
/** Forced closes wait this long for others before they are stored. */
const RECORD_MS = 5_000;
/** A quiet stream is noted less often: each note is a write to the user's disk. */
const RECORD_QUIET_MS = 30_000;
/** Far more than anyone has open; the streams take more, the request weight would not. */
const MOST_WATCHED = 24;

type Streams = Pick<StreamPorts, 'feeds' | 'createSocket' | 'startTimer'>;

export interface LivePorts extends AskingPorts, Streams {
  /** Stores what was heard of a book. */
  readonly record: (bookKey: string, batch: HeardBatch) => Promise<void>;
}

/** Where a watched book's mark price has been since a moment. */
export interface LiveSpan extends MarkSpan {
  /** A mark price came within the last seconds. */
  readonly isLive: boolean;
}

export interface LiveSession {
  /** Somebody watches `symbol`, whose map is the sum of `books`. */
  readonly watch: (symbol: string, books: readonly BookName[]) => void;
  /** What was heard of a book after `sinceMs` (the exchange's clock); null where nothing was. */
  readonly read: (bookKey: string, sinceMs: number) => LiveSpan | null;
}

interface Watched {
  readonly names: readonly BookName[];
  readonly atMs: number;
}

const keysOf = (names: readonly BookName[]): string => names.map(bookKeyOf).join();

export const createLiveSession = (ports: LivePorts): LiveSession => {
  const watched = new Map<string, Watched>();
  const books = new Map<string, LiveBook>();
  let isTicking = false;

  const hear = (marketId: MarketId, event: LiveEvent): void => {
    const book = books.get(bookKeyOf({ marketId, symbol: event.symbol }));
    if (!book) return;
    if (event.kind === 'liquidation') return book.heard.hearLiquidation(event.liquidation);
    noteMark(book, event, ports.now());
    book.soughtAtMs = ports.now();
    book.heard.hearMark(event.timeMs);
  };

  const cut = (marketId: MarketId): void => {
    for (const book of books.values()) if (book.name.marketId === marketId) book.heard.cut();
  };

  const follow = createLiveStreams({ ...ports, onEvent: hear, onCut: cut });

  const record = (book: LiveBook): void => {
    book.recordedAtMs = ports.now();
    const bookKey = bookKeyOf(book.name);
    for (const batch of book.heard.takeBatches())
      void ports
        .record(bookKey, batch)
        .catch((error: unknown) => ports.report(error, `storing forced closes of ${bookKey}`));
  };

  const begin = (name: BookName): void => {
    const book = createLiveBook(name, ports.now());
    books.set(bookKeyOf(name), book);
    void askBefore(ports, book);
  };

  const forget = (bookKey: string, book: LiveBook): void => {
    record(book);
    books.delete(bookKey);
  };

  /** Makes the books those of the watched symbols. */
  const settle = (): void => {
    const names = [...watched.values()].flatMap((one) => one.names);
    const wanted = new Map(names.map((name) => [bookKeyOf(name), name]));
    for (const [bookKey, book] of books) if (!wanted.has(bookKey)) forget(bookKey, book);
    for (const [bookKey, name] of wanted) if (!books.has(bookKey)) begin(name);
    follow([...wanted.values()]);
  };

  const isUnrecorded = ({ heard, recordedAtMs }: LiveBook): boolean =>
    ports.now() - recordedAtMs >= (heard.holdsLiquidations() ? RECORD_MS : RECORD_QUIET_MS);

  const endUnwatched = (): void => {
    const unwatched = [...watched].filter(([, { atMs }]) => ports.now() - atMs > WATCHED_FOR_MS);
    for (const [symbol] of unwatched) watched.delete(symbol);
    if (unwatched.length > 0) settle();
  };

  const tick = (): void => {
    endUnwatched();
    for (const book of books.values()) {
      void askIfDue(ports, book);
      if (isUnrecorded(book)) record(book);
    }
    isTicking = watched.size > 0;
    if (isTicking) ports.startTimer(tick, TICK_MS);
  };

  const watch: LiveSession['watch'] = (symbol, names) => {
    const before = watched.get(symbol);
    if (!before && watched.size >= MOST_WATCHED) return;
    watched.set(symbol, { names, atMs: ports.now() });
    if (!before || keysOf(before.names) !== keysOf(names)) settle();
    if (isTicking) return;
    isTicking = true;
    ports.startTimer(tick, TICK_MS);
  };

  const read: LiveSession['read'] = (bookKey, sinceMs) => {
    const book = books.get(bookKey);
    const span = book?.marks.spanSince(sinceMs);
    if (!book || !span) return null;
    return { ...span, isLive: ports.now() - book.heardAtMs <= LIVE_FOR_MS };
  };

  return { watch, read };
};
