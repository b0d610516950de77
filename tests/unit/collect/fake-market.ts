/**
 * A market small enough to think about: prices and open interest are smooth functions of time, every
 * row exists from `listedMs` on, the official open interest is published two minutes late.
 */
import type { MarketId } from '../../../lib/markets/book-key.ts';
import type {
  CandleRequest,
  ListedSymbol,
  Market,
  MarketAnswer,
  RangeRequest,
} from '../../../lib/markets/market.ts';
import type { Bracket } from '../../../lib/model/market-data.ts';
import { FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';

const PUBLISHED_LATE_MS = 2 * MINUTE_MS;

export const priceAt = (timeMs: number): number =>
  100 *
  Math.exp(0.03 * Math.sin(timeMs / (7 * HOUR_MS)) + 0.004 * Math.sin(timeMs / (9 * MINUTE_MS)));
export const openInterestAt = (timeMs: number): number =>
  10_000 + 800 * Math.sin(timeMs / (5 * HOUR_MS)) + 90 * Math.sin(timeMs / (11 * MINUTE_MS));

export interface FakeMarketOptions {
  /** The exchange's clock. */
  readonly nowMs: () => number;
  readonly listedMs: number;
  /** Called before each answer with the function's name; may throw. */
  readonly onCall?: (name: string, request: RangeRequest | null) => void;
  /** Moments that the exchange has no rows of. */
  readonly isMissing?: (timeMs: number) => boolean;
  readonly pageRows?: number;
  readonly id?: MarketId;
  /** What it gives as leverage brackets; null where it gives none. */
  readonly brackets?: readonly Bracket[] | null;
  /** What it lists. */
  readonly symbols?: readonly ListedSymbol[];
}

export const createFakeMarket = (options: FakeMarketOptions): Market => {
  const { nowMs, listedMs, onCall, isMissing = () => false, pageRows = 499 } = options;
  const { id = 'binance', brackets = null, symbols = [] } = options;
  const times = ({ startMs, endMs }: RangeRequest, periodMs: number, lateMs: number): number[] => {
    const found: number[] = [];
    for (let time = Math.max(startMs, listedMs); time < endMs; time += periodMs)
      if (time <= nowMs() - lateMs && !isMissing(time)) found.push(time);
    return found;
  };
  const rowsOf = async <Row>(
    name: string,
    request: RangeRequest,
    periodMs: number,
    lateMs: number,
    row: (timeMs: number) => Row,
  ): Promise<MarketAnswer<Row>> => {
    await Promise.resolve();
    onCall?.(name, request);
    return { rows: times(request, periodMs, lateMs).map(row), usedWeight1m: 7 };
  };
  const periodOf = ({ interval }: CandleRequest): number =>
    interval === '1m' ? MINUTE_MS : FIVE_MINUTES_MS;
  const candleAt = (openTimeMs: number, periodMs: number) => {
    const open = priceAt(openTimeMs);
    const close = priceAt(openTimeMs + periodMs);
    const high = Math.max(open, close) * 1.0005;
    const low = Math.min(open, close) * 0.9995;
    return { openTimeMs, open, high, low, close };
  };
  return {
    id,
    weightLimit1m: 2400,
    pools: {
      weight: { limit: 2400, windowMs: MINUTE_MS },
      statistics: { limit: 1000, windowMs: FIVE_MINUTES_MS },
    },
    weights: {
      openInterestHistory: 0,
      openInterestNow: 1,
      markPrice: 1,
      listedSymbols: 1,
      brackets: brackets ? 2 : 0,
    },
    candlesPerPage: pageRows,
    openInterestPerPage: pageRows,
    candleWeight: (count) => (count < 100 ? 1 : 2),
    candles: (request) =>
      rowsOf('candles', request, periodOf(request), 0, (time) => ({
        ...candleAt(time, periodOf(request)),
        volumeCoins: 50 + 20 * Math.sin(time / HOUR_MS),
        takerBuyCoins: 25 + 10 * Math.cos(time / HOUR_MS),
      })),
    markCandles: (request) =>
      rowsOf('markCandles', request, periodOf(request), 0, (time) => {
        const { openTimeMs, high, low, close } = candleAt(time, periodOf(request));
        return { openTimeMs, high, low, close };
      }),
    openInterestHistory: (request) =>
      rowsOf('openInterestHistory', request, FIVE_MINUTES_MS, PUBLISHED_LATE_MS, (timeMs) => ({
        timeMs,
        openInterestCoins: openInterestAt(timeMs),
      })),
    openInterestNow: async () => {
      await Promise.resolve();
      onCall?.('openInterestNow', null);
      return {
        reading: { timeMs: nowMs(), openInterestCoins: openInterestAt(nowMs()) },
        usedWeight1m: 7,
      };
    },
    markPrice: async () => {
      await Promise.resolve();
      onCall?.('markPrice', null);
      return {
        timeMs: nowMs(),
        markPrice: priceAt(nowMs()),
        indexPrice: priceAt(nowMs()),
        fundingRate: 0.0001,
        nextFundingTimeMs: nowMs() + HOUR_MS,
        usedWeight1m: 7,
      };
    },
    listedSymbols: async () => {
      await Promise.resolve();
      onCall?.('listedSymbols', null);
      return { rows: symbols, usedWeight1m: 7 };
    },
    brackets: async () => {
      await Promise.resolve();
      onCall?.('brackets', null);
      return brackets;
    },
  };
};
