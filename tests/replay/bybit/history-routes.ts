/** Bybit's series, newest row first: candles, open interest, account ratio, funding. */
import { FUNDING_INTERVAL_MS } from '../price-routes.ts';
import { computeKlines, type Kline, type KlineRange, type PriceKind } from '../klines.ts';
import type { ReplayMarket } from '../replay-market.ts';
import type { Route, RouteRequest } from '../route.ts';
import { computeLongShare, computePublicationLag, hasReading } from '../statistics-routes.ts';
import { formatPrice, formatQuantity, ticksToPrice, type SymbolSpec } from '../symbols.ts';
import { invalidParameter, timeInvalid, unsupportedSymbol } from './errors.ts';
import {
  checkCategory,
  readBybitInterval,
  readBybitLimit,
  readBybitPeriod,
  readBybitSymbol,
  readBybitTimes,
} from './query.ts';

const REQUEST = { pool: 'requests', weight: () => 1 } as const;
const CANDLES = 200;
const MOST_CANDLES = 1000;
const READINGS = 50;
const MOST_READINGS = 200;
const MOST_RATIOS = 500;
const FUNDINGS = 200;

const formatCandle = (spec: SymbolSpec, kind: PriceKind, kline: Kline): readonly string[] => {
  const { open, high, low, close } = kline;
  const price = (ticks: number) =>
    kind === 'traded'
      ? formatPrice(spec, ticks)
      : ticksToPrice(spec, ticks).toFixed(spec.priceDecimals + 1);
  const prices = [String(kline.openTimeMs), ...[open, high, low, close].map(price)];
  if (kind !== 'traded') return prices;
  return [...prices, formatQuantity(spec, kline.volume), kline.quoteUsd.toFixed(4)];
};

/** Candles of the traded, the mark or the index price. With both times given the newest are told. */
export const createBybitKlineRoute = (kind: PriceKind): Route => ({
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const { market, nowMs } = request;
    const spec = readBybitSymbol(request, unsupportedSymbol);
    const range: KlineRange = {
      intervalMs: readBybitInterval(request),
      limit: readBybitLimit(request, CANDLES, MOST_CANDLES),
      ...toRange(readBybitTimes(request, 'start', 'end')),
    };
    const klines = computeKlines(market, spec, kind, range, nowMs);
    const rows = klines.map((kline) => formatCandle(spec, kind, kline));
    return { symbol: spec.symbol, category: 'linear', list: rows.reverse() };
  },
});

const toRange = ({ startMs, endMs }: ReturnType<typeof readBybitTimes>) => ({
  startTimeMs: startMs,
  endTimeMs: endMs,
  keepsNewest: endMs !== undefined,
});

const CURSOR = /^lastid%3D0%26lasttime%3D(\d+)$/;
/** Cursors come already encoded for a URL, as the exchange's do. */
const formatCursor = (timeMs: number) => `lastid%3D0%26lasttime%3D${timeMs}`;

/** The time before which the next page lies, or undefined for a first page. */
function readCursor({ query }: RouteRequest): number | undefined {
  const cursor = query.get('cursor');
  if (!cursor) return undefined;
  const match = CURSOR.exec(cursor) ?? CURSOR.exec(encodeURIComponent(cursor));
  if (!match) throw invalidParameter('cursor');
  return Number(match[1]);
}

/** Moments of a page, newest first, and the cursor to those before them ('' at the end). */
function listPage(request: RouteRequest, spec: SymbolSpec, periodMs: number, limit: number) {
  const { market, nowMs } = request;
  const { startMs, endMs } = readBybitTimes(request, 'startTime', 'endTime');
  const earliestMs = Math.max(startMs ?? 0, market.firstMinuteMs(spec.symbol) + periodMs);
  const before = readCursor(request);
  const latestMs = Math.min(endMs ?? nowMs, nowMs, before === undefined ? Infinity : before - 1);
  let timeMs = Math.floor(latestMs / periodMs) * periodMs;
  if (timeMs + computePublicationLag(`bybit:${spec.symbol}`, timeMs) > nowMs) timeMs -= periodMs;
  const moments: number[] = [];
  for (; timeMs >= earliestMs && moments.length < limit; timeMs -= periodMs) {
    if (hasReading(market, timeMs)) moments.push(timeMs);
  }
  return { moments, nextPageCursor: timeMs >= earliestMs ? formatCursor(moments.at(-1)!) : '' };
}

/** Open interest as Bybit tells it: `openInterest` counts both sides, the single one is half of it. */
export function tellOpenInterest(market: ReplayMarket, spec: SymbolSpec, timeMs: number) {
  const lots = market.openInterestLots(spec.symbol, timeMs);
  return {
    openInterest: formatQuantity(spec, 2 * lots),
    singleOpenInterest: formatQuantity(spec, lots),
  };
}

export const BYBIT_OPEN_INTEREST: Route = {
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const spec = readBybitSymbol(request);
    const periodMs = readBybitPeriod(request, 'intervalTime');
    const limit = readBybitLimit(request, READINGS, MOST_READINGS);
    const { moments, nextPageCursor } = listPage(request, spec, periodMs, limit);
    const list = moments.map((timeMs) => ({
      ...tellOpenInterest(request.market, spec, timeMs),
      timestamp: String(timeMs),
    }));
    return { symbol: spec.symbol, category: 'linear', list, nextPageCursor };
  },
};

export const BYBIT_ACCOUNT_RATIO: Route = {
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const spec = readBybitSymbol(request);
    const periodMs = readBybitPeriod(request, 'period');
    const limit = readBybitLimit(request, READINGS, MOST_RATIOS);
    const { moments, nextPageCursor } = listPage(request, spec, periodMs, limit);
    const list = moments.map((timeMs) => {
      const long = computeLongShare(request.market, spec, 'bybit', timeMs);
      return {
        symbol: spec.symbol,
        buyRatio: long.toFixed(4),
        sellRatio: (1 - Number(long.toFixed(4))).toFixed(4),
        timestamp: String(timeMs),
      };
    });
    return { list, nextPageCursor };
  },
};

export const BYBIT_FUNDING: Route = {
  ...REQUEST,
  answer(request) {
    checkCategory(request);
    const { market, nowMs } = request;
    const spec = readBybitSymbol(request);
    const { startMs, endMs } = readBybitTimes(request, 'startTime', 'endTime');
    if (startMs !== undefined && endMs === undefined) throw timeInvalid();
    const limit = readBybitLimit(request, FUNDINGS, FUNDINGS);
    const earliestMs = Math.max(startMs ?? 0, market.firstMinuteMs(spec.symbol));
    const list: object[] = [];
    const latestMs = Math.min(endMs ?? nowMs, nowMs);
    let timeMs = Math.floor(latestMs / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;
    for (; timeMs >= earliestMs && list.length < limit; timeMs -= FUNDING_INTERVAL_MS) {
      list.push({
        symbol: spec.symbol,
        fundingRate: market.fundingRate(spec.symbol, timeMs).toFixed(8),
        fundingRateTimestamp: String(timeMs),
      });
    }
    return { category: 'linear', list };
  },
};
