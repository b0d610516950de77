/**
 * What the project wants of an exchange. A second exchange is a second object of this type; nothing
 * above this floor knows a URL, a field name or a limit.
 */
import type { Bracket, Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../model/time.ts';
import type { MarketId } from './book-key.ts';

export type CandleInterval = '1m' | '5m';
export const INTERVAL_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': MINUTE_MS,
  '5m': FIVE_MINUTES_MS,
};

/** A stretch of a series: rows with `startMs` ≤ time < `endMs`. */
export interface RangeRequest {
  readonly symbol: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface CandleRequest extends RangeRequest {
  readonly interval: CandleInterval;
}

/** A row that contradicts itself, such as a close outside low to high. */
export interface DroppedRow {
  readonly timeMs: number;
  /** Endpoint, row and what is wrong with it. */
  readonly detail: string;
}

/** Rows sorted by time, each time once, all inside the range that was asked for. */
export interface MarketAnswer<Row> {
  readonly rows: readonly Row[];
  /**
   * Request weight used by us and all others behind this address in the current minute; null where the
   * exchange does not say.
   */
  readonly usedWeight1m: number | null;
  /** Rows of the answer that cannot be true: they are not among `rows`. Left out where all were sound. */
  readonly dropped?: readonly DroppedRow[];
}

/** The open interest at this moment; its `timeMs` is the exchange's clock. */
interface OpenInterestNow {
  readonly reading: OpenInterestPoint;
  readonly usedWeight1m: number | null;
}

/** Mark price and funding at this moment; `timeMs` is the exchange's clock. */
export interface MarkPriceNow {
  readonly timeMs: number;
  readonly markPrice: number;
  readonly indexPrice: number;
  /** Of the running interval, as a fraction: 0.0001 is 0.01 %. Above 0, longs pay. */
  readonly fundingRate: number;
  readonly nextFundingTimeMs: number;
  readonly usedWeight1m: number | null;
}

/** A perpetual that is traded now. */
export interface ListedSymbol {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: number;
  /** The exchange's own word for what the price follows, such as `COIN`; null where it has none. */
  readonly underlyingType: string | null;
}

/** One of the counters that an exchange keeps of an address. */
export type RequestPool = 'weight' | 'statistics' | 'funding';

/** What a request takes from which counter. */
export interface RequestCost {
  readonly pool: RequestPool;
  readonly amount: number;
}

interface PoolLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** What a call costs of the pool `weight`; 0 where another pool counts it or nothing is asked. */
export interface RequestWeights {
  readonly openInterestHistory: number;
  readonly openInterestNow: number;
  readonly markPrice: number;
  readonly listedSymbols: number;
  readonly brackets: number;
}

/** Every function fails with a `MarketError`, or with what `beforeRetry` failed with. */
export interface Market {
  readonly id: MarketId;
  /** Request weight per minute that the exchange allows one address, or that we never go beyond. */
  readonly weightLimit1m: number;
  /** All counters that the exchange keeps of an address; a pool it does not have is not here. */
  readonly pools: Readonly<Partial<Record<RequestPool, PoolLimit>>>;
  readonly weights: RequestWeights;
  /** The most candles that one request should ask for: the cheapest page per candle. */
  readonly candlesPerPage: number;
  readonly openInterestPerPage: number;
  /** Request weight of one page of `count` candles. */
  candleWeight(count: number): number;
  candles(request: CandleRequest): Promise<MarketAnswer<Candle>>;
  markCandles(request: CandleRequest): Promise<MarketAnswer<MarkCandle>>;
  /** Official readings, one each five minutes; no rows for what lies before all that is kept. */
  openInterestHistory(request: RangeRequest): Promise<MarketAnswer<OpenInterestPoint>>;
  openInterestNow(symbol: string): Promise<OpenInterestNow>;
  markPrice(symbol: string): Promise<MarkPriceNow>;
  /** Perpetuals on coins that are traded now, sorted by symbol. */
  listedSymbols(): Promise<MarketAnswer<ListedSymbol>>;
  /** Leverage brackets of a symbol; null where the exchange gives none without a key. */
  brackets(symbol: string): Promise<readonly Bracket[] | null>;
}
