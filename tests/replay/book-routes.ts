import { DAY_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { ApiError } from './api-errors.ts';
import { computeKline } from './klines.ts';
import { computePathPrice } from './minute-path.ts';
import { readSymbol, readWhole } from './query.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { Route } from './route.ts';
import { computeHash } from './seeded-random.ts';
import {
  formatPrice,
  formatQuantity,
  lotsToCoins,
  ticksToPrice,
  toLots,
  type SymbolSpec,
} from './symbols.ts';
import { computeDepthWeight } from './weights.ts';

const DEPTHS = new Set([5, 10, 20, 50, 100, 500, 1000]);
const STANDARD_DEPTH = 500;

/** The traded price in whole ticks at a moment. */
export function readTradedTicks(market: ReplayMarket, spec: SymbolSpec, timeMs: number): number {
  const openTimeMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
  const row = market.minute(spec.symbol, openTimeMs);
  return computePathPrice(row, (timeMs - openTimeMs) / MINUTE_MS);
}

/** One side of a made-up book: a level a tick, thin at the front, growing with distance. */
export function computeLevels(spec: SymbolSpec, bestTicks: number, step: 1 | -1, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const ticks = bestTicks + step * index;
    const noise = 0.1 + (computeHash('depth', spec.symbol, ticks) % 1000) / 500;
    const coins = spec.volumeCoinsPerMinute * 0.01 * noise * (1 + index / 50);
    return [formatPrice(spec, ticks), formatQuantity(spec, Math.max(1, toLots(spec, coins)))];
  });
}

export const DEPTH: Route = {
  pool: 'weight',
  isSnapshot: true,
  weight: (query) => computeDepthWeight(Number(query.get('limit') ?? STANDARD_DEPTH)),
  answer({ market, query, nowMs }) {
    const spec = readSymbol(market, query);
    const limit = readWhole(query, 'limit') ?? STANDARD_DEPTH;
    if (!DEPTHS.has(limit)) throw new ApiError(400, -4021, `${limit} is not valid depth limit.`);
    const ticks = readTradedTicks(market, spec, nowMs);
    return {
      lastUpdateId: nowMs * 8,
      E: nowMs,
      T: nowMs - 4,
      bids: computeLevels(spec, ticks, -1, limit),
      asks: computeLevels(spec, ticks + 1, 1, limit),
    };
  },
};

function computeTicker(market: ReplayMarket, spec: SymbolSpec, nowMs: number) {
  const openTime = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - DAY_MS + MINUTE_MS;
  const day = computeKline(market, spec, 'traded', openTime, DAY_MS, nowMs);
  const coins = lotsToCoins(spec, day.volume);
  return {
    symbol: spec.symbol,
    priceChange: formatPrice(spec, day.close - day.open),
    priceChangePercent: (100 * (day.close / day.open - 1)).toFixed(3),
    weightedAvgPrice: (coins > 0 ? day.quoteUsd / coins : ticksToPrice(spec, day.close)).toFixed(
      spec.priceDecimals,
    ),
    lastPrice: formatPrice(spec, day.close),
    lastQty: formatQuantity(spec, Math.max(1, toLots(spec, spec.volumeCoinsPerMinute / 1000))),
    openPrice: formatPrice(spec, day.open),
    highPrice: formatPrice(spec, day.high),
    lowPrice: formatPrice(spec, day.low),
    volume: formatQuantity(spec, day.volume),
    quoteVolume: day.quoteUsd.toFixed(2),
    openTime,
    closeTime: nowMs,
    firstId: 1,
    lastId: day.trades,
    count: day.trades,
  };
}

/** The weight of a route that tells one symbol or all of them. */
const weightOf = (one: number, all: number) => (query: URLSearchParams) =>
  query.has('symbol') ? one : all;

const createPriceRoute = (
  weights: readonly [one: number, all: number],
  tell: (market: ReplayMarket, spec: SymbolSpec, nowMs: number) => object,
): Route => ({
  pool: 'weight',
  isSnapshot: true,
  weight: weightOf(...weights),
  answer: ({ market, query, nowMs }) =>
    query.has('symbol')
      ? tell(market, readSymbol(market, query), nowMs)
      : market.symbols.map((spec) => tell(market, spec, nowMs)),
});

export const TICKER_24HR = createPriceRoute([1, 40], computeTicker);

export const TICKER_PRICE = createPriceRoute([1, 2], (market, spec, nowMs) => ({
  symbol: spec.symbol,
  price: formatPrice(spec, readTradedTicks(market, spec, nowMs)),
  time: nowMs,
}));

export const BOOK_TICKER = createPriceRoute([2, 5], (market, spec, nowMs) => {
  const ticks = readTradedTicks(market, spec, nowMs);
  const [bid] = computeLevels(spec, ticks, -1, 1);
  const [ask] = computeLevels(spec, ticks + 1, 1, 1);
  return {
    symbol: spec.symbol,
    bidPrice: bid![0],
    bidQty: bid![1],
    askPrice: ask![0],
    askQty: ask![1],
    time: nowMs,
    lastUpdateId: nowMs * 8,
  };
});
