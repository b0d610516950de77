/** Bybit's linear perpetuals. */
import { MINUTE_MS, SECOND_MS } from '../../../lib/model/time.ts';
import type { ApiError } from '../api-errors.ts';
import type { Exchange } from '../exchange.ts';
import { computeCommonFaultReply } from '../fault-replies.ts';
import type { FaultRule } from '../faults.ts';
import { htmlReply, jsonReply, type Answer, type Reply } from '../reply.ts';
import type { ReplayMarket } from '../replay-market.ts';
import { createRequestLimits, type LimitRules } from '../weights.ts';
import {
  accessTooFrequent,
  serverError,
  overloaded,
  tooManyVisits,
  unknownPath,
} from './errors.ts';
import { createBybitRoutes, type RiskTiers } from './routes.ts';

const RATE_LIMIT_SECONDS = 5;
const BAN_MS = 10 * MINUTE_MS;
const COUNTRY_PAGE =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">\n' +
  '<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY>\n' +
  '<H1>403 ERROR</H1>\nThe Amazon CloudFront distribution is configured to block access from your country.\n' +
  '</BODY></HTML>';

/** 600 requests in five seconds, then ten minutes without any. */
const createRules = (nowMs: () => number): LimitRules => ({
  pools: { requests: { limit: 600, windowMs: 5 * SECOND_MS } },
  patience: 0,
  firstBanMs: BAN_MS,
  longestBanMs: BAN_MS,
  rateLimited: (seconds) => tooManyVisits(nowMs() + seconds * SECOND_MS),
  banned: (untilMs) => accessTooFrequent(untilMs),
});

const refuse = (error: ApiError, nowMs: number): Answer =>
  jsonReply(
    error.status,
    { retCode: error.code, retMsg: error.message, result: {}, retExtInfo: {}, time: nowMs },
    error.headers,
  );

function computeFaultReply(rule: FaultRule, nowMs: number): Reply | undefined {
  const waitMs = (rule.retryAfterSeconds ?? RATE_LIMIT_SECONDS) * SECOND_MS;
  switch (rule.kind) {
    case 'rate-limit':
      return refuse(tooManyVisits(nowMs + waitMs), nowMs);
    case 'ban':
      return refuse(accessTooFrequent(nowMs + Math.max(waitMs, BAN_MS)), nowMs);
    case 'location':
      return htmlReply(403, COUNTRY_PAGE);
    case 'overload':
      return refuse(overloaded(), nowMs);
    default:
      return computeCommonFaultReply(rule);
  }
}

/** The rows of a body are in its `result.list`; without a list the result itself is the one row. */
function changeRows(body: unknown, change: (rows: unknown) => unknown): unknown {
  const { result, ...rest } = body as { result: { list?: unknown } };
  const changed = result.list ? { ...result, list: change(result.list) } : change(result);
  return { ...rest, result: changed };
}

export function createBybitExchange(
  market: ReplayMarket,
  nowMs: () => number,
  tiers: RiskTiers,
): Exchange {
  return {
    id: 'bybit',
    market,
    limits: createRequestLimits(nowMs, createRules(nowMs)),
    routes: createBybitRoutes(tiers),
    wrap: (result, timeMs) => ({
      retCode: 0,
      retMsg: 'OK',
      result,
      retExtInfo: {},
      time: timeMs,
    }),
    changeRows,
    refuse,
    unknownPath,
    shut: serverError,
    computeFaultReply,
    addHeaders: (reply) => reply,
  };
}
