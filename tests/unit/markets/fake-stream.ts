/** A WebSocket and timers that tests drive by hand: nothing happens by itself, no clock runs. */
import type { FeedPorts, FeedState, LiveEvent } from '../../../lib/markets/live-feed.ts';

type Listener = (event: unknown) => void;

export interface FakeSocket {
  readonly url: string;
  readonly sent: string[];
  isClosed: boolean;
  readyState: number;
  open(): void;
  say(message: unknown): void;
  end(wasClean?: boolean, code?: number): void;
}

const createFakeSocket = (url: string): FakeSocket & Record<string, unknown> => {
  const listeners = new Map<string, Listener[]>();
  const fire = (name: string, event: unknown): void =>
    (listeners.get(name) ?? []).forEach((listener) => listener(event));
  return {
    url,
    sent: [],
    isClosed: false,
    readyState: 0,
    addEventListener: (name: string, listener: Listener) =>
      void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    send(text: string) {
      this.sent.push(text);
    },
    close() {
      this.isClosed = true;
      this.readyState = 2;
    },
    open() {
      this.readyState = 1;
      fire('open', {});
    },
    say: (message: unknown) =>
      fire('message', { data: typeof message === 'string' ? message : JSON.stringify(message) }),
    end(wasClean = false, code = 1006) {
      this.readyState = 3;
      fire('close', { wasClean, code });
    },
  };
};

interface Timer {
  readonly dueMs: number;
  readonly onTime: () => void;
}

export interface FakeStream {
  readonly ports: FeedPorts;
  readonly sockets: FakeSocket[];
  readonly states: FeedState[];
  readonly events: LiveEvent[];
  /** The newest socket. */
  socket(): FakeSocket;
  /** Lets so much time pass, timers in their order. */
  pass(ms: number): void;
  /** How many timers run. */
  running(): number;
}

export const createFakeStream = (refuse?: () => boolean): FakeStream => {
  const sockets: FakeSocket[] = [];
  const states: FeedState[] = [];
  const events: LiveEvent[] = [];
  let timers: Timer[] = [];
  let nowMs = 0;

  const pass = (ms: number): void => {
    const endMs = nowMs + ms;
    for (;;) {
      const [next] = timers.filter((t) => t.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      nowMs = next.dueMs;
      next.onTime();
    }
    nowMs = endMs;
  };

  return {
    ports: {
      createSocket: (url) => {
        if (refuse?.()) throw new Error('not allowed');
        const socket = createFakeSocket(url);
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      startTimer: (onTime, delayMs) => {
        const timer = { dueMs: nowMs + delayMs, onTime };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
    },
    sockets,
    states,
    events,
    socket: () => sockets.at(-1) as FakeSocket,
    pass,
    running: () => timers.length,
  };
};
