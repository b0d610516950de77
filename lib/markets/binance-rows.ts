/**
 * Binance's candles and readings of open interest as rows of the model. Times come as numbers, and in
 * `/futures/data` as numbers or strings.
 */
import * as v from 'valibot';
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { amount, parseRows, parseWith, positive, timeMs } from './answer-schema.ts';

/** [open time, open, high, low, close, volume, close time, quote volume, trades, taker buys, …] */
const KlineSchema = v.looseTuple([
  timeMs,
  positive,
  positive,
  positive,
  positive,
  amount,
  v.unknown(),
  v.unknown(),
  v.unknown(),
  amount,
]);
const MarkKlineSchema = v.looseTuple([timeMs, positive, positive, positive, positive]);
const OpenInterestHistorySchema = v.object({ timestamp: timeMs, sumOpenInterest: amount });
const OpenInterestNowSchema = v.object({ time: timeMs, openInterest: amount });

/** Traded candles of a `klines` answer. */
export const parseKlines = (body: unknown, endpoint: string): Candle[] =>
  parseRows(KlineSchema, body, endpoint).map((row) => {
    const [openTimeMs, open, high, low, close, volumeCoins, , , , takerBuyCoins] = row;
    return { openTimeMs, open, high, low, close, volumeCoins, takerBuyCoins };
  });

/** Candles of the mark price of a `markPriceKlines` answer. */
export const parseMarkKlines = (body: unknown, endpoint: string): MarkCandle[] =>
  parseRows(MarkKlineSchema, body, endpoint).map(([openTimeMs, , high, low, close]) => {
    return { openTimeMs, high, low, close };
  });

/** Readings of an `openInterestHist` answer. */
export const parseOpenInterestHistory = (body: unknown, endpoint: string): OpenInterestPoint[] =>
  parseRows(OpenInterestHistorySchema, body, endpoint).map((row) => ({
    timeMs: row.timestamp,
    openInterestCoins: row.sumOpenInterest,
  }));

/** The reading of an `openInterest` answer. */
export const parseOpenInterestNow = (body: unknown, endpoint: string): OpenInterestPoint => {
  const row = parseWith(OpenInterestNowSchema, body, endpoint);
  return { timeMs: row.time, openInterestCoins: row.openInterest };
};
