/**
 * What an exchange sends by itself while somebody watches: the mark price and forced closes. A feed is one
 * socket; it reconnects by itself, and its handlers never hear of a symbol that is not followed any more.
 */
import type { Liquidation } from '../model/market-data.ts';

export interface MarkEvent {
  readonly kind: 'mark';
  readonly symbol: string;
  /** The exchange's clock. */
  readonly timeMs: number;
  readonly markPrice: number;
}

export interface LiquidationEvent {
  readonly kind: 'liquidation';
  readonly symbol: string;
  readonly liquidation: Liquidation;
}

export type LiveEvent = MarkEvent | LiquidationEvent;

/** `open`: subscribed and hearing. `closed`: on its way to the next try; `detail` says why. */
export type FeedState =
  | { readonly state: 'idle' | 'connecting' | 'open' }
  | { readonly state: 'closed'; readonly detail: string };

export interface FeedPorts {
  readonly createSocket: (url: string) => WebSocket;
  /** Calls back once after a while; returns the cancel. */
  readonly startTimer: (onTime: () => void, delayMs: number) => () => void;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: FeedState) => void;
}

export interface LiveFeed {
  /** From now on exactly these symbols; none closes the socket. */
  readonly follow: (symbols: readonly string[]) => void;
  readonly stop: () => void;
}

export type CreateFeed = (ports: FeedPorts) => LiveFeed;
