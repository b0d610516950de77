/** How Bybit's public streams talk: topics are subscribed to, tickers tell only what has changed. */
import { SECOND_MS } from '../../../lib/model/time.ts';
import type { ReplayMarket } from '../replay-market.ts';
import type { Connection, StreamDialect } from '../stream-connections.ts';
import { listCloses, listLiquidations } from '../stream-ticks.ts';
import { computeKline } from '../klines.ts';
import { floorToInterval } from '../intervals.ts';
import { formatPrice, formatQuantity, type SymbolSpec } from '../symbols.ts';
import { computeTicker } from './present-routes.ts';
import { parseBybitInterval } from './query.ts';

type Topic =
  | { readonly kind: 'tickers' | 'allLiquidation'; readonly spec: SymbolSpec }
  | { readonly kind: 'kline'; readonly spec: SymbolSpec; readonly interval: string };

function parseTopic(market: ReplayMarket, name: string): Topic | null {
  const parts = name.split('.');
  const spec = market.spec(parts.at(-1) ?? '');
  if (!spec) return null;
  const [kind, interval = ''] = parts;
  if (parts.length === 2 && (kind === 'tickers' || kind === 'allLiquidation')) {
    return { kind, spec };
  }
  const isKline = parts.length === 3 && kind === 'kline';
  return isKline && parseBybitInterval(interval) ? { kind, spec, interval } : null;
}

const tellTicker = (market: ReplayMarket, spec: SymbolSpec, timeMs: number) => ({
  topic: `tickers.${spec.symbol}`,
  type: 'snapshot',
  data: computeTicker(market, spec, timeMs),
  cs: timeMs * 8,
  ts: timeMs,
});

/** All forced orders of (fromMs, toMs]. `S` is the position's side: Buy is a long that was closed. */
function tellLiquidations(market: ReplayMarket, spec: SymbolSpec, fromMs: number, toMs: number) {
  const orders = listLiquidations(market, spec, fromMs, toMs);
  if (orders.length === 0) return [];
  return [
    {
      topic: `allLiquidation.${spec.symbol}`,
      type: 'snapshot',
      ts: toMs,
      data: orders.map((order) => ({
        T: order.timeMs,
        s: spec.symbol,
        S: order.side === 'SELL' ? 'Buy' : 'Sell',
        v: formatQuantity(spec, order.quantityLots),
        p: formatPrice(spec, order.priceTicks),
      })),
    },
  ];
}

function tellKline(
  market: ReplayMarket,
  spec: SymbolSpec,
  interval: string,
  timeMs: number,
  confirm: boolean,
) {
  const intervalMs = parseBybitInterval(interval)!;
  const start = floorToInterval(confirm ? timeMs - 1 : timeMs, intervalMs);
  const kline = computeKline(market, spec, 'traded', start, intervalMs, timeMs);
  return {
    topic: `kline.${interval}.${spec.symbol}`,
    type: 'snapshot',
    ts: timeMs,
    data: [
      {
        start,
        end: start + intervalMs - 1,
        interval,
        open: formatPrice(spec, kline.open),
        close: formatPrice(spec, kline.close),
        high: formatPrice(spec, kline.high),
        low: formatPrice(spec, kline.low),
        volume: formatQuantity(spec, kline.volume),
        turnover: kline.quoteUsd.toFixed(4),
        confirm,
        timestamp: timeMs,
      },
    ],
  };
}

function tellEvents(
  market: ReplayMarket,
  topic: Topic,
  fromMs: number,
  toMs: number,
): readonly object[] {
  const { spec } = topic;
  if (topic.kind === 'allLiquidation') return tellLiquidations(market, spec, fromMs, toMs);
  const second = Math.floor(toMs / SECOND_MS);
  const timeMs = second * SECOND_MS;
  const ticked = second > Math.floor(fromMs / SECOND_MS) && !market.isShut(timeMs, timeMs + 1);
  if (topic.kind !== 'kline') return ticked ? [tellTicker(market, spec, timeMs)] : [];
  const { interval } = topic;
  const intervalMs = parseBybitInterval(interval)!;
  const closed = listCloses(market, fromMs, toMs, intervalMs).map((closeMs) =>
    tellKline(market, spec, interval, closeMs, true),
  );
  return ticked ? [...closed, tellKline(market, spec, interval, timeMs, false)] : closed;
}

interface TickerMessage {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The first ticker whole, each one after it as what has changed; null where nothing has. */
function tellChange(connection: Connection, name: string, event: object): object | null {
  const message = event as TickerMessage;
  const before = connection.told.get(name) as TickerMessage | undefined;
  connection.told.set(name, message);
  if (!before) return message;
  const changed = Object.entries(message.data).filter(
    ([field, value]) => before.data[field] !== value,
  );
  if (changed.length === 0) return null;
  const data = { symbol: message.data['symbol'], ...Object.fromEntries(changed) };
  return { ...message, type: 'delta', data };
}

const CONNECTION_ID = 'replay-0';

function parseMessage(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `nowMs` dates the first ticker after a subscription. */
export function createBybitStreams(market: ReplayMarket, nowMs: () => number): StreamDialect {
  const format = (connection: Connection, name: string, event: object) => {
    const told = name.startsWith('tickers.') ? tellChange(connection, name, event) : event;
    return told && JSON.stringify(told);
  };
  const firstTicker = (connection: Connection, name: string): readonly string[] => {
    const topic = parseTopic(market, name);
    const timeMs = nowMs();
    if (topic?.kind !== 'tickers' || market.isShut(timeMs, timeMs + 1)) return [];
    return [format(connection, name, tellTicker(market, topic.spec, timeMs))!];
  };
  const change = (connection: Connection, op: string, topics: readonly string[]) => {
    const { names, told } = connection;
    const added = topics.filter((name) => op === 'subscribe' && !names.has(name));
    for (const name of topics) {
      told.delete(name);
      if (op === 'subscribe') names.add(name);
      else names.delete(name);
    }
    return added.flatMap((name) => firstTicker(connection, name));
  };
  return {
    computeEvents(name, fromMs, toMs) {
      const topic = parseTopic(market, name);
      return topic ? tellEvents(market, topic, fromMs, toMs) : [];
    },
    format,
    answer(connection, text) {
      const { op, args, req_id: requestId = '' } = parseMessage(text) ?? {};
      const reply = (success: boolean, message: string) =>
        JSON.stringify({
          success,
          ret_msg: message,
          conn_id: CONNECTION_ID,
          req_id: requestId,
          op,
        });
      if (op === 'ping') return [reply(true, 'pong')];
      if (op !== 'subscribe' && op !== 'unsubscribe') return [reply(false, 'error:invalid op')];
      const topics = Array.isArray(args) ? args.map(String) : [];
      // one unknown topic and the whole request is refused
      const unknown = topics.find((name) => !parseTopic(market, name));
      if (unknown !== undefined) {
        return [reply(false, `error:handler not found,topic:${unknown}`)];
      }
      return [reply(true, ''), ...change(connection, op, topics)];
    },
  };
}
