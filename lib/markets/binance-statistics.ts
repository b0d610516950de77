/**
 * Binance's statistics (`/futures/data`): a month of rows of five minutes, with a counter of their own of
 * 1000 requests in five minutes.
 */
import * as v from 'valibot';
import { FIVE_MINUTES_MS } from '../model/time.ts';
import { amount, parseRows, timeMs } from './answer-schema.ts';
import { asksForKey, refusesParameter } from './binance-errors.ts';
import { costOf, requestBinance, type BinanceRequest } from './binance-request.ts';
import type { RequestPorts } from './http-request.ts';
import type { MarketAnswer, RangeRequest } from './market.ts';
import { tidyRows } from './tidy-rows.ts';

/** How accounts or positions divide at a moment; the shares add up to 1. */
interface LongShortShares {
  readonly timeMs: number;
  readonly longShare: number;
  readonly shortShare: number;
}

/** What takers bought and sold in the five minutes that begin at `timeMs`. */
interface TakerVolume {
  readonly timeMs: number;
  readonly buyCoins: number;
  readonly sellCoins: number;
}

export interface BinanceStatistics {
  readonly globalLongShort: (request: RangeRequest) => Promise<MarketAnswer<LongShortShares>>;
  /** The fifth of accounts with the highest margin balance; null where Binance asks for a key. */
  readonly topTraderAccounts: (
    request: RangeRequest,
  ) => Promise<MarketAnswer<LongShortShares> | null>;
  readonly topTraderPositions: (
    request: RangeRequest,
  ) => Promise<MarketAnswer<LongShortShares> | null>;
  readonly takerVolume: (request: RangeRequest) => Promise<MarketAnswer<TakerVolume>>;
}

const LongShortSchema = v.object({ timestamp: timeMs, longAccount: amount, shortAccount: amount });
const TakerVolumeSchema = v.object({ timestamp: timeMs, buyVol: amount, sellVol: amount });

const parseLongShort = (body: unknown, endpoint: string): LongShortShares[] =>
  parseRows(LongShortSchema, body, endpoint).map((row) => ({
    timeMs: row.timestamp,
    longShare: row.longAccount,
    shortShare: row.shortAccount,
  }));

const parseTakerVolume = (body: unknown, endpoint: string): TakerVolume[] =>
  parseRows(TakerVolumeSchema, body, endpoint).map((row) => ({
    timeMs: row.timestamp,
    buyCoins: row.buyVol,
    sellCoins: row.sellVol,
  }));

/** No more rows than this in an answer of `/futures/data`. */
const MOST_ROWS = 500;

const requestOf = (endpoint: string, { symbol, startMs, endMs }: RangeRequest): BinanceRequest => ({
  endpoint,
  parameters: {
    symbol,
    period: '5m',
    startTime: startMs,
    // Binance counts a row that begins at endTime as inside.
    endTime: endMs - 1,
    limit: Math.min(MOST_ROWS, Math.max(1, Math.ceil((endMs - startMs) / FIVE_MINUTES_MS))),
  },
  cost: costOf('statistics', 1),
});

interface Timed {
  readonly timeMs: number;
}

/**
 * Rows of a series of `/futures/data`. What lies before the month that is kept is refused; that is no
 * failure but no rows.
 */
export const readStatistics = async <Row extends Timed>(
  ports: RequestPorts,
  endpoint: string,
  request: RangeRequest,
  parse: (body: unknown, endpoint: string) => Row[],
): Promise<MarketAnswer<Row>> => {
  const { body, usedWeight1m } = await requestBinance(ports, requestOf(endpoint, request)).catch(
    (error: unknown) => {
      if (refusesParameter(error)) return { body: [], usedWeight1m: null };
      throw error;
    },
  );
  const range = { ...request, periodMs: FIVE_MINUTES_MS };
  return { rows: tidyRows(parse(body, endpoint), (row) => row.timeMs, range), usedWeight1m };
};

const orNull = <Answer>(answer: Promise<Answer>): Promise<Answer | null> =>
  answer.catch((error: unknown) => {
    if (asksForKey(error)) return null;
    throw error;
  });

export const createBinanceStatistics = (ports: RequestPorts): BinanceStatistics => {
  const readShares = (name: string, request: RangeRequest) =>
    readStatistics(ports, `/futures/data/${name}`, request, parseLongShort);
  return {
    globalLongShort: (request) => readShares('globalLongShortAccountRatio', request),
    topTraderAccounts: (request) => orNull(readShares('topLongShortAccountRatio', request)),
    topTraderPositions: (request) => orNull(readShares('topLongShortPositionRatio', request)),
    takerVolume: (request) =>
      readStatistics(ports, '/futures/data/takerlongshortRatio', request, parseTakerVolume),
  };
};
