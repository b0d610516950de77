/**
 * Names of exchanges and of the books that are kept: one book for each symbol on each exchange. A book's
 * key is what its rows are stored under: the bare symbol on Binance, `bybit:BTCUSDT` elsewhere. No symbol
 * has a colon in it.
 */
export const MARKET_IDS = ['binance', 'bybit'] as const;
export type MarketId = (typeof MARKET_IDS)[number];

export interface BookName {
  readonly marketId: MarketId;
  readonly symbol: string;
}

/** The key of a book in the store. */
export const bookKeyOf = ({ marketId, symbol }: BookName): string =>
  marketId === 'binance' ? symbol : `${marketId}:${symbol}`;

/** A key of the store as the book it names; null where it names none. */
export const parseBookKey = (key: string): BookName | null => {
  const [first = '', second] = key.split(':');
  if (second === undefined) return first === '' ? null : { marketId: 'binance', symbol: first };
  const marketId = MARKET_IDS.find((id) => id === first && id !== 'binance');
  return marketId && second !== '' ? { marketId, symbol: second } : null;
};
