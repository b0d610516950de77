import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { INDEX_SHARE } from './klines.ts';
import { computeMarkPrice } from './mark-price.ts';
import { readLimit, readSymbol, readTimes } from './query.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { Route } from './route.ts';
import { formatQuantity, ticksToPrice, type SymbolSpec } from './symbols.ts';

export const FUNDING_INTERVAL_MS = 8 * HOUR_MS;
const MARK_DECIMALS = 8;
const RATE_DECIMALS = 8;
/** Binance's pages of funding: 100 rows unless asked, but 200 where no times are given either. */
const FUNDING_LIMIT = 100;
const FUNDING_LIMIT_WITHOUT_TIMES = 200;
const FUNDING_MOST = 1000;

const floorToFunding = (timeMs: number) =>
  Math.floor(timeMs / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;

/** The mark price (in USD) at a moment. */
export function readMarkPrice(market: ReplayMarket, spec: SymbolSpec, timeMs: number): number {
  const openTimeMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
  const row = market.minute(spec.symbol, openTimeMs);
  return ticksToPrice(spec, computeMarkPrice(row, (timeMs - openTimeMs) / MINUTE_MS));
}

/** Mark, index and funding of one symbol at a moment, as the exchange words it. */
export function computePremium(market: ReplayMarket, spec: SymbolSpec, nowMs: number) {
  const timeMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
  const mark = readMarkPrice(market, spec, timeMs);
  return {
    symbol: spec.symbol,
    markPrice: mark.toFixed(MARK_DECIMALS),
    indexPrice: (mark * INDEX_SHARE).toFixed(MARK_DECIMALS),
    estimatedSettlePrice: (mark * INDEX_SHARE).toFixed(MARK_DECIMALS),
    lastFundingRate: market.fundingRate(spec.symbol, timeMs).toFixed(RATE_DECIMALS),
    interestRate: '0.00010000',
    nextFundingTime: floorToFunding(timeMs) + FUNDING_INTERVAL_MS,
    time: timeMs,
  };
}

export const PREMIUM_INDEX: Route = {
  pool: 'weight',
  isSnapshot: true,
  weight: (query) => (query.has('symbol') ? 1 : 10),
  answer: ({ market, query, nowMs }) =>
    query.has('symbol')
      ? computePremium(market, readSymbol(market, query), nowMs)
      : market.symbols.map((spec) => computePremium(market, spec, nowMs)),
};

export const OPEN_INTEREST: Route = {
  pool: 'weight',
  isSnapshot: true,
  weight: () => 1,
  answer({ market, query, nowMs }) {
    const spec = readSymbol(market, query);
    const timeMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
    return {
      symbol: spec.symbol,
      openInterest: formatQuantity(spec, market.openInterestLots(spec.symbol, timeMs)),
      time: timeMs,
    };
  },
};

function listFundings(
  market: ReplayMarket,
  spec: SymbolSpec,
  query: URLSearchParams,
  nowMs: number,
) {
  const { startTimeMs, endTimeMs } = readTimes(query);
  const timeless = startTimeMs === undefined && endTimeMs === undefined;
  const standard = timeless ? FUNDING_LIMIT_WITHOUT_TIMES : FUNDING_LIMIT;
  const limit = readLimit(query, standard, FUNDING_MOST);
  const lastMs = floorToFunding(Math.min(endTimeMs ?? nowMs, nowMs));
  const earliestMs = Math.max(startTimeMs ?? 0, market.firstMinuteMs(spec.symbol));
  const firstMs = floorToFunding(earliestMs - 1) + FUNDING_INTERVAL_MS;
  const available = (lastMs - firstMs) / FUNDING_INTERVAL_MS + 1;
  const count = Math.max(0, Math.min(limit, available));
  const fromMs = startTimeMs === undefined ? lastMs - (count - 1) * FUNDING_INTERVAL_MS : firstMs;
  return Array.from({ length: count }, (_, index) => {
    const timeMs = fromMs + index * FUNDING_INTERVAL_MS;
    return {
      symbol: spec.symbol,
      fundingTime: timeMs,
      fundingRate: market.fundingRate(spec.symbol, timeMs).toFixed(RATE_DECIMALS),
      markPrice: readMarkPrice(market, spec, timeMs).toFixed(MARK_DECIMALS),
      rateType: 'FUNDING',
    };
  });
}

export const FUNDING_RATE: Route = {
  pool: 'funding',
  weight: () => 1,
  answer({ market, query, nowMs }) {
    const specs = query.has('symbol') ? [readSymbol(market, query)] : market.symbols;
    return specs.flatMap((spec) => listFundings(market, spec, query, nowMs));
  },
};

/** Only symbols whose funding was adjusted are listed; here none is. */
export const FUNDING_INFO: Route = { pool: 'funding', weight: () => 1, answer: () => [] };
