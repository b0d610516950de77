/** The open stream connections: what each subscribed to, and what it is sent as time goes by. */
import type { WebSocket } from 'ws';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import type { ReplayClock } from './clock.ts';
import type { Faults, FaultRule } from './faults.ts';
import { spoilMessage } from './stream-garbage.ts';

const TICK_REAL_MS = 100;
const PING_REAL_MS = 3 * MINUTE_MS;
const MOST_MESSAGES_PER_SECOND = 10;
/** Policy violation. */
const TOO_MANY_MESSAGES = 1008;
export const GOING_AWAY = 1001;
const MOST_BUFFERED_BYTES = 4_000_000;
const DROP_SECONDS = 5;

/** How an exchange talks over a connection. */
export interface StreamDialect {
  /** What its own subscribers hear of a name within (fromMs, toMs]; the same for all of them. */
  computeEvents(name: string, fromMs: number, toMs: number): readonly object[];
  /** Answers a message, which may change what the connection hears. */
  answer(connection: Connection, text: string): readonly string[];
  /** An event of a name as this connection is sent it; null where it hears nothing new. */
  format(connection: Connection, name: string, event: object): string | null;
}

/** One connection. */
export interface Connection {
  readonly socket: WebSocket;
  readonly path: string;
  readonly dialect: StreamDialect;
  /** Events come wrapped with the stream's name. */
  readonly combined: boolean;
  readonly names: Set<string>;
  readonly silent: boolean;
  /** What was told last under a name, where only changes are told. */
  readonly told: Map<string, object>;
  readonly openedRealMs: number;
  readonly openedMs: number;
}

/** Takes a new connection in: hears its requests, forgets it when it closes. */
export function keepConnection(connections: Set<Connection>, connection: Connection): void {
  const { socket, dialect } = connection;
  connections.add(connection);
  socket.on('close', () => connections.delete(connection));
  socket.on('error', () => socket.terminate());
  const allow = createMessageAllowance();
  socket.on('message', (data) => {
    if (!allow(performance.now())) return socket.close(TOO_MANY_MESSAGES, 'Too many requests');
    for (const answer of dialect.answer(connection, String(data))) socket.send(answer);
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
  clock: ReplayClock,
  faults: Faults,
  connections: ReadonlySet<Connection>,
): () => void {
  let fromMs = clock.nowMs();
  const ticker = setInterval(() => {
    const toMs = clock.nowMs();
    if (toMs > fromMs) feed(faults, connections, fromMs, toMs);
    endOldConnections(faults, connections, toMs);
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

const isKind =
  (...kinds: readonly FaultRule['kind'][]) =>
  (rule: FaultRule) =>
    kinds.includes(rule.kind);

/** No connection lasts longer than a day; some are dropped, without a word, long before. */
function endOldConnections(
  faults: Faults,
  connections: ReadonlySet<Connection>,
  nowMs: number,
): void {
  for (const { socket, path, openedMs, openedRealMs } of connections) {
    if (nowMs - openedMs >= DAY_MS) socket.close(GOING_AWAY);
    const isTooOld = (rule: FaultRule) =>
      rule.kind === 'stream-dropped' &&
      performance.now() - openedRealMs >= (rule.everySeconds ?? DROP_SECONDS) * SECOND_MS;
    if (faults.take(path, isTooOld)) socket.terminate();
  }
}

/** Sends each connection what its streams have to say; each stream is worked out once for all. */
function feed(
  faults: Faults,
  connections: ReadonlySet<Connection>,
  fromMs: number,
  toMs: number,
): void {
  const computed = new Map<StreamDialect, Map<string, readonly object[]>>();
  const eventsOf = (dialect: StreamDialect, name: string) => {
    const known = computed.get(dialect) ?? new Map<string, readonly object[]>();
    computed.set(dialect, known);
    const events = known.get(name) ?? dialect.computeEvents(name, fromMs, toMs);
    known.set(name, events);
    return events;
  };
  for (const connection of connections) {
    const { socket, path, dialect, names, silent } = connection;
    if (silent || socket.bufferedAmount > MOST_BUFFERED_BYTES) continue;
    if (faults.peek(path, isKind('stream-silent', 'stale'))) continue;
    for (const name of names) {
      for (const event of eventsOf(dialect, name)) {
        const text = dialect.format(connection, name, event);
        if (text === null) continue;
        const isSpoilt = faults.take(path, isKind('stream-garbage')) !== undefined;
        socket.send(isSpoilt ? spoilMessage(text) : text);
      }
    }
  }
}
