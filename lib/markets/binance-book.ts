/** Binance's order book and the last 24 hours of a symbol. */
import * as v from 'valibot';
import { amount, decimal, parseWith, positive, timeMs } from './answer-schema.ts';
import { costOf, requestBinance } from './binance-request.ts';
import type { RequestPorts } from './http-request.ts';

interface DepthLevel {
  readonly price: number;
  readonly quantityCoins: number;
}

/** The order book at a moment, each side from the best price outwards. */
interface Depth {
  readonly timeMs: number;
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  readonly usedWeight1m: number | null;
}

interface Ticker24h {
  readonly closeTimeMs: number;
  readonly lastPrice: number;
  readonly high: number;
  readonly low: number;
  readonly changePercent: number;
  readonly volumeCoins: number;
  readonly volumeUsd: number;
  readonly usedWeight1m: number | null;
}

type DepthLevels = 5 | 10 | 20 | 50 | 100 | 500 | 1000;

export interface BinanceBook {
  /** Costs a weight of 2 up to 50 levels, 5 for 100, 10 for 500, 20 for 1000. */
  readonly depth: (symbol: string, levels: DepthLevels) => Promise<Depth>;
  /** Costs a weight of 1. */
  readonly ticker24h: (symbol: string) => Promise<Ticker24h>;
}

const LevelSchema = v.looseTuple([positive, amount]);
const DepthSchema = v.object({
  T: timeMs,
  bids: v.array(LevelSchema),
  asks: v.array(LevelSchema),
});
const TickerSchema = v.object({
  closeTime: timeMs,
  lastPrice: positive,
  highPrice: positive,
  lowPrice: positive,
  priceChangePercent: decimal,
  volume: amount,
  quoteVolume: amount,
});

const toLevel = ([price, quantityCoins]: readonly [number, number, ...unknown[]]): DepthLevel => ({
  price,
  quantityCoins,
});

const parseDepth = (body: unknown, endpoint: string): Omit<Depth, 'usedWeight1m'> => {
  const { T, bids, asks } = parseWith(DepthSchema, body, endpoint);
  return { timeMs: T, bids: bids.map(toLevel), asks: asks.map(toLevel) };
};

const parseTicker24h = (body: unknown, endpoint: string): Omit<Ticker24h, 'usedWeight1m'> => {
  const row = parseWith(TickerSchema, body, endpoint);
  return {
    closeTimeMs: row.closeTime,
    lastPrice: row.lastPrice,
    high: row.highPrice,
    low: row.lowPrice,
    changePercent: row.priceChangePercent,
    volumeCoins: row.volume,
    volumeUsd: row.quoteVolume,
  };
};

/** Request weight of an order book of so many levels. */
const depthWeight = (levels: DepthLevels): number => {
  if (levels <= 50) return 2;
  if (levels === 100) return 5;
  return levels === 500 ? 10 : 20;
};

export const createBinanceBook = (ports: RequestPorts): BinanceBook => ({
  depth: async (symbol, levels) => {
    const endpoint = '/fapi/v1/depth';
    const cost = costOf('weight', depthWeight(levels));
    const request = { endpoint, parameters: { symbol, limit: levels }, cost };
    const { body, usedWeight1m } = await requestBinance(ports, request);
    return { ...parseDepth(body, endpoint), usedWeight1m };
  },
  ticker24h: async (symbol) => {
    const endpoint = '/fapi/v1/ticker/24hr';
    const request = { endpoint, parameters: { symbol }, cost: costOf('weight', 1) };
    const { body, usedWeight1m } = await requestBinance(ports, request);
    return { ...parseTicker24h(body, endpoint), usedWeight1m };
  },
});
