import { parseInterval } from './intervals.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { SymbolSpec } from './symbols.ts';

/** What a stream's name asks for. */
export type StreamTopic =
  | {
      readonly kind: 'markPrice';
      readonly specs: readonly SymbolSpec[];
      readonly all: boolean;
      readonly everySeconds: number;
    }
  | {
      readonly kind: 'kline';
      readonly spec: SymbolSpec;
      readonly interval: string;
      readonly intervalMs: number;
    }
  | { readonly kind: 'aggTrade'; readonly spec: SymbolSpec }
  | { readonly kind: 'forceOrder'; readonly specs: readonly SymbolSpec[] };

/** The topic of a stream's name, or null if there is no such stream: then it is silent, as the real one. */
export function parseStreamName(market: ReplayMarket, name: string): StreamTopic | null {
  const [subject = '', topic = '', rate] = name.split('@');
  const everySeconds = rate === '1s' ? 1 : 3;
  if (subject === '!forceOrder' && topic === 'arr') {
    return { kind: 'forceOrder', specs: market.symbols };
  }
  if (subject === '!markPrice' && topic === 'arr') {
    return { kind: 'markPrice', specs: market.symbols, all: true, everySeconds };
  }
  const spec = subject === subject.toLowerCase() ? market.spec(subject.toUpperCase()) : undefined;
  if (!spec) return null;
  if (topic === 'markPrice') return { kind: 'markPrice', specs: [spec], all: false, everySeconds };
  if (topic === 'aggTrade') return { kind: 'aggTrade', spec };
  if (topic === 'forceOrder') return { kind: 'forceOrder', specs: [spec] };
  const interval = topic.startsWith('kline_') ? topic.slice('kline_'.length) : '';
  const intervalMs = parseInterval(interval);
  return intervalMs === undefined ? null : { kind: 'kline', spec, interval, intervalMs };
}
