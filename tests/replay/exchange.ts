/** Answers one REST request as the exchange would: limits first, then faults, then the data. */
import { ApiError, unknownPath } from './api-errors.ts';
import type { ReplayClock } from './clock.ts';
import { computeFaultReply, spoilBody } from './fault-replies.ts';
import type { Faults } from './faults.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';
import type { ReplayMarket } from './replay-market.ts';
import { ROUTES, type Route } from './rest-routes.ts';
import type { RequestLimits } from './weights.ts';

export interface ExchangeContext {
  readonly market: ReplayMarket;
  readonly clock: ReplayClock;
  readonly limits: RequestLimits;
  readonly faults: Faults;
}

/** A reply and the weight that was counted for it. */
export interface ExchangeReply {
  readonly reply: Reply;
  readonly weight: number;
}

/** Whether a path is the exchange's. */
export const isExchangePath = (path: string): boolean =>
  path.startsWith('/fapi/') || path.startsWith('/futures/data/');

/**
 * The reply to a request of a client whose behaviour counts. `measured` is false for the chart
 * pages' own requests: they neither use up the limits nor meet the faults.
 */
export function answerExchange(
  context: ExchangeContext,
  path: string,
  query: URLSearchParams,
  measured: boolean,
): ExchangeReply {
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  const charged = measured && route !== undefined;
  const amount = charged ? route.weight(query) : 0;
  const weight = route?.pool === 'weight' ? amount : 0;
  const reply = measured
    ? answerMeasured(context, route, path, query, amount)
    : answerPlain(context, route, path, query);
  const used = String(context.limits.usedWeight());
  return { reply: reply.kind === 'answer' ? withUsedWeight(reply, used) : reply, weight };
}

function answerMeasured(
  context: ExchangeContext,
  route: Route | undefined,
  path: string,
  query: URLSearchParams,
  amount: number,
): Reply {
  try {
    if (route) context.limits.charge(route.pool, amount);
  } catch (error) {
    return toErrorReply(error);
  }
  const rule = context.faults.take(path);
  if (!rule) return answerPlain(context, route, path, query);
  const faulty = computeFaultReply(rule, context.clock.nowMs());
  if (faulty) return faulty;
  const plain = answerPlain(context, route, path, query);
  if (plain.kind !== 'answer' || plain.status !== 200) return plain;
  return spoilBody(rule, JSON.parse(String(plain.body)));
}

function answerPlain(
  { market, clock }: ExchangeContext,
  route: Route | undefined,
  path: string,
  query: URLSearchParams,
): Reply {
  try {
    if (!route) throw unknownPath(path);
    return jsonReply(200, route.answer({ market, query, nowMs: clock.nowMs() }));
  } catch (error) {
    return toErrorReply(error);
  }
}

function toErrorReply(error: unknown): Reply {
  if (error instanceof ApiError) return errorReply(error);
  throw error;
}

/** Pages of a firewall or of another country's server come from before the counter. */
function withUsedWeight(reply: Extract<Reply, { kind: 'answer' }>, used: string): Reply {
  const counted = reply.headers['Content-Type']?.startsWith('application/json');
  if (!counted || reply.status === 451) return reply;
  return { ...reply, headers: { ...reply.headers, 'X-MBX-USED-WEIGHT-1M': used } };
}
