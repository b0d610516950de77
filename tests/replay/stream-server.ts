/**
 * The exchanges' WebSocket side. Binance's market data lives under /market since 2026-04-23; the old
 * /ws and /stream, and /public, take connections and subscriptions and never say anything of it.
 * Bybit's linear contracts live under /v5/public/linear.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ReplayClock } from './clock.ts';
import { createBinanceStreams } from './binance-streams.ts';
import { createBybitStreams } from './bybit/streams.ts';
import type { Exchanges } from './exchanges.ts';
import type { Faults, FaultRule } from './faults.ts';
import type { RawConnections } from './raw-connections.ts';
import { htmlReply, type Reply } from './reply.ts';
import { hostOf } from './request-handler.ts';
import { describeAddress, type RequestLog } from './request-log.ts';
import {
  GOING_AWAY,
  keepConnection,
  startFeed,
  type Connection,
  type StreamDialect,
} from './stream-connections.ts';

export interface StreamContext {
  readonly exchanges: Exchanges;
  readonly clock: ReplayClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly connections: RawConnections;
}

const BINANCE_PATH = /^(\/market|\/public|\/private)?\/(ws|stream)(?:\/(.*))?$/;
const BYBIT_PATH = '/v5/public/linear';

/** What an address opens: who talks there, and what is subscribed to by it. */
type Opening = Pick<Connection, 'dialect' | 'combined' | 'names' | 'silent'>;

export interface Streams {
  /** Ends every open connection, as the exchange does after 24 hours. */
  cut(): void;
  /** How many connections are open. */
  count(): number;
  stop(): void;
}

/** Answers the upgrades of a server and feeds what comes of them. */
export function attachStreams(server: Server, context: StreamContext): Streams {
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Set<Connection>();
  const { exchanges, clock } = context;
  const dialects = {
    binance: createBinanceStreams(exchanges.binance.market),
    bybit: createBybitStreams(exchanges.bybit.market, clock.nowMs),
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'wss://replay');
    const opening = readOpening(dialects, url);
    const refusal = findRefusal(context, url.pathname, opening !== null);
    logUpgrade(context, request, url, refusal);
    if (refusal || !opening) return refuse(context, request, socket, refusal);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      keepConnection(connections, {
        ...opening,
        socket: opened,
        path: url.pathname,
        told: new Map(),
        openedRealMs: performance.now(),
        openedMs: clock.nowMs(),
      });
    });
  });
  const stopFeed = startFeed(clock, context.faults, connections);
  return {
    cut: () => connections.forEach(({ socket }) => socket.close(GOING_AWAY)),
    count: () => connections.size,
    stop() {
      stopFeed();
      sockets.close();
    },
  };
}

function readOpening(
  dialects: Readonly<Record<'binance' | 'bybit', StreamDialect>>,
  { pathname, searchParams }: URL,
): Opening | null {
  if (pathname === BYBIT_PATH) {
    return { dialect: dialects.bybit, combined: false, names: new Set(), silent: false };
  }
  const match = BINANCE_PATH.exec(pathname);
  if (!match) return null;
  const named = (match[2] === 'ws' ? match[3] : searchParams.get('streams')) ?? '';
  return {
    dialect: dialects.binance,
    combined: match[2] === 'stream',
    names: new Set(named.split('/').filter((name) => name !== '')),
    silent: match[1] !== '/market',
  };
}

/** Why no connection is made, or null if one is. Faults that spoil bodies do not concern streams. */
function findRefusal(
  { exchanges, faults, clock }: StreamContext,
  path: string,
  known: boolean,
): Reply | null {
  const { computeFaultReply } = path.startsWith('/v5/') ? exchanges.bybit : exchanges.binance;
  const replyTo = (rule: FaultRule) => computeFaultReply(rule, clock.nowMs());
  const fault = faults.take(path, (rule) => replyTo(rule) !== undefined);
  return (fault && replyTo(fault.rule)) ?? (known ? null : htmlReply(404, ''));
}

function refuse(
  { connections }: StreamContext,
  request: IncomingMessage,
  socket: Duplex,
  refusal: Reply | null,
): void {
  if (refusal?.kind === 'silence') return;
  if (refusal?.kind === 'reset') return connections.reset(request.socket);
  const status = refusal?.status ?? 404;
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function logUpgrade(
  { log }: StreamContext,
  request: IncomingMessage,
  url: URL,
  refusal: Reply | null,
): void {
  const refusedStatus = refusal?.kind === 'answer' ? refusal.status : 0;
  log.add({
    method: 'WEBSOCKET',
    host: hostOf(request),
    ...describeAddress(url),
    status: refusal ? refusedStatus : 101,
    weight: 0,
  });
}
