/** The books of a symbol as stored: which are in its map now, and which exchanges refuse to be. */
import { bookKeyOf, MARKET_IDS, type BookName, type MarketId } from '../markets/book-key.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import type { FaultKind, SymbolStatus } from '../store/status.ts';
import { computeActiveBooks, type ExchangeUses } from './active-books.ts';

export interface SymbolBooks {
  /** In the order of `MARKET_IDS`. */
  readonly active: readonly BookName[];
  /** Exchanges that are `on` and not in the map, and what each said. */
  readonly refusals: readonly { readonly marketId: MarketId; readonly kind: FaultKind }[];
}

/** From the statuses that each exchange's last poll has left. */
export const readSymbolBooks = async (
  db: Database,
  symbol: string,
  exchanges: ExchangeUses,
): Promise<SymbolBooks> => {
  const names = MARKET_IDS.map((marketId) => ({ marketId, symbol }));
  const statuses = await Promise.all(names.map((name) => readStatus(db, bookKeyOf(name))));
  const known = statuses.filter((status): status is SymbolStatus => status !== undefined);
  const active = computeActiveBooks(symbol, exchanges, known);
  const refusals = MARKET_IDS.flatMap((marketId, at) => {
    const isLeftOut =
      exchanges[marketId] === 'on' && !active.some((book) => book.marketId === marketId);
    const kind = statuses[at]?.fault?.kind;
    return isLeftOut && kind ? [{ marketId, kind }] : [];
  });
  return { active, refusals };
};
