/**
 * Binance's market streams: the mark price each second and forced orders, of which each symbol shows one
 * a second at most. The paths are those of 2026; older ones connect and stay silent.
 */
import * as v from 'valibot';
import { name, positive, timeMs } from './answer-schema.ts';
import type { FeedPorts, LiveEvent } from './live-feed.ts';
import {
  createStreamFeed,
  type StreamDialect,
  type StreamFeed,
  type StreamMessage,
} from './stream-feed.ts';

const STREAM_URL = 'wss://fstream.binance.com/market/stream';
/** Two streams each: a connection may have 1024, and 200 are known to go well. */
const MOST_SYMBOLS = 100;
/** Contracts with the coin as margin share these streams, under names of their own. */
const COIN_MARGINED = 2;
const CONTROL: StreamMessage = { symbol: null, events: [] };

const MarkSchema = v.object({
  e: v.literal('markPriceUpdate'),
  E: timeMs,
  s: name,
  p: positive,
  st: v.optional(v.number()),
});
const ForceOrderSchema = v.object({
  e: v.literal('forceOrder'),
  o: v.object({
    s: name,
    S: v.picklist(['BUY', 'SELL']),
    q: positive,
    p: positive,
    T: timeMs,
    st: v.optional(v.number()),
  }),
  st: v.optional(v.number()),
});
const EventSchema = v.object({ data: v.variant('e', [MarkSchema, ForceOrderSchema]) });
/** `{"result":null,"id":1}`, a list of streams, or an error about a request of ours. */
const ReplySchema = v.union([
  v.object({ id: v.nullable(v.number()), result: v.unknown() }),
  v.object({ error: v.unknown() }),
  v.object({ code: v.number(), msg: v.string() }),
]);

type StreamEvent = v.InferOutput<typeof EventSchema>['data'];

const isCoinMargined = (event: StreamEvent): boolean =>
  event.st === COIN_MARGINED || (event.e === 'forceOrder' && event.o.st === COIN_MARGINED);

const toLiveEvent = (event: StreamEvent): LiveEvent => {
  if (event.e === 'markPriceUpdate')
    return { kind: 'mark', symbol: event.s, timeMs: event.E, markPrice: event.p };
  const { s, S, q, p, T } = event.o;
  // The side is the order's: a long is closed by selling.
  const side = S === 'SELL' ? 'long' : 'short';
  return {
    kind: 'liquidation',
    symbol: s,
    liquidation: { timeMs: T, side, price: p, quantityCoins: q },
  };
};

/** A message of a combined stream; null for one that makes no sense. */
export const parseBinanceMessage = (body: unknown): StreamMessage | null => {
  const event = v.safeParse(EventSchema, body);
  if (!event.success) return v.is(ReplySchema, body) ? CONTROL : null;
  const { data } = event.output;
  if (isCoinMargined(data)) return CONTROL;
  const live = toLiveEvent(data);
  return { symbol: live.symbol, events: [live] };
};

const streamsOf = (symbols: readonly string[]): string[] =>
  symbols.flatMap((symbol) => {
    const lower = symbol.toLowerCase();
    return [`${lower}@markPrice@1s`, `${lower}@forceOrder`];
  });

const createDialect = (): StreamDialect => {
  let id = 0;
  const request = (method: string, symbols: readonly string[]): string[] => {
    id += 1;
    return [JSON.stringify({ method, params: streamsOf(symbols), id })];
  };
  return {
    mostSymbols: MOST_SYMBOLS,
    // A question that changes nothing; the answer wakes our side, the question theirs.
    keepAlive: JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: 0 }),
    url: (symbols) => `${STREAM_URL}?streams=${encodeURI(streamsOf(symbols).join('/'))}`,
    greet: () => [],
    subscribe: (symbols) => request('SUBSCRIBE', symbols),
    unsubscribe: (symbols) => request('UNSUBSCRIBE', symbols),
    parse: parseBinanceMessage,
  };
};

/** Follows mark prices and forced orders of Binance USD-M futures. */
export const createBinanceFeed = (ports: FeedPorts): StreamFeed =>
  createStreamFeed(ports, createDialect());
