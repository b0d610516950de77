/** One GET to Bybit's v5 interface, for the linear contracts (USDT and USDC). */
import * as v from 'valibot';
import { parseWith, timeMs } from './answer-schema.ts';
import { parseBybitRefusal, parseRetCode } from './bybit-errors.ts';
import { requestJson, toUrl, type QueryParameters, type RequestPorts } from './http-request.ts';
import type { RequestCost } from './market.ts';

/** Where every request goes. */
export const BYBIT_URL = 'https://api.bybit.com';
/** Every request counts the same. */
export const BYBIT_COST: RequestCost = { pool: 'weight', amount: 1 };

const EnvelopeSchema = v.object({
  retCode: v.number(),
  retMsg: v.optional(v.string(), ''),
  result: v.optional(v.unknown()),
  time: v.optional(v.unknown()),
});

export interface BybitAnswer {
  readonly result: unknown;
  /** The exchange's clock when it answered. */
  readonly timeMs: number;
}

const parseAnswer = (body: unknown, endpoint: string): BybitAnswer => {
  const { retCode, retMsg, result, time } = parseWith(EnvelopeSchema, body, endpoint);
  if (retCode !== 0) throw parseRetCode(endpoint, retCode, retMsg);
  return { result, timeMs: parseWith(timeMs, time, `${endpoint}, field time`) };
};

/** Asks `endpoint` (a path); fails with a `MarketError`. */
export const requestBybit = (
  ports: RequestPorts,
  endpoint: string,
  parameters: QueryParameters,
): Promise<BybitAnswer> =>
  requestJson(ports, {
    url: toUrl(BYBIT_URL, endpoint, { category: 'linear', ...parameters }),
    endpoint,
    cost: BYBIT_COST,
    parseRefusal: parseBybitRefusal,
    parseAnswer: (body) => parseAnswer(body, endpoint),
  });
