/**
 * An exchange under the names that the whole product uses, which are Binance's: whoever asks or listens
 * need not know what a contract is called elsewhere.
 */
import type { CreateFeed } from './live-feed.ts';
import type { Market } from './market.ts';
import { symbolOnMarket } from './symbol-names.ts';
import type { MarketId } from './book-key.ts';

const toCommon = (symbol: string): string => symbolOnMarket(symbol, 'binance');

/** `market`, asked by common names and listing them. */
export const underCommonNames = (market: Market): Market => {
  const own = (symbol: string): string => symbolOnMarket(symbol, market.id);
  const renamed = <Request extends { readonly symbol: string }>(request: Request): Request => ({
    ...request,
    symbol: own(request.symbol),
  });
  return {
    ...market,
    candles: (request) => market.candles(renamed(request)),
    markCandles: (request) => market.markCandles(renamed(request)),
    openInterestHistory: (request) => market.openInterestHistory(renamed(request)),
    openInterestNow: (symbol) => market.openInterestNow(own(symbol)),
    markPrice: (symbol) => market.markPrice(own(symbol)),
    brackets: (symbol) => market.brackets(own(symbol)),
    listedSymbols: async () => {
      const { rows, ...rest } = await market.listedSymbols();
      return { ...rest, rows: rows.map((row) => ({ ...row, symbol: toCommon(row.symbol) })) };
    },
  };
};

/** A feed of `marketId` that follows common names and tells of them. */
export const feedUnderCommonNames =
  (marketId: MarketId, createFeed: CreateFeed): CreateFeed =>
  (ports) => {
    const feed = createFeed({
      ...ports,
      onEvent: (event) => ports.onEvent({ ...event, symbol: toCommon(event.symbol) }),
    });
    const own = (symbol: string): string => symbolOnMarket(symbol, marketId);
    return { stop: feed.stop, follow: (symbols) => feed.follow(symbols.map(own)) };
  };
