/** What Bybit tells of the present: tickers and the order book. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/model/time.ts';
import { computeLevels, readTradedTicks } from '../book-routes.ts';
import { computeKline, INDEX_SHARE } from '../klines.ts';
import { FUNDING_INTERVAL_MS, readMarkPrice } from '../price-routes.ts';
import type { ReplayMarket } from '../replay-market.ts';
import type { Route } from '../route.ts';
import { formatPrice, formatQuantity, lotsToCoins, type SymbolSpec } from '../symbols.ts';
import { tellOpenInterest } from './history-routes.ts';
import { checkCategory, readBybitLimit, readBybitSymbol } from './query.ts';

const SNAPSHOT = { pool: 'requests', weight: () => 1, isSnapshot: true } as const;
const LEVELS = 25;
const MOST_LEVELS = 500;

/** The day that ends at a moment. It goes back whole minutes, and is the costly part of a ticker. */
function tellDay(market: ReplayMarket, spec: SymbolSpec, timeMs: number) {
  const minuteMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
  const openMs = minuteMs - DAY_MS + MINUTE_MS;
  const day = computeKline(market, spec, 'traded', openMs, DAY_MS, timeMs);
  return {
    prevPrice24h: formatPrice(spec, day.open),
    price24hPcnt: (day.close / day.open - 1).toFixed(6),
    highPrice24h: formatPrice(spec, day.high),
    lowPrice24h: formatPrice(spec, day.low),
    prevPrice1h: formatPrice(spec, market.minute(spec.symbol, minuteMs - HOUR_MS).open),
    turnover24h: day.quoteUsd.toFixed(4),
    volume24h: formatQuantity(spec, day.volume),
  };
}

/** Prices, open interest and funding of a symbol at a moment; all values are text. */
export function computeTicker(market: ReplayMarket, spec: SymbolSpec, nowMs: number) {
  const timeMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
  const ticks = readTradedTicks(market, spec, timeMs);
  const mark = readMarkPrice(market, spec, timeMs);
  const single = lotsToCoins(spec, market.openInterestLots(spec.symbol, timeMs));
  const price = (usd: number) => usd.toFixed(spec.priceDecimals + 1);
  const [bid] = computeLevels(spec, ticks, -1, 1);
  const [ask] = computeLevels(spec, ticks + 1, 1, 1);
  return {
    symbol: spec.symbol,
    lastPrice: formatPrice(spec, ticks),
    indexPrice: price(mark * INDEX_SHARE),
    markPrice: price(mark),
    ...tellDay(market, spec, timeMs),
    ...tellOpenInterest(market, spec, timeMs),
    openInterestValue: (2 * single * mark).toFixed(2),
    singleOpenInterestValue: (single * mark).toFixed(2),
    fundingRate: market.fundingRate(spec.symbol, timeMs).toFixed(8),
    nextFundingTime: String((Math.floor(timeMs / FUNDING_INTERVAL_MS) + 1) * FUNDING_INTERVAL_MS),
    fundingIntervalHour: String(FUNDING_INTERVAL_MS / HOUR_MS),
    bid1Price: bid![0]!,
    bid1Size: bid![1]!,
    ask1Price: ask![0]!,
    ask1Size: ask![1]!,
  };
}

export const BYBIT_TICKERS: Route = {
  ...SNAPSHOT,
  answer(request) {
    checkCategory(request);
    const { market, query, nowMs } = request;
    const specs = query.has('symbol') ? [readBybitSymbol(request)] : market.symbols;
    return {
      category: 'linear',
      list: specs.map((spec) => ({
        ...computeTicker(market, spec, nowMs),
        predictedDeliveryPrice: '',
        basisRate: '',
        deliveryFeeRate: '',
        deliveryTime: '0',
      })),
    };
  },
};

export const BYBIT_ORDER_BOOK: Route = {
  ...SNAPSHOT,
  answer(request) {
    checkCategory(request);
    const { market, nowMs } = request;
    const spec = readBybitSymbol(request);
    const depth = readBybitLimit(request, LEVELS, MOST_LEVELS);
    const ticks = readTradedTicks(market, spec, nowMs);
    return {
      s: spec.symbol,
      b: computeLevels(spec, ticks, -1, depth),
      a: computeLevels(spec, ticks + 1, 1, depth),
      ts: nowMs,
      u: Math.floor(nowMs / SECOND_MS),
      seq: nowMs * 8,
      cts: nowMs - 4,
    };
  },
};
