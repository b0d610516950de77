/** Which exchanges' books make up a symbol's map, and which are to be polled for it. */
import { bookKeyOf, MARKET_IDS, type BookName, type MarketId } from '../markets/book-key.ts';
import type { FaultKind, SymbolStatus } from '../store/status.ts';

/** As in the settings: `fallback` only where no exchange that is `on` serves the user or the symbol. */
export type ExchangeUses = Readonly<Record<MarketId, 'on' | 'fallback' | 'off'>>;

/** What an exchange says that will not serve this user, or does not have this symbol. */
const REFUSALS: readonly FaultKind[] = [
  'location-refused',
  'firewall',
  'no-permission',
  'unknown-symbol',
];

const isRefused = (book: BookName, statuses: readonly SymbolStatus[]): boolean => {
  const fault = statuses.find((status) => status.symbol === bookKeyOf(book))?.fault;
  return fault !== null && fault !== undefined && REFUSALS.includes(fault.kind);
};

const booksOf = (symbol: string, exchanges: ExchangeUses, use: 'on' | 'fallback'): BookName[] =>
  MARKET_IDS.filter((marketId) => exchanges[marketId] === use).map((marketId) => ({
    marketId,
    symbol,
  }));

/**
 * The books that are summed into the map of `symbol`, in the order of `MARKET_IDS`: those of exchanges
 * that are `on` and do not refuse, else those of the fallbacks. Where all refuse, the ones that are `on`
 * (or, if none is, the fallbacks): their faults are what there is to say.
 */
export const computeActiveBooks = (
  symbol: string,
  exchanges: ExchangeUses,
  statuses: readonly SymbolStatus[],
): BookName[] => {
  const on = booksOf(symbol, exchanges, 'on');
  const fallback = booksOf(symbol, exchanges, 'fallback');
  const serving = [on, fallback]
    .map((books) => books.filter((book) => !isRefused(book, statuses)))
    .find((books) => books.length > 0);
  return serving ?? (on.length > 0 ? on : fallback);
};

/** The books to poll: the active ones, and those that are `on` and refused, which are tried again. */
export const computePolledBooks = (
  symbol: string,
  exchanges: ExchangeUses,
  statuses: readonly SymbolStatus[],
): BookName[] => {
  const on = booksOf(symbol, exchanges, 'on');
  const active = computeActiveBooks(symbol, exchanges, statuses);
  const isOn = ({ marketId }: BookName): boolean => exchanges[marketId] === 'on';
  return [...on, ...active.filter((book) => !isOn(book))];
};
