/**
 * A feed of one exchange: which symbols are followed, what is subscribed to, and what of the messages
 * reaches the listener. What the exchange's messages look like is its dialect's business.
 */
import type { FeedPorts, LiveEvent, LiveFeed } from './live-feed.ts';
import { createNamedTimers } from './named-timers.ts';
import { createReconnectingSocket } from './reconnecting-socket.ts';

/** Between two changes of what is subscribed to: an exchange takes a handful of messages a second. */
const PACE_MS = 500;
/** No message of these streams comes near it. */
const LONGEST_MESSAGE = 65_536;

export interface StreamMessage {
  /** Whose message it is; null for what the exchange says about the connection. */
  readonly symbol: string | null;
  readonly events: readonly LiveEvent[];
}

export interface StreamDialect {
  readonly mostSymbols: number;
  readonly keepAlive: string;
  /** The address for a connection that begins with `symbols`. */
  readonly url: (symbols: readonly string[]) => string;
  /** What is said first on that connection. */
  readonly greet: (symbols: readonly string[]) => readonly string[];
  readonly subscribe: (symbols: readonly string[]) => readonly string[];
  readonly unsubscribe: (symbols: readonly string[]) => readonly string[];
  /** A message; null for one that cannot be made sense of. */
  readonly parse: (body: unknown) => StreamMessage | null;
}

export interface StreamFeed extends LiveFeed {
  /** How many messages made no sense and were left out. */
  readonly droppedMessages: () => number;
}

const parseText = (data: unknown): unknown => {
  if (typeof data !== 'string' || data.length > LONGEST_MESSAGE) return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
};

const without = (symbols: readonly string[], others: readonly string[]): string[] =>
  symbols.filter((symbol) => !others.includes(symbol));

export const createStreamFeed = (ports: FeedPorts, dialect: StreamDialect): StreamFeed => {
  const timers = createNamedTimers<'pace'>(ports.startTimer);
  let wanted: readonly string[] = [];
  let subscribed: readonly string[] = [];
  let isOpen = false;
  let dropped = 0;

  const say = (messages: readonly string[]): void => messages.forEach((text) => socket.send(text));

  /** Tells the exchange what has changed; changes that come in quick succession are told together. */
  const settle = (): void => {
    const added = without(wanted, subscribed);
    const removed = without(subscribed, wanted);
    if (!isOpen || timers.isRunning('pace') || added.length + removed.length === 0) return;
    subscribed = wanted;
    if (removed.length > 0) say(dialect.unsubscribe(removed));
    if (added.length > 0) say(dialect.subscribe(added));
    timers.start('pace', PACE_MS, settle);
  };

  const hear = (data: unknown): boolean => {
    const message = dialect.parse(parseText(data));
    if (!message) dropped += 1;
    if (!message?.symbol || !wanted.includes(message.symbol)) return false;
    message.events.forEach(ports.onEvent);
    return true;
  };

  const socket = createReconnectingSocket(
    {
      ...ports,
      onState: (state) => {
        if (state.state !== 'open') isOpen = false;
        ports.onState(state);
      },
    },
    {
      url: () => {
        subscribed = wanted;
        return dialect.url(subscribed);
      },
      onOpen: () => {
        isOpen = true;
        say(dialect.greet(subscribed));
        timers.start('pace', PACE_MS, settle);
      },
      onMessage: hear,
      keepAlive: dialect.keepAlive,
    },
  );

  const stop = (): void => {
    wanted = [];
    timers.cancelAll();
    socket.stop();
  };

  const follow = (symbols: readonly string[]): void => {
    if (symbols.length === 0) return stop();
    wanted = [...new Set(symbols)].slice(0, dialect.mostSymbols);
    if (!socket.isStarted()) socket.start();
    else settle();
  };

  return { follow, stop, droppedMessages: () => dropped };
};
