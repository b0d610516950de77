/**
 * What the worker does beside its polls while somebody watches: follows the watched symbols on the
 * exchanges' streams, asks for the mark price where a stream does not tell it, and hands on the forced
 * closes it hears. All of it is in memory; the map can be had without it. Watching is asking again and
 * again: who has not asked for a while is not watching any more, and with the last one everything ends.
 */
import { bookKeyOf, type BookName, type MarketId } from '../markets/book-key.ts';
import type {
  CreateFeed,
  FeedPorts,
  FeedState,
  LiveEvent,
  LiveFeed,
} from '../markets/live-feed.ts';
import type { MarkSpan } from '../model/live-column.ts';
import { createLiveBook, type LiveBook, MARK_MS } from './live-book.ts';
import type { HeardBatch } from './live-record.ts';

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

export interface LivePorts extends Pick<FeedPorts, 'createSocket' | 'startTimer'> {
  readonly feeds: Readonly<Record<MarketId, CreateFeed>>;
  /** The machine's clock; used for differences only. */
  readonly now: () => number;
  /** The mark price by question; null where the exchange may not be asked now or did not answer. */
  readonly askMark: (book: BookName) => Promise<{ timeMs: number; markPrice: number } | null>;
  /** Stores what was heard of a book. */
  readonly record: (bookKey: string, batch: HeardBatch) => Promise<void>;
  /** Told of what nobody expected. */
  readonly report: (error: unknown, when: string) => void;
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

interface Followed {
  readonly feed: LiveFeed;
  /** What the feed was last told to follow. */
  symbols: string;
}

const keysOf = (names: readonly BookName[]): string => names.map(bookKeyOf).join();

export const createLiveSession = (ports: LivePorts): LiveSession => {
  const watched = new Map<string, Watched>();
  const books = new Map<string, LiveBook>();
  const followed = new Map<MarketId, Followed>();
  let isTicking = false;

  const bookOf = (marketId: MarketId, symbol: string): LiveBook | undefined =>
    books.get(bookKeyOf({ marketId, symbol }));

  const noteMark = (book: LiveBook, timeMs: number, markPrice: number): void => {
    book.marks.note(timeMs, markPrice);
    book.heardAtMs = ports.now();
  };

  const hear = (marketId: MarketId, event: LiveEvent): void => {
    const book = bookOf(marketId, event.symbol);
    if (!book) return;
    if (event.kind === 'liquidation') return book.heard.hearLiquidation(event.liquidation);
    noteMark(book, event.timeMs, event.markPrice);
    book.soughtAtMs = ports.now();
    book.heard.hearMark(event.timeMs);
  };

  const record = (book: LiveBook): void => {
    book.recordedAtMs = ports.now();
    const bookKey = bookKeyOf(book.name);
    for (const batch of book.heard.takeBatches())
      void ports
        .record(bookKey, batch)
        .catch((error: unknown) => ports.report(error, `storing forced closes of ${bookKey}`));
  };

  const changeState = (marketId: MarketId, { state }: FeedState): void => {
    if (state === 'open') return;
    for (const book of books.values()) if (book.name.marketId === marketId) book.heard.cut();
  };

  const createFollowed = (marketId: MarketId): Followed => {
    const feed = ports.feeds[marketId]({
      createSocket: ports.createSocket,
      startTimer: ports.startTimer,
      onEvent: (event) => hear(marketId, event),
      onState: (state) => changeState(marketId, state),
    });
    return { feed, symbols: '' };
  };

  const followOn = (marketId: MarketId): void => {
    const symbols = [...books.values()]
      .filter(({ name }) => name.marketId === marketId)
      .map(({ name }) => name.symbol)
      .toSorted();
    const known = followed.get(marketId);
    if (!known && symbols.length === 0) return;
    const one = known ?? createFollowed(marketId);
    followed.set(marketId, one);
    if (one.symbols === symbols.join()) return;
    one.symbols = symbols.join();
    one.feed.follow(symbols);
  };

  const followAll = (): void => (Object.keys(ports.feeds) as MarketId[]).forEach(followOn);

  const forget = (bookKey: string, book: LiveBook): void => {
    record(book);
    books.delete(bookKey);
  };

  /** Makes the books those of the watched symbols. */
  const settle = (): void => {
    const names = [...watched.values()].flatMap((one) => one.names);
    const wanted = new Map(names.map((name) => [bookKeyOf(name), name]));
    for (const [bookKey, book] of books) if (!wanted.has(bookKey)) forget(bookKey, book);
    for (const [bookKey, name] of wanted)
      if (!books.has(bookKey)) books.set(bookKey, createLiveBook(name, ports.now()));
    followAll();
  };

  const askFor = async (book: LiveBook): Promise<void> => {
    book.isAsking = true;
    book.soughtAtMs = ports.now();
    try {
      const mark = await ports.askMark(book.name);
      if (mark) noteMark(book, mark.timeMs, mark.markPrice);
    } catch (error) {
      ports.report(error, `asking for the mark price of ${bookKeyOf(book.name)}`);
    } finally {
      book.isAsking = false;
    }
  };

  /** A stream may be open and silent, so what counts is what was heard. */
  const isDue = ({ soughtAtMs, isAsking }: LiveBook): boolean =>
    !isAsking && ports.now() - soughtAtMs >= MARK_MS;

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
      if (isDue(book)) void askFor(book);
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
