/** The statistics under /futures/data: thirty days, late by a minute or so, no weight but a count. */
import { DAY_MS, SECOND_MS } from '../../lib/model/time.ts';
import { invalidStatisticsParameter, missingParameter } from './api-errors.ts';
import { parseInterval } from './intervals.ts';
import { computeKline, INDEX_SHARE } from './klines.ts';
import { readMarkPrice } from './price-routes.ts';
import { readLimit, readSymbol, readText, readTimes } from './query.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { Route, RouteRequest } from './route.ts';
import { computeHash } from './seeded-random.ts';
import { formatQuantity, lotsToCoins, ticksToPrice, type SymbolSpec } from './symbols.ts';

const PERIODS = new Set(['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d']);
const STANDARD_LIMIT = 30;
const MOST = 500;
const KEPT_MS = 30 * DAY_MS;
const LEAST_LAG_MS = 40 * SECOND_MS;
const MOST_LAG_MS = 90 * SECOND_MS;

/** How long after its moment a point is published. */
export const computePublicationLag = (symbol: string, timeMs: number): number =>
  LEAST_LAG_MS + (computeHash('lag', symbol, timeMs) % (MOST_LAG_MS - LEAST_LAG_MS));

/** Whether the state at that moment was read: not in the midst of an hour without trade. */
export const hasReading = (market: ReplayMarket, timeMs: number): boolean =>
  !market.isShut(timeMs - 1, timeMs + 1);

function readPeriod(query: URLSearchParams): number {
  const period = query.get('period');
  if (!period) throw missingParameter('period');
  const periodMs = PERIODS.has(period) ? parseInterval(period) : undefined;
  if (periodMs === undefined) throw invalidStatisticsParameter('period');
  return periodMs;
}

/**
 * Moments of the points asked for, ascending. The documents do not say which are dropped when more
 * fit between the times than the limit allows; here the newest are kept, so that only a client that
 * asks for windows no longer than its limit gets everything.
 */
function listMoments({ market, query, nowMs }: RouteRequest, spec: SymbolSpec) {
  const periodMs = readPeriod(query);
  const { startTimeMs, endTimeMs } = readTimes(query);
  const limit = readLimit(query, STANDARD_LIMIT, MOST);
  if (startTimeMs !== undefined && startTimeMs < nowMs - KEPT_MS) {
    throw invalidStatisticsParameter('startTime');
  }
  const firstMs = Math.max(
    startTimeMs ?? 0,
    nowMs - KEPT_MS,
    market.firstMinuteMs(spec.symbol) + periodMs,
  );
  let timeMs = Math.floor(Math.min(endTimeMs ?? nowMs, nowMs) / periodMs) * periodMs;
  if (timeMs + computePublicationLag(spec.symbol, timeMs) > nowMs) timeMs -= periodMs;
  const moments: number[] = [];
  for (; timeMs >= firstMs && moments.length < limit; timeMs -= periodMs) {
    if (hasReading(market, timeMs)) moments.push(timeMs);
  }
  return { periodMs, moments: moments.reverse() };
}

/** Eight decimals, as the statistics write them, without the noise of a binary fraction. */
const padDecimals = (quantity: string): string => {
  const [whole, fraction = ''] = quantity.split('.');
  return `${whole}.${fraction.padEnd(8, '0')}`;
};

export const OPEN_INTEREST_HISTORY: Route = {
  pool: 'statistics',
  weight: () => 1,
  answer(request) {
    const { market, query } = request;
    const spec = readSymbol(market, query);
    return listMoments(request, spec).moments.map((timestamp) => {
      const lots = market.openInterestLots(spec.symbol, timestamp);
      const price = ticksToPrice(spec, market.minute(spec.symbol, timestamp).open);
      return {
        symbol: spec.symbol,
        sumOpenInterest: padDecimals(formatQuantity(spec, lots)),
        sumOpenInterestValue: (lotsToCoins(spec, lots) * price).toFixed(8),
        CMCCirculatingSupply: (spec.openInterestCoins * 200).toFixed(8),
        timestamp,
      };
    });
  },
};

/** A share of accounts or positions that is long: slow, against the last day's move, seeded. */
export function computeLongShare(
  market: ReplayMarket,
  spec: SymbolSpec,
  kind: string,
  timeMs: number,
): number {
  const price = market.minute(spec.symbol, timeMs).open;
  const dayBefore = market.minute(spec.symbol, timeMs - DAY_MS).open;
  const noise = (computeHash(kind, spec.symbol, timeMs) % 1000) / 1e5;
  const lean = kind === 'top-positions' ? 0.54 : 0.6;
  return Math.min(0.8, Math.max(0.3, lean - 1.5 * (price / dayBefore - 1) + noise));
}

export const createRatioRoute = (kind: 'accounts' | 'top-accounts' | 'top-positions'): Route => ({
  pool: 'statistics',
  weight: () => 1,
  answer(request) {
    const { market, query } = request;
    const spec = readSymbol(market, query);
    return listMoments(request, spec).moments.map((timestamp) => {
      const long = computeLongShare(market, spec, kind, timestamp);
      return {
        symbol: spec.symbol,
        longAccount: long.toFixed(4),
        longShortRatio: (long / (1 - long)).toFixed(4),
        shortAccount: (1 - long).toFixed(4),
        timestamp,
      };
    });
  },
});

export const TAKER_RATIO: Route = {
  pool: 'statistics',
  weight: () => 1,
  answer(request) {
    const { market, query, nowMs } = request;
    const spec = readSymbol(market, query);
    const { periodMs, moments } = listMoments(request, spec);
    return moments.map((timestamp) => {
      const kline = computeKline(market, spec, 'traded', timestamp - periodMs, periodMs, nowMs);
      const sell = kline.volume - kline.takerBuy;
      return {
        buySellRatio: (kline.takerBuy / Math.max(1, sell)).toFixed(4),
        sellVol: formatQuantity(spec, sell),
        buyVol: formatQuantity(spec, kline.takerBuy),
        timestamp,
      };
    });
  },
};

/** The contract's price beside the index. Only perpetuals are traded here. */
export const BASIS: Route = {
  pool: 'statistics',
  weight: () => 1,
  answer(request) {
    const { market, query } = request;
    const spec = readSymbol(market, query, 'pair');
    const contractType = readText(query, 'contractType');
    if (contractType !== 'PERPETUAL') return [];
    return listMoments(request, spec).moments.map((timestamp) => {
      const futures = ticksToPrice(spec, market.minute(spec.symbol, timestamp).open);
      const index = readMarkPrice(market, spec, timestamp) * INDEX_SHARE;
      return {
        indexPrice: index.toFixed(8),
        contractType,
        basisRate: (futures / index - 1).toFixed(4),
        futuresPrice: futures.toFixed(spec.priceDecimals),
        annualizedBasisRate: '',
        basis: (futures - index).toFixed(8),
        pair: spec.symbol,
        timestamp,
      };
    });
  },
};
