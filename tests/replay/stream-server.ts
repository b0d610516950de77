/**
 * The exchange's WebSocket side. Market data lives under /market since 2026-04-23; the old /ws and
 * /stream, and /public, take connections and subscriptions and never say anything of it.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ReplayClock } from './clock.ts';
import { computeFaultReply } from './fault-replies.ts';
import type { Faults } from './faults.ts';
import type { RawConnections } from './raw-connections.ts';
import { htmlReply, type Reply } from './reply.ts';
import type { ReplayMarket } from './replay-market.ts';
import { hostOf } from './request-handler.ts';
import { describeAddress, type RequestLog } from './request-log.ts';
import { keepConnection, startFeed, type Connection } from './stream-connections.ts';

export interface StreamContext {
  readonly market: ReplayMarket;
  readonly clock: ReplayClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly connections: RawConnections;
}

const GOING_AWAY = 1001;
const PATH = /^(\/market|\/public|\/private)?\/(ws|stream)(?:\/(.*))?$/;

export interface Streams {
  /** Ends every open connection, as the exchange does after 24 hours. */
  cut(): void;
  stop(): void;
}

/** Answers the upgrades of a server and feeds what comes of them. */
export function attachStreams(server: Server, context: StreamContext): Streams {
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Set<Connection>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'wss://replay');
    const match = PATH.exec(url.pathname);
    const refusal = findRefusal(context, url.pathname, match !== null);
    logUpgrade(context, request, url, refusal);
    if (refusal || !match) return refuse(context, request, socket, refusal);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const named = match[2] === 'ws' ? match[3] : url.searchParams.get('streams');
      keepConnection(connections, {
        socket: opened,
        combined: match[2] === 'stream',
        names: new Set((named ?? '').split('/').filter((name) => name !== '')),
        silent: match[1] !== '/market',
      });
    });
  });
  const stopFeed = startFeed(context.market, context.clock, connections);
  return {
    cut: () => connections.forEach(({ socket }) => socket.close(GOING_AWAY)),
    stop() {
      stopFeed();
      sockets.close();
    },
  };
}

/** Why no connection is made, or null if one is. Faults that spoil bodies do not concern streams. */
function findRefusal({ faults, clock }: StreamContext, path: string, known: boolean): Reply | null {
  const replyTo = (rule: Parameters<typeof computeFaultReply>[0]) =>
    computeFaultReply(rule, clock.nowMs());
  const rule = faults.take(path, (candidate) => replyTo(candidate) !== undefined);
  return (rule && replyTo(rule)) ?? (known ? null : htmlReply(404, ''));
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
