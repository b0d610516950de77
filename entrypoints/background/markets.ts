/** The exchanges, asked over the real network. */
import { spend } from '@/lib/collect/allowance.ts';
import { createBinanceMarket } from '@/lib/markets/binance.ts';
import type { MarketId } from '@/lib/markets/book-key.ts';
import { createBybitMarket } from '@/lib/markets/bybit.ts';
import { underCommonNames } from '@/lib/markets/common-names.ts';
import type { Market, RequestCost } from '@/lib/markets/market.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { fetchIfAllowed } from './permission.ts';

const now = (): number => Date.now();

/** A request that is made again costs again, of the same share. */
const book = (marketId: MarketId, cost: RequestCost): Promise<void> =>
  withDatabase((db) => spend({ db, market: MARKETS[marketId], now }, cost));

const portsOf = (marketId: MarketId) => ({
  fetch: fetchIfAllowed,
  now,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  beforeRetry: (cost: RequestCost) => book(marketId, cost),
});

export const MARKETS: Readonly<Record<MarketId, Market>> = {
  binance: createBinanceMarket(portsOf('binance')),
  bybit: underCommonNames(createBybitMarket(portsOf('bybit'))),
};
