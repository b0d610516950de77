/** The exchanges, asked over the real network. */
import { createBinanceMarket } from '@/lib/markets/binance.ts';
import type { MarketId } from '@/lib/markets/book-key.ts';
import { createBybitMarket } from '@/lib/markets/bybit.ts';
import type { Market } from '@/lib/markets/market.ts';
import { fetchIfAllowed } from './permission.ts';

const ports = {
  fetch: fetchIfAllowed,
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

export const MARKETS: Readonly<Record<MarketId, Market>> = {
  binance: createBinanceMarket(ports),
  bybit: createBybitMarket(ports),
};
