/**
 * One GET to Binance: ten seconds at most, every failure a `MarketError`, and a short patience with
 * the one answer that asks for it.
 */
import { asksForPatience, parseRefusal } from './binance-errors.ts';
import { MarketError } from './market-error.ts';
import type { RequestCost } from './market.ts';

/** Where every request goes. */
export const BINANCE_URL = 'https://fapi.binance.com';
/** A worker is killed when a fetch takes more than 30 s; a third of that is a lost answer. */
const TIMEOUT_MS = 10_000;
/** Waits before the second, third and fourth try of an overloaded exchange, as Binance advises. */
const PATIENCE_MS = [200, 400, 800];

export interface RequestPorts {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Called before a request is made again, which costs again; the caller has booked the first try alone.
   * Its failure ends the request.
   */
  readonly beforeRetry?: (cost: RequestCost) => Promise<void>;
}

interface RawAnswer {
  readonly body: unknown;
  readonly usedWeight1m: number | null;
}

interface BinanceRequest {
  /** A path. */
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly cost: RequestCost;
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

const asMarketError = (error: unknown, endpoint: string): MarketError => {
  if (error instanceof MarketError) return error;
  if (isTimeout(error))
    return new MarketError('timeout', `${endpoint} did not answer in ${TIMEOUT_MS / 1000} s`);
  return new MarketError('offline', `${endpoint} could not be reached: ${String(error)}`);
};

const parseJson = (body: string, endpoint: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    const start = body.slice(0, 40).replace(/\s+/g, ' ');
    throw new MarketError(
      'bad-answer',
      `${endpoint} answered ${body.length} characters that are not JSON: "${start}"`,
    );
  }
};

const readUsedWeight = (headers: Headers): number | null => {
  const header = headers.get('x-mbx-used-weight-1m');
  const weight = Number(header ?? Number.NaN);
  return Number.isFinite(weight) ? weight : null;
};

const requestOnce = async (
  { fetch, now }: RequestPorts,
  { endpoint, parameters }: BinanceRequest,
): Promise<RawAnswer> => {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  try {
    const response = await fetch(`${BINANCE_URL}${endpoint}?${query}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: 'no-store',
      credentials: 'omit',
    });
    const body = await response.text();
    const retryAfter = response.headers.get('retry-after');
    if (!response.ok)
      throw parseRefusal({ endpoint, status: response.status, retryAfter, body, nowMs: now() });
    return { body: parseJson(body, endpoint), usedWeight1m: readUsedWeight(response.headers) };
  } catch (error) {
    throw asMarketError(error, endpoint);
  }
};

/** Asks; fails with a `MarketError`. */
export const requestBinance = async (
  ports: RequestPorts,
  request: BinanceRequest,
): Promise<RawAnswer> => {
  for (const waitMs of PATIENCE_MS) {
    try {
      return await requestOnce(ports, request);
    } catch (error) {
      if (!asksForPatience(error)) throw error;
      await ports.sleep(waitMs);
      await ports.beforeRetry?.(request.cost);
    }
  }
  return await requestOnce(ports, request);
};
