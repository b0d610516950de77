/** Answers one REST request as an exchange would: limits first, then faults, then the data. */
import type { MarketId } from '../../lib/markets/book-key.ts';
import { ApiError } from './api-errors.ts';
import type { ReplayClock } from './clock.ts';
import { concernsAnswers, type Faults, type FaultRule } from './faults.ts';
import { jsonReply, type Answer, type Reply } from './reply.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { Route } from './route.ts';
import { spoilBody, type ChangeRows } from './spoil-body.ts';
import type { RequestLimits } from './weights.ts';

/** What is an exchange's own: its paths, its words for a refusal, the shape of its bodies. */
export interface Exchange {
  readonly id: MarketId;
  readonly market: ReplayMarket;
  readonly limits: RequestLimits;
  readonly routes: Readonly<Record<string, Route>>;
  /** The whole body of a right answer. */
  wrap(result: unknown, nowMs: number): unknown;
  /** Puts a change to the rows of a whole body. */
  readonly changeRows: ChangeRows;
  refuse(error: ApiError, nowMs: number): Answer;
  unknownPath(path: string): ApiError;
  /** What is said about the present while nobody trades. */
  shut(): ApiError;
  /** The reply that stands in for the right one, or undefined if the rule spoils the body instead. */
  computeFaultReply(rule: FaultRule, nowMs: number): Reply | undefined;
  /** The headers that go with every answer that was counted. */
  addHeaders(reply: Answer): Answer;
}

export interface ExchangeContext {
  readonly clock: ReplayClock;
  readonly faults: Faults;
}

/** A reply and the weight that was counted for it. */
export interface ExchangeReply {
  readonly reply: Reply;
  readonly weight: number;
}

const SLOW_MS = 3000;

/**
 * The reply to a request of a client whose behaviour counts. `measured` is false for the chart
 * pages' own requests: they neither use up the limits nor meet the faults.
 */
export function answerExchange(
  exchange: Exchange,
  context: ExchangeContext,
  path: string,
  query: URLSearchParams,
  measured: boolean,
): ExchangeReply {
  const route = Object.hasOwn(exchange.routes, path) ? exchange.routes[path] : undefined;
  const amount = measured && route ? route.weight(query) : 0;
  const weight = route?.pool === 'weight' ? amount : 0;
  const nowMs = context.clock.nowMs();
  const reply = measured
    ? answerMeasured(exchange, context.faults, { route, path, query, nowMs }, amount)
    : answerPlain(exchange, { route, path, query, nowMs });
  return { reply: reply.kind === 'answer' ? exchange.addHeaders(reply) : reply, weight };
}

interface Asked {
  readonly route: Route | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly nowMs: number;
}

function answerMeasured(exchange: Exchange, faults: Faults, asked: Asked, amount: number): Reply {
  const { route, path, nowMs } = asked;
  try {
    if (route) exchange.limits.charge(route.pool, amount);
  } catch (error) {
    return toErrorReply(exchange, error, nowMs);
  }
  const fault = faults.take(path, concernsAnswers);
  if (!fault) return answerPlain(exchange, asked);
  const { rule, sinceMs } = fault;
  const faulty = exchange.computeFaultReply(rule, nowMs);
  if (faulty) return faulty;
  if (rule.kind === 'stale') return answerPlain(exchange, asked, sinceMs);
  const plain = answerPlain(exchange, asked);
  if (plain.kind !== 'answer') return plain;
  if (rule.kind === 'slow') return { ...plain, delayMs: rule.delayMs ?? SLOW_MS };
  if (plain.status !== 200) return plain;
  return spoilBody(rule, JSON.parse(String(plain.body)), exchange.changeRows);
}

/** `toldMs` is the time up to which the answer knows the market: the present, unless that stands still. */
function answerPlain(
  exchange: Exchange,
  { route, path, query, nowMs }: Asked,
  toldMs = nowMs,
): Reply {
  const { market } = exchange;
  try {
    if (!route) throw exchange.unknownPath(path);
    const told = route.isClock ? nowMs : toldMs;
    if (route.isSnapshot && market.isShut(told, told + 1)) throw exchange.shut();
    return jsonReply(200, exchange.wrap(route.answer({ market, query, nowMs: told }), nowMs));
  } catch (error) {
    return toErrorReply(exchange, error, nowMs);
  }
}

function toErrorReply(exchange: Exchange, error: unknown, nowMs: number): Reply {
  if (error instanceof ApiError) return exchange.refuse(error, nowMs);
  throw error;
}
