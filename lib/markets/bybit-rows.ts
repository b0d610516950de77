/**
 * Bybit's series as rows of the model. They come newest first and all fields are strings; `tidyRows`
 * puts them in order. Candles do not say what takers bought.
 */
import * as v from 'valibot';
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { amount, parseRows, parseWith, positive, timeMs } from './answer-schema.ts';

const ListSchema = v.object({ list: v.array(v.unknown()) });

/** [start time, open, high, low, close, volume in coins, turnover] */
const KlineSchema = v.looseTuple([timeMs, positive, positive, positive, positive, amount]);
/** [start time, open, high, low, close] */
const MarkKlineSchema = v.looseTuple([timeMs, positive, positive, positive, positive]);
const OpenInterestSchema = v.object({
  timestamp: timeMs,
  openInterest: amount,
  singleOpenInterest: v.optional(v.union([amount, v.literal('')])),
});

interface OpenInterestFields {
  readonly openInterest: number;
  readonly singleOpenInterest?: number | '' | undefined;
}

/**
 * One-sided open interest: `singleOpenInterest`, which answers have since June 2026; where it is missing,
 * half of `openInterest`, which counts both sides.
 */
export const oneSidedCoins = ({ openInterest, singleOpenInterest }: OpenInterestFields): number =>
  typeof singleOpenInterest === 'number' ? singleOpenInterest : openInterest / 2;

const listOf = (result: unknown, endpoint: string): unknown[] =>
  parseWith(ListSchema, result, endpoint).list;

/** Traded candles of a `kline` answer. */
export const parseBybitKlines = (result: unknown, endpoint: string): Candle[] =>
  parseRows(KlineSchema, listOf(result, endpoint), endpoint).map((row) => {
    const [openTimeMs, open, high, low, close, volumeCoins] = row;
    return { openTimeMs, open, high, low, close, volumeCoins, takerBuyCoins: null };
  });

/** Candles of the mark price of a `mark-price-kline` answer. */
export const parseBybitMarkKlines = (result: unknown, endpoint: string): MarkCandle[] =>
  parseRows(MarkKlineSchema, listOf(result, endpoint), endpoint).map((row) => {
    const [openTimeMs, , high, low, close] = row;
    return { openTimeMs, high, low, close };
  });

/** Readings of an `open-interest` answer. */
export const parseBybitOpenInterest = (result: unknown, endpoint: string): OpenInterestPoint[] =>
  parseRows(OpenInterestSchema, listOf(result, endpoint), endpoint).map((row) => ({
    timeMs: row.timestamp,
    openInterestCoins: oneSidedCoins(row),
  }));
