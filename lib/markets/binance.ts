/** Binance USD-M futures by its public REST interface: no key, no account. */
import { FIVE_MINUTES_MS, MINUTE_MS } from '../model/time.ts';
import { createBinanceBook, type BinanceBook } from './binance-book.ts';
import { CANDLES_PER_PAGE, candleWeight, createBinanceCandles } from './binance-candles.ts';
import { createBinanceFunding, type BinanceFunding } from './binance-funding.ts';
import { parseExchangeInfo, parsePremiumIndex } from './binance-prices.ts';
import { costOf, requestBinance } from './binance-request.ts';
import { parseOpenInterestHistory, parseOpenInterestNow } from './binance-rows.ts';
import {
  createBinanceStatistics,
  readStatistics,
  type BinanceStatistics,
} from './binance-statistics.ts';
import type { QueryParameters, RequestPorts } from './http-request.ts';
import type { Market } from './market.ts';

/** What Binance gives beyond what the project asks of every exchange. */
export type BinanceMarket = Market & BinanceStatistics & BinanceFunding & BinanceBook;

const POOLS = {
  weight: { limit: 2400, windowMs: MINUTE_MS },
  statistics: { limit: 1000, windowMs: FIVE_MINUTES_MS },
  funding: { limit: 500, windowMs: FIVE_MINUTES_MS },
};

/** The market; `ports` are the world that it acts on. */
export const createBinanceMarket = (ports: RequestPorts): BinanceMarket => {
  const ask = (endpoint: string, parameters: QueryParameters) =>
    requestBinance(ports, { endpoint, parameters, cost: costOf('weight', 1) });

  return {
    id: 'binance',
    weightLimit1m: POOLS.weight.limit,
    pools: POOLS,
    weights: {
      openInterestHistory: 0,
      openInterestNow: 1,
      markPrice: 1,
      listedSymbols: 1,
      brackets: 0,
    },
    candlesPerPage: CANDLES_PER_PAGE,
    openInterestPerPage: 500,
    candleWeight,
    ...createBinanceCandles(ports),
    openInterestHistory: (request) =>
      readStatistics(ports, '/futures/data/openInterestHist', request, parseOpenInterestHistory),
    openInterestNow: async (symbol) => {
      const endpoint = '/fapi/v1/openInterest';
      const { body, usedWeight1m } = await ask(endpoint, { symbol });
      return { reading: parseOpenInterestNow(body, endpoint), usedWeight1m };
    },
    markPrice: async (symbol) => {
      const endpoint = '/fapi/v1/premiumIndex';
      const { body, usedWeight1m } = await ask(endpoint, { symbol });
      return { ...parsePremiumIndex(body, endpoint), usedWeight1m };
    },
    listedSymbols: async () => {
      const endpoint = '/fapi/v1/exchangeInfo';
      const { body, usedWeight1m } = await ask(endpoint, {});
      return { rows: parseExchangeInfo(body, endpoint), usedWeight1m };
    },
    // The list of brackets is signed: only for holders of a key.
    brackets: () => Promise.resolve(null),
    ...createBinanceStatistics(ports),
    ...createBinanceFunding(ports),
    ...createBinanceBook(ports),
  };
};
