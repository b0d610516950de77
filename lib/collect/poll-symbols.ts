/**
 * Polls many symbols on the exchanges that they are wanted from. Three at a time: more would only wait in
 * the same worker, and the order in which the share of a minute is used would be lost.
 */
import { bookKeyOf, MARKET_IDS, type BookName, type MarketId } from '../markets/book-key.ts';
import { readRefusal } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import type { SymbolStatus } from '../store/status.ts';
import { computePolledBooks, computeServing, type ExchangeUses } from './active-books.ts';
import { writeRefusal } from './faults.ts';

const LANES = 3;

export interface BooksPorts {
  readonly db: Database;
  readonly exchanges: ExchangeUses;
  readonly now: () => number;
  /** Polls one book; it settles whatever comes of it, and shares a poll that is under way. */
  readonly poll: (book: BookName) => Promise<void>;
}

const readStatuses = async (db: Database, symbol: string): Promise<SymbolStatus[]> => {
  const statuses: SymbolStatus[] = [];
  for (const marketId of MARKET_IDS) {
    const status = await readStatus(db, bookKeyOf({ marketId, symbol }));
    if (status) statuses.push(status);
  }
  return statuses;
};

/**
 * An exchange that refused this user within the hour is left alone where another one serves in its place;
 * where none does, or where the user asks, it is tried each time.
 */
const isRefusedNow = async (
  { db, exchanges, now }: BooksPorts,
  book: BookName,
): Promise<boolean> => {
  const refusal = await readRefusal(db, book.marketId, now());
  if (!refusal) return false;
  await writeRefusal(db, bookKeyOf(book), refusal);
  const statuses = await readStatuses(db, book.symbol);
  return computeServing(book.symbol, exchanges, statuses).length > 0;
};

/**
 * Polls the books of one symbol, one after the other: those of exchanges that are on, then the fallback
 * if they turn out to refuse. `isAsked`: a user waits, so that a refused exchange is tried at once.
 */
export const pollBooksOf = async (
  ports: BooksPorts,
  symbol: string,
  isAsked: boolean,
): Promise<void> => {
  const { db, exchanges } = ports;
  const done = new Set<MarketId>();
  for (;;) {
    const books = computePolledBooks(symbol, exchanges, await readStatuses(db, symbol));
    const next = books.find(({ marketId }) => !done.has(marketId));
    if (!next) return;
    done.add(next.marketId);
    if (!isAsked && (await isRefusedNow(ports, next))) continue;
    await ports.poll(next);
  }
};

/** Those that have data first: a minute of theirs costs little, and a first run may take all there is. */
const inOrder = async (db: Database, symbols: readonly string[]): Promise<string[]> => {
  const begun: string[] = [];
  const fresh: string[] = [];
  for (const symbol of symbols) {
    const statuses = await readStatuses(db, symbol);
    const hasData = statuses.some(({ lastColumnMs }) => lastColumnMs !== null);
    (hasData ? begun : fresh).push(symbol);
  }
  return [...begun, ...fresh];
};

/** Polls every symbol, three at a time. */
export const pollSymbols = async (ports: BooksPorts, symbols: readonly string[]): Promise<void> => {
  const waiting = await inOrder(ports.db, symbols);
  const lane = async (): Promise<void> => {
    for (let symbol = waiting.shift(); symbol !== undefined; symbol = waiting.shift())
      await pollBooksOf(ports, symbol, false);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

/** Those of `symbols` that a book is wanted of which was never tried: there is nothing of it yet. */
export const readUntried = async (
  db: Database,
  exchanges: ExchangeUses,
  symbols: readonly string[],
): Promise<string[]> => {
  const untried: string[] = [];
  for (const symbol of symbols) {
    const statuses = await readStatuses(db, symbol);
    const books = computePolledBooks(symbol, exchanges, statuses);
    const isTried = (book: BookName): boolean =>
      statuses.some(
        ({ symbol: bookKey, lastColumnMs, fault }) =>
          bookKey === bookKeyOf(book) && (lastColumnMs !== null || fault !== null),
      );
    if (!books.every(isTried)) untried.push(symbol);
  }
  return untried;
};
