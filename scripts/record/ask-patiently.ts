/**
 * Asking Binance for hours without being a nuisance: a fifth of the address's weight at most, waits that
 * it tells are kept to the end, and what may pass is tried again.
 */
import { requestBinance } from '../../lib/markets/binance-request.ts';
import { MarketError, type MarketErrorKind } from '../../lib/markets/market-error.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';

const WEIGHT_LIMIT_1M = 2400;
/** Ours of it; the rest is the user's own. */
const OUR_SHARE = 0.2;
/** When all users of the address together are beyond this, we wait for the next minute. */
const BUSY_SHARE = 0.8;
const TRIES = 6;

type RequestPorts = Parameters<typeof requestBinance>[0];

export interface AskPorts extends RequestPorts {
  readonly say: (line: string) => void;
}

export interface Question {
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Request weight; 0 where another counter counts it. */
  readonly weight: number;
}

export type Ask = (question: Question) => Promise<unknown>;

const PASSING: readonly MarketErrorKind[] = [
  'offline',
  'timeout',
  'overloaded',
  'server-error',
  'bad-answer',
];
const WAITING: readonly MarketErrorKind[] = ['rate-limited', 'banned'];

/** How long to wait before the question is asked again; null where asking again is of no use. */
const waitAfter = (error: unknown, attempt: number): number | null => {
  if (!(error instanceof MarketError)) return null;
  if (WAITING.includes(error.kind)) return error.retryAfterMs ?? MINUTE_MS;
  return PASSING.includes(error.kind) && attempt < TRIES ? attempt * 5 * SECOND_MS : null;
};

/** Weight spent in the last minute, and waiting until there is room for more. */
const createBudget = ({ now, sleep }: AskPorts) => {
  let spent: { readonly atMs: number; readonly weight: number }[] = [];
  const take = async (weight: number): Promise<void> => {
    for (;;) {
      spent = spent.filter(({ atMs }) => atMs > now() - MINUTE_MS);
      const used = spent.reduce((sum, entry) => sum + entry.weight, 0);
      if (used + weight <= WEIGHT_LIMIT_1M * OUR_SHARE) break;
      await sleep(Math.max(1, (spent[0]?.atMs ?? 0) + MINUTE_MS - now()));
    }
    spent.push({ atMs: now(), weight });
  };
  return { take };
};

/** Makes the asking function; it fails with a `MarketError` when there is no use in waiting. */
export const createPatientAsk = (ports: AskPorts): Ask => {
  const budget = createBudget(ports);
  const cost = (weight: number) =>
    ({ pool: weight > 0 ? 'weight' : 'statistics', amount: weight || 1 }) as const;
  return async ({ endpoint, parameters, weight }) => {
    const beforeRetry = (): Promise<void> => budget.take(weight);
    for (let attempt = 1; ; attempt += 1) {
      await budget.take(weight);
      try {
        const request = { endpoint, parameters, cost: cost(weight) };
        const answer = await requestBinance({ ...ports, beforeRetry }, request);
        if ((answer.usedWeight1m ?? 0) > WEIGHT_LIMIT_1M * BUSY_SHARE) await ports.sleep(MINUTE_MS);
        return answer.body;
      } catch (error) {
        const waitMs = waitAfter(error, attempt);
        if (waitMs === null) throw error;
        ports.say(`${String(error)}; going on in ${Math.ceil(waitMs / SECOND_MS)} s`);
        await ports.sleep(waitMs);
      }
    }
  };
};
