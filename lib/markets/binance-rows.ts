/**
 * Binance's answers to rows of the model. Prices and amounts come as decimal strings, times as
 * numbers, and in `/futures/data` as either. Unknown fields are ignored; a field that is missing,
 * not a number or impossible is a `MarketError` that names endpoint, field and value.
 */
import * as v from 'valibot';
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { MarketError } from './market-error.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const decimal = v.pipe(v.string(), v.regex(DECIMAL, 'not a decimal'), v.transform(Number));
const positive = v.pipe(decimal, v.gtValue(0, 'not above 0'));
const amount = v.pipe(decimal, v.minValue(0, 'below 0'));
/** From 2017, when Binance began, to the year 2100: catches seconds and microseconds. */
const timeMs = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  v.integer('not whole milliseconds'),
  v.minValue(1.48e12, 'not milliseconds'),
  v.maxValue(4.1e12, 'not milliseconds'),
);

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

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

type Schema<Output> = v.GenericSchema<unknown, Output>;

const parseWith = <Output>(schema: Schema<Output>, value: unknown, where: string): Output => {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new MarketError(
    'bad-answer',
    `${where}${field === null ? '' : `, field ${field}`}: ${issue.message} in ${shown(issue.input)}`,
  );
};

const parseRows = <Output>(schema: Schema<Output>, body: unknown, endpoint: string): Output[] =>
  parseWith(v.array(v.unknown()), body, endpoint).map((row, index) =>
    parseWith(schema, row, `${endpoint}, row ${index}`),
  );

const checkExtremes = (row: MarkCandle, endpoint: string): void => {
  if (row.low > row.close || row.close > row.high)
    throw new MarketError(
      'bad-answer',
      `${endpoint}, candle of ${row.openTimeMs}: close ${row.close} outside low ${row.low} to high ${row.high}`,
    );
};

/** Traded candles of a `klines` answer. */
export const parseKlines = (body: unknown, endpoint: string): Candle[] =>
  parseRows(KlineSchema, body, endpoint).map((row) => {
    const [openTimeMs, open, high, low, close, volumeCoins, , , , takerBuyCoins] = row;
    const candle = { openTimeMs, open, high, low, close, volumeCoins, takerBuyCoins };
    checkExtremes(candle, endpoint);
    return candle;
  });

/** Candles of the mark price of a `markPriceKlines` answer. */
export const parseMarkKlines = (body: unknown, endpoint: string): MarkCandle[] =>
  parseRows(MarkKlineSchema, body, endpoint).map(([openTimeMs, , high, low, close]) => {
    const candle = { openTimeMs, high, low, close };
    checkExtremes(candle, endpoint);
    return candle;
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
