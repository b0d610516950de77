/**
 * Binance USD-M futures by its public REST interface: no key, no account.
 *
 * Request weight of a page of candles by its limit: 1 below 100, 2 below 500, 5 to 1000, 10 above.
 * A page of 499 gives 249 candles per weight, the most of all limits.
 */
import { FIVE_MINUTES_MS, MINUTE_MS } from '../model/time.ts';
import {
  parseKlines,
  parseMarkKlines,
  parseOpenInterestHistory,
  parseOpenInterestNow,
} from './binance-rows.ts';
import { parseExchangeInfo, parsePremiumIndex } from './binance-prices.ts';
import { refusesParameter } from './binance-errors.ts';
import { requestBinance, type RequestPorts } from './binance-request.ts';
import type {
  CandleInterval,
  CandleRequest,
  Market,
  MarketAnswer,
  RangeRequest,
  RequestCost,
} from './market.ts';
import { tidyRows } from './tidy-rows.ts';

const INTERVAL_MS: Record<CandleInterval, number> = { '1m': MINUTE_MS, '5m': FIVE_MINUTES_MS };

const candleWeight = (count: number): number => {
  if (count < 100) return 1;
  if (count < 500) return 2;
  return count <= 1000 ? 5 : 10;
};

const POOLS = {
  weight: { limit: 2400, windowMs: MINUTE_MS },
  statistics: { limit: 1000, windowMs: FIVE_MINUTES_MS },
  funding: { limit: 500, windowMs: FIVE_MINUTES_MS },
};

const weight = (amount: number): RequestCost => ({ pool: 'weight', amount });

const rangeParameters = ({ symbol, startMs, endMs }: RangeRequest, periodMs: number) => ({
  symbol,
  startTime: startMs,
  // Binance counts a row that begins at endTime as inside.
  endTime: endMs - 1,
  limit: Math.max(1, Math.ceil((endMs - startMs) / periodMs)),
});

/** The market; `ports` are the world that it acts on. */
export const createBinanceMarket = (ports: RequestPorts): Market => {
  const readCandles = async <Row extends { readonly openTimeMs: number }>(
    endpoint: string,
    request: CandleRequest,
    parse: (body: unknown, endpoint: string) => Row[],
  ): Promise<MarketAnswer<Row>> => {
    const periodMs = INTERVAL_MS[request.interval];
    const parameters = { ...rangeParameters(request, periodMs), interval: request.interval };
    const cost = weight(candleWeight(parameters.limit));
    const { body, usedWeight1m } = await requestBinance(ports, { endpoint, parameters, cost });
    const rows = parse(body, endpoint);
    return {
      rows: tidyRows(rows, (row) => row.openTimeMs, { ...request, periodMs }),
      usedWeight1m,
    };
  };

  return {
    id: 'binance',
    marginRule: 'value-at-mark',
    weightLimit1m: POOLS.weight.limit,
    pools: POOLS,
    weights: {
      openInterestHistory: 0,
      openInterestNow: 1,
      markPrice: 1,
      listedSymbols: 1,
      brackets: 0,
    },
    candlesPerPage: 499,
    openInterestPerPage: 500,
    candleWeight,
    candles: (request) => readCandles('/fapi/v1/klines', request, parseKlines),
    markCandles: (request) => readCandles('/fapi/v1/markPriceKlines', request, parseMarkKlines),
    openInterestHistory: async (request) => {
      const endpoint = '/futures/data/openInterestHist';
      const periodMs = FIVE_MINUTES_MS;
      const parameters = { ...rangeParameters(request, periodMs), period: '5m' };
      // What lies before the month that is kept is refused; a refusal for good would be no map at all.
      const { body, usedWeight1m } = await requestBinance(ports, {
        endpoint,
        parameters,
        cost: { pool: 'statistics', amount: 1 },
      }).catch((error: unknown) => {
        if (refusesParameter(error)) return { body: [], usedWeight1m: null };
        throw error;
      });
      const rows = parseOpenInterestHistory(body, endpoint);
      return { rows: tidyRows(rows, (row) => row.timeMs, { ...request, periodMs }), usedWeight1m };
    },
    openInterestNow: async (symbol) => {
      const endpoint = '/fapi/v1/openInterest';
      const request = { endpoint, parameters: { symbol }, cost: weight(1) };
      const { body, usedWeight1m } = await requestBinance(ports, request);
      return { reading: parseOpenInterestNow(body, endpoint), usedWeight1m };
    },
    markPrice: async (symbol) => {
      const endpoint = '/fapi/v1/premiumIndex';
      const request = { endpoint, parameters: { symbol }, cost: weight(1) };
      const { body, usedWeight1m } = await requestBinance(ports, request);
      return { ...parsePremiumIndex(body, endpoint), usedWeight1m };
    },
    listedSymbols: async () => {
      const endpoint = '/fapi/v1/exchangeInfo';
      const request = { endpoint, parameters: {}, cost: weight(1) };
      const { body, usedWeight1m } = await requestBinance(ports, request);
      return { rows: parseExchangeInfo(body, endpoint), usedWeight1m };
    },
    // The list of brackets is signed: only for holders of a key.
    brackets: () => Promise.resolve(null),
  };
};
