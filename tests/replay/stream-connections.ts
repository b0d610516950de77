/** The open stream connections: what each subscribed to, and what it is sent as time goes by. */
import type { WebSocket } from 'ws';
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import type { ReplayClock } from './clock.ts';
import type { ReplayMarket } from './replay-market.ts';
import { parseStreamName } from './stream-names.ts';
import { answerStreamRequest } from './stream-requests.ts';
import { computeEvents } from './stream-ticks.ts';

const TICK_REAL_MS = 100;
const PING_REAL_MS = 3 * MINUTE_MS;
const MOST_MESSAGES_PER_SECOND = 10;
/** Policy violation. */
const TOO_MANY_MESSAGES = 1008;
const MOST_BUFFERED_BYTES = 4_000_000;

/** One connection. `combined` ones get their events wrapped with the stream's name. */
export interface Connection {
  readonly socket: WebSocket;
  readonly combined: boolean;
  readonly names: Set<string>;
  readonly silent: boolean;
}

/** Takes a new connection in: hears its requests, forgets it when it closes. */
export function keepConnection(connections: Set<Connection>, connection: Connection): void {
  const { socket, names } = connection;
  connections.add(connection);
  socket.on('close', () => connections.delete(connection));
  socket.on('error', () => socket.terminate());
  const allow = createMessageAllowance();
  socket.on('message', (data) => {
    if (allow(performance.now())) socket.send(answerStreamRequest(names, String(data)));
    else socket.close(TOO_MANY_MESSAGES, 'Too many requests');
  });
}

/** The exchange closes a connection that sends more than ten messages within a second. */
function createMessageAllowance(): (realMs: number) => boolean {
  const recent: number[] = [];
  return (realMs) => {
    recent.push(realMs);
    while (realMs - recent[0]! >= SECOND_MS) recent.shift();
    return recent.length <= MOST_MESSAGES_PER_SECOND;
  };
}

/** Feeds the connections by the exchange's clock. Returns the stop, which cuts them all. */
export function startFeed(
  market: ReplayMarket,
  clock: ReplayClock,
  connections: ReadonlySet<Connection>,
): () => void {
  let fromMs = clock.nowMs();
  const ticker = setInterval(() => {
    const toMs = clock.nowMs();
    if (toMs > fromMs) feed(market, connections, fromMs, toMs);
    fromMs = toMs;
  }, TICK_REAL_MS);
  const pinger = setInterval(
    () => connections.forEach(({ socket }) => socket.ping()),
    PING_REAL_MS,
  );
  return () => {
    clearInterval(ticker);
    clearInterval(pinger);
    connections.forEach(({ socket }) => socket.terminate());
  };
}

/** Sends each connection what its streams have to say; each stream is worked out once for all. */
function feed(
  market: ReplayMarket,
  connections: ReadonlySet<Connection>,
  fromMs: number,
  toMs: number,
): void {
  const computed = new Map<string, readonly unknown[]>();
  const eventsOf = (name: string) => {
    const known = computed.get(name);
    if (known) return known;
    const topic = parseStreamName(market, name);
    const events = topic ? computeEvents(market, topic, fromMs, toMs) : [];
    computed.set(name, events);
    return events;
  };
  for (const { socket, combined, names, silent } of connections) {
    if (silent || socket.bufferedAmount > MOST_BUFFERED_BYTES) continue;
    for (const name of names) {
      for (const data of eventsOf(name)) {
        socket.send(JSON.stringify(combined ? { stream: name, data } : data));
      }
    }
  }
}
