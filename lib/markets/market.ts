/**
 * What the project wants of an exchange. A second exchange is a second object of this type; nothing
 * above this floor knows a URL, a field name or a limit.
 */
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';

export type CandleInterval = '1m' | '5m';

/** A stretch of a series: rows with `startMs` ≤ time < `endMs`. */
export interface RangeRequest {
  readonly symbol: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface CandleRequest extends RangeRequest {
  readonly interval: CandleInterval;
}

/** Rows sorted by time, each time once, all inside the range that was asked for. */
export interface MarketAnswer<Row> {
  readonly rows: readonly Row[];
  /** Request weight used by us and all others behind this address in the current minute. */
  readonly usedWeight1m: number | null;
}

/** The open interest at this moment; its `timeMs` is the exchange's clock. */
interface OpenInterestNow {
  readonly reading: OpenInterestPoint;
  readonly usedWeight1m: number | null;
}

/** Every function fails with a `MarketError` and with nothing else. */
export interface Market {
  /** Request weight per minute that the exchange allows one address. */
  readonly weightLimit1m: number;
  /** The most candles that one request should ask for: the cheapest page per candle. */
  readonly candlesPerPage: number;
  readonly openInterestPerPage: number;
  /** Request weight of one page of `count` candles. */
  candleWeight(count: number): number;
  candles(request: CandleRequest): Promise<MarketAnswer<Candle>>;
  markCandles(request: CandleRequest): Promise<MarketAnswer<MarkCandle>>;
  /** Official readings, one each five minutes; costs no request weight. */
  openInterestHistory(request: RangeRequest): Promise<MarketAnswer<OpenInterestPoint>>;
  /** Costs a request weight of 1. */
  openInterestNow(symbol: string): Promise<OpenInterestNow>;
}
