/** Bybit's answer about a symbol at this moment: mark price, funding and open interest in one. */
import * as v from 'valibot';
import type { OpenInterestPoint } from '../model/market-data.ts';
import { amount, decimal, parseWith, positive, timeMs } from './answer-schema.ts';
import type { BybitAnswer } from './bybit-request.ts';
import { oneSidedCoins } from './bybit-rows.ts';
import { MarketError } from './market-error.ts';
import type { MarkPriceNow } from './market.ts';

const TickersSchema = v.object({ list: v.array(v.unknown()) });
const PriceSchema = v.object({
  markPrice: positive,
  indexPrice: positive,
  fundingRate: decimal,
  nextFundingTime: timeMs,
});
const OpenInterestSchema = v.object({
  openInterest: amount,
  singleOpenInterest: v.optional(v.union([amount, v.literal('')])),
});

const firstOf = (result: unknown, endpoint: string): unknown => {
  const [row] = parseWith(TickersSchema, result, endpoint).list;
  if (row === undefined)
    throw new MarketError('unknown-symbol', `${endpoint} answered an empty list`);
  return row;
};

/** Mark price and funding of a `tickers` answer for one symbol. */
export const parseBybitMarkPrice = (
  answer: BybitAnswer,
  endpoint: string,
): Omit<MarkPriceNow, 'usedWeight1m'> => {
  const row = parseWith(PriceSchema, firstOf(answer.result, endpoint), endpoint);
  return {
    timeMs: answer.timeMs,
    markPrice: row.markPrice,
    indexPrice: row.indexPrice,
    fundingRate: row.fundingRate,
    nextFundingTimeMs: row.nextFundingTime,
  };
};

/** Open interest of a `tickers` answer for one symbol. */
export const parseBybitOpenInterestNow = (
  answer: BybitAnswer,
  endpoint: string,
): OpenInterestPoint => {
  const row = parseWith(OpenInterestSchema, firstOf(answer.result, endpoint), endpoint);
  return { timeMs: answer.timeMs, openInterestCoins: oneSidedCoins(row) };
};
