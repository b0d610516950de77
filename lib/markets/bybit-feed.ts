/** Bybit's public streams of linear contracts: tickers ten times a second and all liquidations. */
import * as v from 'valibot';
import { name, positive, timeMs } from './answer-schema.ts';
import type { FeedPorts, LiveEvent } from './live-feed.ts';
import {
  createStreamFeed,
  type StreamDialect,
  type StreamFeed,
  type StreamMessage,
} from './stream-feed.ts';

const STREAM_URL = 'wss://stream.bybit.com/v5/public/linear';
const MOST_SYMBOLS = 100;
const CONTROL: StreamMessage = { symbol: null, events: [] };

/** A delta holds what has changed alone. */
const TickerSchema = v.object({
  topic: v.pipe(v.string(), v.startsWith('tickers.')),
  type: v.picklist(['snapshot', 'delta']),
  ts: timeMs,
  data: v.object({ symbol: name, markPrice: v.optional(positive) }),
});
const LiquidationsSchema = v.object({
  topic: v.pipe(v.string(), v.startsWith('allLiquidation.')),
  data: v.array(
    v.object({ T: timeMs, s: name, S: v.picklist(['Buy', 'Sell']), v: positive, p: positive }),
  ),
});
/** `{"success":true,"ret_msg":"pong","conn_id":"…","op":"ping"}` and the answers to subscriptions. */
const ReplySchema = v.object({ success: v.boolean(), op: v.string() });

const symbolOf = (topic: string): string => topic.slice(topic.indexOf('.') + 1);

const parseTicker = ({ data, ts }: v.InferOutput<typeof TickerSchema>): StreamMessage => {
  const { symbol, markPrice } = data;
  const events: LiveEvent[] =
    markPrice === undefined ? [] : [{ kind: 'mark', symbol, timeMs: ts, markPrice }];
  return { symbol, events };
};

const parseLiquidations = ({
  topic,
  data,
}: v.InferOutput<typeof LiquidationsSchema>): StreamMessage => {
  const symbol = symbolOf(topic);
  const events = data
    .filter(({ s }) => s === symbol)
    .map((row): LiveEvent => {
      // The side is the position's, unlike Binance's: `Buy` says that a long was liquidated.
      const side = row.S === 'Buy' ? 'long' : 'short';
      const liquidation = { timeMs: row.T, side, price: row.p, quantityCoins: row.v } as const;
      return { kind: 'liquidation', symbol, liquidation };
    });
  return { symbol, events };
};

/** A message; null for one that makes no sense. */
export const parseBybitMessage = (body: unknown): StreamMessage | null => {
  const ticker = v.safeParse(TickerSchema, body);
  if (ticker.success) return parseTicker(ticker.output);
  const liquidations = v.safeParse(LiquidationsSchema, body);
  if (liquidations.success) return parseLiquidations(liquidations.output);
  return v.is(ReplySchema, body) ? CONTROL : null;
};

/** One request for each symbol: a topic that is not known is refused with all others of its request. */
const requests = (op: 'subscribe' | 'unsubscribe', symbols: readonly string[]): string[] =>
  symbols.map((symbol) =>
    JSON.stringify({ op, args: [`tickers.${symbol}`, `allLiquidation.${symbol}`] }),
  );

const DIALECT: StreamDialect = {
  mostSymbols: MOST_SYMBOLS,
  keepAlive: JSON.stringify({ op: 'ping' }),
  url: () => STREAM_URL,
  greet: (symbols) => requests('subscribe', symbols),
  subscribe: (symbols) => requests('subscribe', symbols),
  unsubscribe: (symbols) => requests('unsubscribe', symbols),
  parse: parseBybitMessage,
};

/** Follows mark prices and liquidations of Bybit's linear contracts. */
export const createBybitFeed = (ports: FeedPorts): StreamFeed => createStreamFeed(ports, DIALECT);
