import { invalidData } from './api-errors.ts';
import { computeKlines, type Kline, type KlineRange, type PriceKind } from './klines.ts';
import { readInterval, readLimit, readSymbol, readText, readTimes } from './query.ts';
import type { Route } from './route.ts';
import { formatPrice, formatQuantity, ticksToPrice, type SymbolSpec } from './symbols.ts';
import { computeKlineWeight } from './weights.ts';

const STANDARD_LIMIT = 500;
const MOST = 1500;
/** Mark and index prices are quoted finer than the traded one. */
const MARK_DECIMALS = 8;

const CONTRACT_TYPES = new Set([
  'PERPETUAL',
  'CURRENT_QUARTER',
  'NEXT_QUARTER',
  'TRADIFI_PERPETUAL',
]);

const closeTimeOf = (kline: Kline, intervalMs: number) => kline.openTimeMs + intervalMs - 1;

/** The twelve elements of a candle, as the exchange orders them. */
export const formatTradedKline = (spec: SymbolSpec, kline: Kline, intervalMs: number) => [
  kline.openTimeMs,
  formatPrice(spec, kline.open),
  formatPrice(spec, kline.high),
  formatPrice(spec, kline.low),
  formatPrice(spec, kline.close),
  formatQuantity(spec, kline.volume),
  closeTimeOf(kline, intervalMs),
  kline.quoteUsd.toFixed(4),
  kline.trades,
  formatQuantity(spec, kline.takerBuy),
  kline.takerBuyQuoteUsd.toFixed(4),
  '0',
];

const formatMarkKline = (spec: SymbolSpec, kline: Kline, intervalMs: number) => {
  const price = (ticks: number) => ticksToPrice(spec, ticks).toFixed(MARK_DECIMALS);
  const { open, high, low, close } = kline;
  return [
    kline.openTimeMs,
    ...[open, high, low, close].map(price),
    '0',
    closeTimeOf(kline, intervalMs),
    '0',
    intervalMs / 1000,
    '0',
    '0',
    '0',
  ];
};

function readRange(query: URLSearchParams): KlineRange {
  const intervalMs = readInterval(query);
  return { intervalMs, ...readTimes(query), limit: readLimit(query, STANDARD_LIMIT, MOST) };
}

/** One of the candle endpoints, which differ in what they are named by and which price they show. */
export const createKlineRoute = (kind: PriceKind, named: 'symbol' | 'pair'): Route => ({
  pool: 'weight',
  weight: (query) => computeKlineWeight(Number(query.get('limit') ?? STANDARD_LIMIT)),
  answer({ market, query, nowMs }) {
    const spec = readSymbol(market, query, named);
    const range = readRange(query);
    const format = kind === 'traded' ? formatTradedKline : formatMarkKline;
    return computeKlines(market, spec, kind, range, nowMs).map((kline) =>
      format(spec, kline, range.intervalMs),
    );
  },
});

const pairRoute = createKlineRoute('traded', 'pair');

/** Candles by pair and kind of contract. Only perpetuals have any here. */
export const CONTINUOUS_KLINES: Route = {
  ...pairRoute,
  answer(request) {
    readSymbol(request.market, request.query, 'pair');
    const contractType = readText(request.query, 'contractType');
    if (!CONTRACT_TYPES.has(contractType)) throw invalidData('contractType');
    return contractType === 'PERPETUAL' ? pairRoute.answer(request) : [];
  },
};

const formatPremiumKline = (traded: Kline, index: Kline, intervalMs: number) => {
  const open = traded.open / index.open - 1;
  const close = traded.close / index.close - 1;
  const extremes = [open, close, traded.high / index.high - 1, traded.low / index.low - 1];
  const prices = [open, Math.max(...extremes), Math.min(...extremes), close];
  return [
    traded.openTimeMs,
    ...prices.map((share) => share.toFixed(MARK_DECIMALS)),
    '0',
    closeTimeOf(traded, intervalMs),
    '0',
    intervalMs / 1000,
    '0',
    '0',
    '0',
  ];
};

/** How far the traded price lies from the index, as a share of it. */
export const PREMIUM_INDEX_KLINES: Route = {
  pool: 'weight',
  weight: pairRoute.weight,
  answer({ market, query, nowMs }) {
    const spec = readSymbol(market, query);
    const range = readRange(query);
    const index = computeKlines(market, spec, 'index', range, nowMs);
    return computeKlines(market, spec, 'traded', range, nowMs).map((kline, n) =>
      formatPremiumKline(kline, index[n]!, range.intervalMs),
    );
  },
};
