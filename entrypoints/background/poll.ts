/** Polls with the real network, clock and store. */
import { announceChange } from '@/lib/changes.ts';
import { computeFollowed, forgetUnasked, noteWatched } from '@/lib/collect/followed.ts';
import { pollBook } from '@/lib/collect/poll.ts';
import {
  pollBooksOf,
  pollSymbols,
  readUntried,
  type BooksPorts,
} from '@/lib/collect/poll-symbols.ts';
import { writeInternalFault } from '@/lib/collect/faults.ts';
import { refreshSymbolList } from '@/lib/collect/symbol-list.ts';
import { bookKeyOf, MARKET_IDS, parseBookKey, type BookName } from '@/lib/markets/book-key.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { readSettings, type Settings } from '@/lib/settings.ts';
import { isCorruption, StoreError } from '@/lib/store/open-database.ts';
import type { Database } from '@/lib/store/schema.ts';
import { readAllStatus } from '@/lib/store/status-rows.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { refreshBadge, showStoreFault } from './badge.ts';
import { MARKETS } from './markets.ts';

const now = (): number => Date.now();

interface WorkUnderWay {
  readonly sinceMs: number;
  readonly end: Promise<void>;
}

/** Polls of books and lists under way, so that two askers at once share one. */
const underWay = new Map<string, WorkUnderWay>();
/** One that takes longer hangs and is not waited for; should it go on after all, it does no harm. */
const LONGEST_POLL_MS = 5 * MINUTE_MS;

/** The news is for the faces: a poll goes on where it cannot be told. */
const announce = async (symbol: string): Promise<void> => {
  for (const tell of [announceChange, refreshBadge])
    await tell(symbol).catch((error: unknown) => report(error, `telling of ${symbol}`));
};

const tellFault = async (db: Database, book: BookName, error: unknown): Promise<void> => {
  const bookKey = bookKeyOf(book);
  try {
    await writeInternalFault(db, { marketId: book.marketId, bookKey }, error, now());
    await announce(book.symbol);
  } catch (second) {
    report(second, `storing the fault of ${bookKey}`);
    await showStoreFault();
  }
};

const pollWith = async (db: Database, book: BookName): Promise<void> => {
  try {
    await pollBook({ db, market: MARKETS[book.marketId], now, announce }, book.symbol);
  } catch (error) {
    // A damaged store is rebuilt and the poll made again: no fault to tell of yet.
    if (!isCorruption(error)) await tellFault(db, book, error);
    throw error;
  }
};

const runPoll = async (book: BookName): Promise<void> => {
  try {
    await withDatabase((db) => pollWith(db, book));
  } catch (error) {
    if (error instanceof StoreError) await showStoreFault();
    report(error, `polling ${bookKeyOf(book)}`);
  }
};

/** The end of the work of this name: of the one under way, or of a new one. */
const shared = (name: string, work: () => Promise<void>): Promise<void> => {
  const running = underWay.get(name);
  if (running && Math.abs(now() - running.sinceMs) < LONGEST_POLL_MS) return running.end;
  const end = work().finally(() => {
    if (underWay.get(name)?.end === end) underWay.delete(name);
  });
  underWay.set(name, { sinceMs: now(), end });
  return end;
};

/** Resolves when the poll of the book has ended, well or not: the outcome is a stored status. */
const pollShared = (book: BookName): Promise<void> => shared(bookKeyOf(book), () => runPoll(book));

const portsWith = (db: Database, { exchanges }: Settings): BooksPorts => ({
  db,
  exchanges,
  now,
  poll: pollShared,
});

/** Runs `work`; a store that cannot be used shows on the badge, because nothing else can be shown. */
const showingStoreFault = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof StoreError) await showStoreFault();
    throw error;
  }
};

/** Polls the books of one symbol at once, refused exchanges too: somebody waits for it. */
export const pollOne = async (symbol: string): Promise<void> => {
  try {
    await showingStoreFault(async () => {
      const settings = await readSettings();
      await withDatabase((db) => pollBooksOf(portsWith(db, settings), symbol, true));
    });
  } catch (error) {
    report(error, `polling ${symbol}`);
  }
};

const watchedOf = ({ symbol, watchlist }: Settings): string[] => [
  ...new Set([symbol, ...watchlist]),
];

const readFollowed = async (db: Database, settings: Settings): Promise<string[]> => {
  const always = watchedOf(settings);
  const statuses = await readAllStatus(db);
  for (const status of statuses)
    if (always.includes(parseBookKey(status.symbol)?.symbol ?? ''))
      await noteWatched(db, status, now());
  await forgetUnasked(db, always, statuses, now());
  return computeFollowed(always, statuses, now());
};

const refreshLists = async (db: Database, { exchanges }: Settings): Promise<void> => {
  for (const marketId of MARKET_IDS)
    if (exchanges[marketId] === 'on')
      await shared(`list of ${marketId}`, () =>
        refreshSymbolList({ db, market: MARKETS[marketId], now }),
      );
};

/** Polls every followed symbol, then sees to the lists of symbols. */
export const pollEverything = (): Promise<void> =>
  showingStoreFault(async () => {
    const settings = await readSettings();
    await withDatabase(async (db) => {
      await pollSymbols(portsWith(db, settings), await readFollowed(db, settings));
      await refreshLists(db, settings);
    });
  });

/** Polls what the settings ask for and was never polled: a new symbol, or a new exchange of an old one. */
export const pollChosen = (): Promise<void> =>
  showingStoreFault(async () => {
    const settings = await readSettings();
    await withDatabase(async (db) => {
      const untried = await readUntried(db, settings.exchanges, watchedOf(settings));
      await pollSymbols(portsWith(db, settings), untried);
    });
  });
