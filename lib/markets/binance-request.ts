/** One GET to Binance USD-M futures. */
import { parseRefusal } from './binance-errors.ts';
import { requestJson, toUrl, type QueryParameters, type RequestPorts } from './http-request.ts';
import type { RequestCost, RequestPool } from './market.ts';

/** Where every request goes. */
export const BINANCE_URL = 'https://fapi.binance.com';

export interface BinanceRequest {
  /** A path. */
  readonly endpoint: string;
  readonly parameters: QueryParameters;
  readonly cost: RequestCost;
}

interface BinanceAnswer {
  readonly body: unknown;
  readonly usedWeight1m: number | null;
}

export const costOf = (pool: RequestPool, amount: number): RequestCost => ({ pool, amount });

const readUsedWeight = (headers: Headers): number | null => {
  const weight = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN);
  return Number.isFinite(weight) ? weight : null;
};

/** Asks; fails with a `MarketError`. */
export const requestBinance = (
  ports: RequestPorts,
  { endpoint, parameters, cost }: BinanceRequest,
): Promise<BinanceAnswer> =>
  requestJson(ports, {
    url: toUrl(BINANCE_URL, endpoint, parameters),
    endpoint,
    cost,
    parseRefusal,
    parseAnswer: (body, headers) => ({ body, usedWeight1m: readUsedWeight(headers) }),
  });
