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

/** The books that could be summed: those that are `on` and do not refuse, else such fallbacks; or none. */
export const computeServing = (
  symbol: string,
  exchanges: ExchangeUses,
  statuses: readonly SymbolStatus[],
): BookName[] => {
  const serve = (use: 'on' | 'fallback'): BookName[] =>
    booksOf(symbol, exchanges, use).filter((book) => !isRefused(book, statuses));
  const on = serve('on');
  return on.length > 0 ? on : serve('fallback');
};

/**
 * The books that are summed into the map of `symbol`, in the order of `MARKET_IDS`: those that serve.
 * Where all refuse, the ones that are `on` (or, if none is, the fallbacks): their faults are what there
 * is to say.
 */
export const computeActiveBooks = (
  symbol: string,
  exchanges: ExchangeUses,
  statuses: readonly SymbolStatus[],
): BookName[] => {
  const serving = computeServing(symbol, exchanges, statuses);
  if (serving.length > 0) return serving;
  const on = booksOf(symbol, exchanges, 'on');
  return on.length > 0 ? on : booksOf(symbol, exchanges, 'fallback');
};

/**
 * The books to poll: those that are `on`, so that the end of a refusal is noticed, and where none of them
 * serves the fallbacks too, whatever they said last.
 */
export const computePolledBooks = (
  symbol: string,
  exchanges: ExchangeUses,
  statuses: readonly SymbolStatus[],
): BookName[] => {
  const on = booksOf(symbol, exchanges, 'on');
  const isServed = on.some((book) => !isRefused(book, statuses));
  return isServed ? on : [...on, ...booksOf(symbol, exchanges, 'fallback')];
};
