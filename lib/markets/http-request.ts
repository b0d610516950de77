/**
 * One GET to an exchange: ten seconds at most, every failure a `MarketError`, and a short patience with
 * the one answer that asks for it.
 */
import { MarketError } from './market-error.ts';
import type { RequestCost } from './market.ts';

/** A worker is killed when a fetch takes more than 30 s; a third of that is a lost answer. */
const TIMEOUT_MS = 10_000;
/** Waits before the second, third and fourth try of an overloaded exchange, as Binance advises. */
const PATIENCE_MS = [200, 400, 800];

export interface RequestPorts {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Called before each request that a call makes beyond what it was said to cost (`RequestWeights`,
   * `candleWeight`): the same one again, or one more page of a list. Its failure ends the call.
   */
  readonly beforeRetry?: (cost: RequestCost) => Promise<void>;
}

/** An answer with a status other than 2xx. */
export interface Refusal {
  readonly endpoint: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
  /** The clock, against which "banned until" is measured. */
  readonly nowMs: number;
}

interface HttpRequest<Answer> {
  readonly url: string;
  /** The path: what an error says first. */
  readonly endpoint: string;
  readonly cost: RequestCost;
  readonly parseRefusal: (refusal: Refusal) => MarketError;
  /** The answer of a status 2xx; may throw a `MarketError`. */
  readonly parseAnswer: (body: unknown, headers: Headers) => Answer;
}

export type QueryParameters = Readonly<Record<string, string | number>>;

/** `https://host/path?a=1`; nothing in a parameter can leave it. */
export const toUrl = (host: string, endpoint: string, parameters: QueryParameters): string => {
  const entries = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
  return `${host}${endpoint}?${new URLSearchParams(entries)}`;
};

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

const asMarketError = (error: unknown, endpoint: string): MarketError => {
  if (error instanceof MarketError) return error;
  if (isTimeout(error))
    return new MarketError('timeout', `${endpoint} did not answer in ${TIMEOUT_MS / 1000} s`);
  return new MarketError('unreachable', `${endpoint} could not be reached: ${String(error)}`);
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

const requestOnce = async <Answer>(
  { fetch, now }: RequestPorts,
  { url, endpoint, parseRefusal, parseAnswer }: HttpRequest<Answer>,
): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: 'no-store',
      credentials: 'omit',
    });
    const body = await response.text();
    const retryAfter = response.headers.get('retry-after');
    if (!response.ok)
      throw parseRefusal({ endpoint, status: response.status, retryAfter, body, nowMs: now() });
    return parseAnswer(parseJson(body, endpoint), response.headers);
  } catch (error) {
    throw asMarketError(error, endpoint);
  }
};

/** Is this the answer that asks for a second try in a moment? */
const asksForPatience = (error: unknown): boolean =>
  error instanceof MarketError && error.kind === 'overloaded';

/** Asks; fails with a `MarketError`, or with what `beforeRetry` failed with. */
export const requestJson = async <Answer>(
  ports: RequestPorts,
  request: HttpRequest<Answer>,
): Promise<Answer> => {
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

/** The wait that a header `Retry-After` asks for, in milliseconds; null where it asks for none. */
export const parseRetryAfter = (retryAfter: string | null, longestMs: number): number | null => {
  const seconds = Number(retryAfter ?? Number.NaN);
  return seconds > 0 ? Math.min(seconds * 1000, longestMs) : null;
};
