/** Which exchange a request is for: by the host it was sent to, else by its path. */
import { MARKET_IDS, type MarketId } from '../../lib/markets/book-key.ts';
import type { Exchange } from './exchange.ts';

export type Exchanges = Readonly<Record<MarketId, Exchange>>;

/** Hosts that have an API and nothing else. */
const API_HOSTS: Readonly<Record<string, MarketId>> = {
  'fapi.binance.com': 'binance',
  'fstream.binance.com': 'binance',
  'api.bybit.com': 'bybit',
  'stream.bybit.com': 'bybit',
};
/** This machine's own names stand for both exchanges. */
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1']);
const PATHS: Readonly<Record<MarketId, readonly string[]>> = {
  binance: ['/fapi/', '/futures/data/'],
  bybit: ['/v5/'],
};

export interface Place {
  readonly exchange: Exchange;
  /** Whether limits and faults apply: what comes to another name is a chart page's own business. */
  readonly isMeasured: boolean;
}

/** The exchange that answers a path under a host name, or null if none does. */
export function exchangeAt(exchanges: Exchanges, host: string, path: string): Place | null {
  const owner = Object.hasOwn(API_HOSTS, host) ? API_HOSTS[host] : undefined;
  if (owner) return { exchange: exchanges[owner], isMeasured: true };
  const id = MARKET_IDS.find((name) => PATHS[name].some((prefix) => path.startsWith(prefix)));
  return id ? { exchange: exchanges[id], isMeasured: LOCAL_HOSTS.has(host) } : null;
}
