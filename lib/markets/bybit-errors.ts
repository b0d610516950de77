/**
 * What Bybit says when it does not answer, put into our words. Most refusals come with status 200 and a
 * `retCode`; a country that is not served, and an address that asked too often, are refused by the guard
 * before the exchange, with status 403 and a page. The list of codes is Bybit's; of the answers only
 * 10001 and the page of the guard have been seen as somebody received them.
 */
import { MINUTE_MS } from '../model/time.ts';
import { parseRetryAfter, type Refusal } from './http-request.ts';
import { MarketError, type MarketErrorKind } from './market-error.ts';

/** "Wait for at least 10 minutes" after a ban, which ends by itself. */
const BAN_MS = 10 * MINUTE_MS;
/** The limit of requests is that of five seconds. */
const RATE_LIMIT_MS = 5_000;
const LONGEST_WAIT_MS = 60 * MINUTE_MS;
const INVALID_PARAMETER_CODE = 10001;

interface Meaning {
  readonly kind: MarketErrorKind;
  readonly retryAfterMs: number | null;
}

const MEANINGS: Readonly<Record<number, Meaning>> = {
  10000: { kind: 'server-error', retryAfterMs: null },
  10006: { kind: 'rate-limited', retryAfterMs: RATE_LIMIT_MS },
  10009: { kind: 'banned', retryAfterMs: BAN_MS },
  10016: { kind: 'server-error', retryAfterMs: null },
  10018: { kind: 'banned', retryAfterMs: BAN_MS },
  10024: { kind: 'location-refused', retryAfterMs: null },
  10029: { kind: 'unknown-symbol', retryAfterMs: null },
  10429: { kind: 'overloaded', retryAfterMs: null },
};

/** `params error: symbol invalid`, `Not supported symbols`: one code for every wrong parameter. */
const saysUnknownSymbol = (text: string): boolean =>
  /symbol/i.test(text) && /invalid|not support|not exist/i.test(text);

/** An answer whose `retCode` is not 0 as the error that it stands for. */
export const parseRetCode = (endpoint: string, code: number, text: string): MarketError => {
  const said = `${endpoint} answered ${code}${text ? `: ${text.slice(0, 200)}` : ''}`;
  if (code === INVALID_PARAMETER_CODE && saysUnknownSymbol(text))
    return new MarketError('unknown-symbol', said, null, code);
  const meaning = MEANINGS[code];
  return new MarketError(meaning?.kind ?? 'bad-answer', said, meaning?.retryAfterMs ?? null, code);
};

/** A refusal with a `retCode` in it that is known; null for pages and for codes without a meaning. */
const parseCodedBody = (endpoint: string, body: string): MarketError | null => {
  try {
    const { retCode, retMsg } = (JSON.parse(body) ?? {}) as Record<string, unknown>;
    if (typeof retCode !== 'number' || !Object.hasOwn(MEANINGS, retCode)) return null;
    return parseRetCode(endpoint, retCode, typeof retMsg === 'string' ? retMsg : '');
  } catch {
    return null;
  }
};

const parseForbidden = (body: string, said: string): MarketError => {
  if (/too frequent/i.test(body)) return new MarketError('banned', said, BAN_MS);
  if (/your country|restricted|U\.?S\.? IP/i.test(body))
    return new MarketError('location-refused', said);
  return new MarketError('firewall', said);
};

/** An answer with a status other than 2xx as the error that it stands for. */
export const parseBybitRefusal = ({ endpoint, status, retryAfter, body }: Refusal): MarketError => {
  const text = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const coded = parseCodedBody(endpoint, body);
  if (coded) return coded;
  const said = `${endpoint} answered ${status}${text ? `: ${text.slice(0, 120)}` : ''}`;
  if (status === 403) return parseForbidden(body, said);
  if (status === 451) return new MarketError('location-refused', said);
  if (status === 429) {
    const waitMs = parseRetryAfter(retryAfter, LONGEST_WAIT_MS);
    // Without a wait it is the "system level frequency protection", which asks for a second try.
    return new MarketError(waitMs === null ? 'overloaded' : 'rate-limited', said, waitMs);
  }
  if (status === 408) return new MarketError('timeout', said);
  return new MarketError(status >= 500 ? 'server-error' : 'bad-answer', said);
};
