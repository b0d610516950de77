/** Binance's history of funding, with a counter of its own of 500 requests in five minutes. */
import * as v from 'valibot';
import { decimal, parseRows, positive, timeMs } from './answer-schema.ts';
import { costOf, requestBinance } from './binance-request.ts';
import type { RequestPorts } from './http-request.ts';
import type { MarketAnswer, RangeRequest } from './market.ts';
import { tidyRows } from './tidy-rows.ts';

interface FundingPoint {
  readonly timeMs: number;
  /** As a fraction: 0.0001 is 0.01 %. Above 0, longs paid. */
  readonly fundingRate: number;
  /** Null for the oldest rows, which have none. */
  readonly markPrice: number | null;
}

export interface BinanceFunding {
  readonly fundingHistory: (request: RangeRequest) => Promise<MarketAnswer<FundingPoint>>;
}

const MOST_ROWS = 1000;
const FundingSchema = v.object({
  fundingTime: timeMs,
  fundingRate: decimal,
  markPrice: v.optional(v.union([positive, v.literal('')])),
});

const parseFundingHistory = (body: unknown, endpoint: string): FundingPoint[] =>
  parseRows(FundingSchema, body, endpoint).map((row) => ({
    timeMs: row.fundingTime,
    fundingRate: row.fundingRate,
    markPrice: row.markPrice === undefined || row.markPrice === '' ? null : row.markPrice,
  }));

const readFunding = async (
  ports: RequestPorts,
  request: RangeRequest,
): Promise<MarketAnswer<FundingPoint>> => {
  const endpoint = '/fapi/v1/fundingRate';
  const { symbol, startMs, endMs } = request;
  const { body, usedWeight1m } = await requestBinance(ports, {
    endpoint,
    parameters: { symbol, startTime: startMs, endTime: endMs - 1, limit: MOST_ROWS },
    cost: costOf('funding', 1),
  });
  // Funding is paid some milliseconds after the hour, so it has no clock that rows could be off.
  const range = { ...request, periodMs: 1 };
  const rows = parseFundingHistory(body, endpoint);
  return { rows: tidyRows(rows, (row) => row.timeMs, range), usedWeight1m };
};

export const createBinanceFunding = (ports: RequestPorts): BinanceFunding => ({
  fundingHistory: (request) => readFunding(ports, request),
});
