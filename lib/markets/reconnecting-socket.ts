/**
 * A WebSocket that is kept up: it is opened again when it closes, keeps itself alive, and counts as dead
 * when it says nothing, as an exchange's retired paths do: they connect and stay silent.
 */
import type { FeedPorts, FeedState } from './live-feed.ts';
import { createNamedTimers } from './named-timers.ts';

/** Mark prices come each second; so long a silence is none of the market's. */
const SILENCE_MS = 15_000;
/** A worker sleeps after 30 s in which it neither hears nor sends. */
const KEEP_ALIVE_MS = 20_000;
/** So long open, and what went wrong before is forgotten. */
const HEALTHY_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

interface SocketPlan {
  readonly url: () => string;
  /** Called when the socket is open: the time to subscribe. */
  readonly onOpen: () => void;
  /** Is this message one of those that are listened for? */
  readonly onMessage: (data: unknown) => boolean;
  /** Sent now and then so that neither side falls asleep. */
  readonly keepAlive: string;
}

interface ReconnectingSocket {
  readonly isStarted: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
  /** False where nothing is open to send on. */
  readonly send: (text: string) => boolean;
}

type SocketPorts = Pick<FeedPorts, 'createSocket' | 'startTimer' | 'onState'>;
type TimerName = 'silence' | 'keep-alive' | 'healthy' | 'retry';

/** `WebSocket.OPEN`, which not every world has. */
const OPEN = 1;

const isSame = (a: FeedState, b: FeedState): boolean =>
  a.state === b.state && (a.state !== 'closed' || (b.state === 'closed' && a.detail === b.detail));

export const createReconnectingSocket = (
  ports: SocketPorts,
  plan: SocketPlan,
): ReconnectingSocket => {
  const timers = createNamedTimers<TimerName>(ports.startTimer);
  let socket: WebSocket | null = null;
  let isStarted = false;
  let failures = 0;
  let isHealthy = false;
  let told: FeedState = { state: 'idle' };

  const tell = (state: FeedState): void => {
    if (isSame(state, told)) return;
    told = state;
    ports.onState(state);
  };

  const letGo = (): void => {
    const old = socket;
    socket = null;
    timers.cancelAll();
    old?.close();
  };

  /** Ends this try; the next one follows at once after a clean end of a healthy connection. */
  const end = (detail: string, wasClean = false): void => {
    const waitMs =
      isHealthy && wasClean ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    if (waitMs > 0) failures += 1;
    letGo();
    tell({ state: 'closed', detail });
    if (isStarted) timers.start('retry', waitMs, connect);
  };

  const awaitNews = (detail: string): void =>
    timers.start('silence', SILENCE_MS, () => end(`${detail} in ${SILENCE_MS / 1000} s`));

  const send = (text: string): boolean => {
    if (socket?.readyState !== OPEN) return false;
    socket.send(text);
    return true;
  };

  const keepAlive = (): void => {
    send(plan.keepAlive);
    timers.start('keep-alive', KEEP_ALIVE_MS, keepAlive);
  };

  const onOpen = (): void => {
    awaitNews('Connected, but nothing was heard');
    timers.start('keep-alive', KEEP_ALIVE_MS, keepAlive);
    plan.onOpen();
  };

  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    const mine = socket;
    // Who listens may have stopped us at this very message.
    if (!plan.onMessage(data) || socket !== mine) return;
    awaitNews('Nothing was heard');
    if (told.state === 'open') return;
    tell({ state: 'open' });
    timers.start('healthy', HEALTHY_MS, () => {
      failures = 0;
      isHealthy = true;
    });
  };

  const listen = (mine: WebSocket): void => {
    mine.addEventListener('open', () => {
      if (socket === mine) onOpen();
    });
    mine.addEventListener('message', (event) => {
      if (socket === mine) onMessage(event);
    });
    mine.addEventListener('close', ({ code, wasClean }) => {
      if (socket === mine) end(`Closed with code ${code}`, wasClean);
    });
  };

  const connect = (): void => {
    isHealthy = false;
    tell({ state: 'connecting' });
    try {
      socket = ports.createSocket(plan.url());
    } catch (error) {
      return end(`Could not be opened: ${String(error)}`);
    }
    awaitNews('No connection');
    listen(socket);
  };

  return {
    isStarted: () => isStarted,
    start: () => {
      if (isStarted) return;
      isStarted = true;
      connect();
    },
    stop: () => {
      isStarted = false;
      failures = 0;
      letGo();
      tell({ state: 'idle' });
    },
    send,
  };
};
