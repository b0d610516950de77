/** The stand-in's own paths, `/__replay__/…`: how another process or a page steers it. */
import type { ReplayClock } from './clock.ts';
import { parseFaultRule, type Faults } from './faults.ts';
import { jsonReply, type Answer } from './reply.ts';
import type { Exchanges } from './exchanges.ts';
import type { MarketOrigin } from './replay-sources.ts';
import type { RequestLog } from './request-log.ts';

export const CONTROL_PREFIX = '/__replay__/';

export interface ControlContext {
  readonly clock: ReplayClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly source: MarketOrigin;
  readonly exchanges: Exchanges;
  /** Ends every open stream, as Binance does after 24 hours. */
  cutStreams(): void;
}

/**
 * GET state, GET requests; POST faults (one rule or a list), POST faults/clear, POST streams/cut, POST
 * clock (`{advanceMs}` and/or `{speed}`). `body` is the request's text.
 */
export function answerControl(
  context: ControlContext,
  method: string,
  path: string,
  body: string,
): Answer {
  const verb = `${method} ${path.slice(CONTROL_PREFIX.length)}`;
  if (verb === 'GET state') return jsonReply(200, describeState(context));
  if (verb === 'GET requests') return jsonReply(200, context.log.entries);
  if (verb === 'POST faults') return addFaults(context, parseJson(body));
  if (verb === 'POST faults/clear') {
    context.faults.clear();
    return jsonReply(200, describeState(context));
  }
  if (verb === 'POST streams/cut') {
    context.cutStreams();
    return jsonReply(200, describeState(context));
  }
  if (verb === 'POST clock') return setClock(context, parseJson(body));
  return jsonReply(404, { error: `The replay has no ${verb}` });
}

const describeState = ({ clock, faults, source, exchanges }: ControlContext) => ({
  nowMs: clock.nowMs(),
  speed: clock.speed(),
  source,
  symbols: exchanges.binance.market.symbols.map((spec) => spec.symbol),
  bybitSymbols: exchanges.bybit.market.symbols.map((spec) => spec.symbol),
  usedWeight: exchanges.binance.limits.used('weight'),
  peaks: describePeaks(exchanges),
  faults: faults.list(),
});

/** The most that was used of each limit within one of its windows: the proof that none was broken. */
export const describePeaks = ({ binance, bybit }: Exchanges) => ({
  weight: binance.limits.peak('weight'),
  statistics: binance.limits.peak('statistics'),
  funding: binance.limits.peak('funding'),
  bybitRequests: bybit.limits.peak('requests'),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function addFaults(context: ControlContext, value: unknown): Answer {
  const rules = (Array.isArray(value) ? value : [value]).map(parseFaultRule);
  const good = rules.filter((rule) => rule !== null);
  if (good.length < rules.length) return jsonReply(400, { error: 'Not a fault rule' });
  good.forEach((rule) => context.faults.add(rule));
  return jsonReply(200, describeState(context));
}

function setClock(context: ControlContext, value: unknown): Answer {
  const { advanceMs, speed } = (value ?? {}) as Record<string, unknown>;
  if (typeof speed === 'number' && speed >= 0) context.clock.setSpeed(speed);
  if (typeof advanceMs === 'number') context.clock.advance(advanceMs);
  return jsonReply(200, describeState(context));
}
