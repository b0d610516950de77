/**
 * The exchange's WebSocket side. Market data lives under /market since 2026-04-23; the old /ws and
 * /stream, and /public, take connections and subscriptions and never say anything of it.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { SECOND_MS } from '../../lib/model/time.ts';
import type { ReplayClock } from './clock.ts';
import { computeFaultReply } from './fault-replies.ts';
import type { Faults } from './faults.ts';
import { htmlReply, type Reply } from './reply.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { RequestLog } from './request-log.ts';
import { answerStreamRequest } from './stream-requests.ts';
import { parseStreamName } from './stream-names.ts';
import { computeEvents } from './stream-ticks.ts';

export interface StreamContext {
  readonly market: ReplayMarket;
  readonly clock: ReplayClock;
  readonly faults: Faults;
  readonly log: RequestLog;
}

export interface Streams {
  stop(): void;
}

/** One connection: what it subscribed to, and whether events are wrapped with their stream's name. */
interface Connection {
  readonly socket: WebSocket;
  readonly combined: boolean;
  readonly names: Set<string>;
  readonly silent: boolean;
}

const PATH = /^(\/market|\/public|\/private)?\/(ws|stream)(?:\/(.*))?$/;
const TICK_REAL_MS = 100;
const PING_REAL_MS = 3 * 60 * 1000;
const MOST_MESSAGES_PER_SECOND = 10;
/** Policy violation. */
const TOO_MANY_MESSAGES = 1008;
const MOST_BUFFERED_BYTES = 4_000_000;

/** Answers the upgrades of a server and feeds its connections by the exchange's clock. */
export function attachStreams(server: Server, context: StreamContext): Streams {
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Set<Connection>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'wss://replay');
    const match = PATH.exec(url.pathname);
    const refusal = findRefusal(context, url.pathname, match !== null);
    logUpgrade(context, request, url, refusal);
    if (refusal?.kind === 'silence') return;
    if (refusal?.kind === 'reset') return void socket.destroy();
    if (refusal || !match) return refuse(socket, refusal?.status ?? 404);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const named = match[2] === 'ws' ? match[3] : url.searchParams.get('streams');
      keep(connections, {
        socket: opened,
        combined: match[2] === 'stream',
        names: new Set((named ?? '').split('/').filter((name) => name !== '')),
        silent: match[1] !== '/market',
      });
    });
  });
  return startTicker(context, connections, sockets);
}

/** Why no connection is made, or null if one is. */
function findRefusal(context: StreamContext, path: string, known: boolean): Reply | null {
  const rule = context.faults.take(path);
  const faulty = rule && computeFaultReply(rule, context.clock.nowMs());
  return faulty ?? (known ? null : htmlReply(404, ''));
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function logUpgrade(
  { clock, log }: StreamContext,
  request: IncomingMessage,
  url: URL,
  refusal: Reply | null,
): void {
  const refusedStatus = refusal?.kind === 'answer' ? refusal.status : 0;
  log.add({
    timeMs: Date.now(),
    exchangeTimeMs: clock.nowMs(),
    method: 'WEBSOCKET',
    host: (request.headers.host ?? '').replace(/:\d+$/, ''),
    path: url.pathname,
    query: url.search.slice(1),
    status: refusal ? refusedStatus : 101,
    weight: 0,
  });
}

function keep(connections: Set<Connection>, connection: Connection): void {
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

function startTicker(
  { market, clock }: StreamContext,
  connections: ReadonlySet<Connection>,
  sockets: WebSocketServer,
): Streams {
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
  return {
    stop() {
      clearInterval(ticker);
      clearInterval(pinger);
      connections.forEach(({ socket }) => socket.terminate());
      sockets.close();
    },
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
