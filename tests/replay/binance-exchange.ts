/** Binance USD-M futures. */
import { SECOND_MS } from '../../lib/model/time.ts';
import {
  banned,
  errorBody,
  overloaded,
  rateLimited,
  restrictedLocation,
  shuttingDown,
  unknownPath,
  type ApiError,
} from './api-errors.ts';
import type { Exchange } from './exchange.ts';
import { computeCommonFaultReply } from './fault-replies.ts';
import type { FaultRule } from './faults.ts';
import { jsonReply, type Answer, type Reply } from './reply.ts';
import type { ReplayMarket } from './replay-market.ts';
import { ROUTES } from './rest-routes.ts';
import { BINANCE_LIMITS, createRequestLimits } from './weights.ts';

const RATE_LIMIT_SECONDS = 30;
const BAN_SECONDS = 120;

const refuse = (error: ApiError): Answer =>
  jsonReply(error.status, errorBody(error), error.headers);

function computeFaultReply(rule: FaultRule, nowMs: number): Reply | undefined {
  switch (rule.kind) {
    case 'rate-limit':
      return refuse(rateLimited(rule.retryAfterSeconds ?? RATE_LIMIT_SECONDS));
    case 'ban': {
      const seconds = rule.retryAfterSeconds ?? BAN_SECONDS;
      return refuse(banned(nowMs + seconds * SECOND_MS, seconds));
    }
    case 'location':
      return refuse(restrictedLocation());
    case 'overload':
      return refuse(overloaded());
    default:
      return computeCommonFaultReply(rule);
  }
}

export function createBinanceExchange(market: ReplayMarket, nowMs: () => number): Exchange {
  const limits = createRequestLimits(nowMs, BINANCE_LIMITS);
  return {
    id: 'binance',
    market,
    limits,
    routes: ROUTES,
    wrap: (result) => result,
    changeRows: (body, change) => change(body),
    refuse,
    unknownPath,
    shut: shuttingDown,
    computeFaultReply,
    /** Pages of a firewall or of another country's server come from before the counter. */
    addHeaders(reply) {
      const counted = reply.headers['Content-Type']?.startsWith('application/json');
      if (!counted || reply.status === 451) return reply;
      const used = String(limits.used('weight'));
      return { ...reply, headers: { ...reply.headers, 'X-MBX-USED-WEIGHT-1M': used } };
    },
  };
}
