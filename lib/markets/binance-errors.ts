/**
 * What Binance says when it does not answer, put into our words. The codes and their meaning are
 * those of its futures error list; a geographic refusal is status 451 with code 0 and a sentence.
 */
import { DAY_MS } from '../model/time.ts';
import { parseRetryAfter, type Refusal } from './http-request.ts';
import { MarketError } from './market-error.ts';

const INVALID_SYMBOL_CODES = [-1121, -1122];
const OVERLOADED_CODE = -1008;
const INVALID_PARAMETER_CODE = -1130;
/** Not one of Binance's own codes, which are negative: status 401, whatever the body says. */
const UNAUTHORISED_CODE = 401;
/** The shortest ban that Binance describes; taken where a 418 does not say how long. */
const SHORTEST_BAN_MS = 120_000;
/** The longest that it describes; a wait beyond it is not believed. */
const LONGEST_BAN_MS = 3 * DAY_MS;
/** The counters of a rate limit are those of one minute. */
const RATE_LIMIT_MS = 60_000;

interface ErrorBody {
  readonly code: number | null;
  readonly text: string;
}

const parseErrorBody = (body: string): ErrorBody => {
  try {
    const parsed: unknown = JSON.parse(body);
    const { code, msg } = (parsed ?? {}) as Record<string, unknown>;
    return {
      code: typeof code === 'number' ? code : null,
      text: typeof msg === 'string' ? msg : '',
    };
  } catch {
    return { code: null, text: '' };
  }
};

const retryAfterOf = (refusal: Refusal, text: string, otherwiseMs: number): number => {
  const asked = parseRetryAfter(refusal.retryAfter, LONGEST_BAN_MS);
  if (asked !== null) return asked;
  const until = Number(/banned until (\d{12,})/.exec(text)?.[1] ?? Number.NaN);
  return until > refusal.nowMs ? Math.min(until - refusal.nowMs, LONGEST_BAN_MS) : otherwiseMs;
};

/** Was a parameter refused, as times are that lie before all that is kept? */
export const refusesParameter = (error: unknown): boolean =>
  error instanceof MarketError && error.code === INVALID_PARAMETER_CODE;

/** Is the answer for holders of a key only? */
export const asksForKey = (error: unknown): boolean =>
  error instanceof MarketError && error.code === UNAUTHORISED_CODE;

/** An answer with a status other than 2xx as the error that it stands for. */
export const parseRefusal = (refusal: Refusal): MarketError => {
  const { endpoint, status } = refusal;
  const { code, text } = parseErrorBody(refusal.body);
  const said = `${endpoint} answered ${status}${code === null ? '' : ` (${code})`}${text ? `: ${text}` : ''}`;
  if (status === 451 || text.includes('restricted location'))
    return new MarketError('location-refused', said);
  if (status === 418)
    return new MarketError('banned', said, retryAfterOf(refusal, text, SHORTEST_BAN_MS));
  if (status === 429)
    return new MarketError('rate-limited', said, retryAfterOf(refusal, text, RATE_LIMIT_MS));
  if (code !== null && INVALID_SYMBOL_CODES.includes(code))
    return new MarketError('unknown-symbol', said);
  if (status === 403) return new MarketError('firewall', said);
  if (status === 401) return new MarketError('bad-answer', said, null, UNAUTHORISED_CODE);
  if (code === OVERLOADED_CODE) return new MarketError('overloaded', said);
  if (status === 408) return new MarketError('timeout', said);
  return new MarketError(status >= 500 ? 'server-error' : 'bad-answer', said, null, code);
};
