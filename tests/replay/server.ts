/**
 * The replay stand-in: one local HTTPS and WebSocket server that answers as Binance's futures API
 * does, under any host name, and serves the chart pages under the names of the real sites.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { FIVE_MINUTES_MS, floorToPeriod } from '../../lib/model/time.ts';
import { createCertificate } from './certificate.ts';
import { createClock, type ReplayClock } from './clock.ts';
import { startConnectProxy } from './connect-proxy.ts';
import { answerControl, CONTROL_PREFIX, type ControlContext } from './control-routes.ts';
import { answerExchange, isExchangePath } from './exchange.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { createGeneratedSource } from './generated-market.ts';
import { createRecordedSources } from './recorded-market.ts';
import { defaultRecordingsDir, hasRecordings } from './recording-files.ts';
import { errorReply, htmlReply, sendReply, type Reply } from './reply.ts';
import { unknownPath } from './api-errors.ts';
import { createReplayMarket, type ReplayMarket } from './replay-market.ts';
import { createRequestLog, type LoggedRequest } from './request-log.ts';
import { readStaticReply } from './static-files.ts';
import { attachStreams } from './stream-server.ts';
import { SYMBOLS } from './symbols.ts';
import { createRequestLimits } from './weights.ts';

export type { FaultRule } from './faults.ts';
export type { LoggedRequest } from './request-log.ts';

export interface ReplayOptions {
  /** Folder of recordings; null for the generated market alone. Default: `LENS_MARKET`, else `../shared/market` beside the repository. */
  readonly recordingsDir?: string | null;
  readonly seed?: number;
  /** Replay milliseconds per real one; 1 if not given. */
  readonly speed?: number;
  /** The exchange's time at the start; the real time if not given. */
  readonly startMs?: number;
  /** 0 or none: any free one. */
  readonly port?: number;
}

export interface Replay {
  readonly port: number;
  /** An HTTP CONNECT proxy that leads every tunnel to `port`. */
  readonly proxyPort: number;
  readonly source: 'recordings' | 'generated';
  readonly clock: Pick<ReplayClock, 'nowMs' | 'advance' | 'setSpeed'>;
  readonly faults: { add(rule: FaultRule): void; clear(): void };
  readonly requests: readonly LoggedRequest[];
  /** Weight used in the running minute of the exchange's time. */
  usedWeight(): number;
  stop(): Promise<void>;
}

const DEFAULT_SEED = 1;
/** Hosts that are the exchange; what comes to any other name is a chart page's own business. */
const EXCHANGE_HOSTS = new Set([
  'fapi.binance.com',
  'fstream.binance.com',
  'localhost',
  '127.0.0.1',
]);

const hostOf = (request: IncomingMessage) => (request.headers.host ?? '').replace(/:\d+$/, '');

/** The market behind a replay: recorded symbols where there are any, generated ones for the rest. */
export function createMarket(
  recordingsDir: string | null,
  seed: number,
  startMs: number,
): { readonly market: ReplayMarket; readonly source: 'recordings' | 'generated' } {
  const recorded =
    recordingsDir !== null && hasRecordings(recordingsDir)
      ? createRecordedSources(recordingsDir, seed)
      : [];
  const known = new Map(recorded.map((source) => [source.spec.symbol, source]));
  const sources = SYMBOLS.map(
    (spec) => known.get(spec.symbol) ?? createGeneratedSource(spec, seed),
  );
  return {
    market: createReplayMarket(sources, floorToPeriod(startMs, FIVE_MINUTES_MS)),
    source: recorded.length > 0 ? 'recordings' : 'generated',
  };
}

/** Starts the stand-in on this machine. */
export async function startReplay(options: ReplayOptions = {}): Promise<Replay> {
  const startMs = options.startMs ?? Date.now();
  const dir = options.recordingsDir === undefined ? defaultRecordingsDir() : options.recordingsDir;
  const { market, source } = createMarket(dir, options.seed ?? DEFAULT_SEED, startMs);
  const clock = createClock(startMs, options.speed ?? 1);
  const faults = createFaults();
  const limits = createRequestLimits(clock.nowMs);
  const log = createRequestLog();
  const symbols = market.symbols.map((spec) => spec.symbol);
  const context = {
    market,
    clock,
    faults,
    limits,
    log,
    source,
    symbols,
    usedWeight: limits.usedWeight,
  };

  const server = createServer(await createCertificate(), (request, response) => {
    void handle(context, request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  const streams = attachStreams(server, context);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const proxy = await startConnectProxy(port);

  return {
    port,
    proxyPort: proxy.port,
    source,
    clock,
    faults,
    requests: log.entries,
    usedWeight: limits.usedWeight,
    async stop() {
      streams.stop();
      for (const socket of sockets) socket.destroy();
      await Promise.all([proxy.stop(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

type Context = ControlContext & Parameters<typeof answerExchange>[0];

async function handle(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://replay');
  const { reply, weight } = await answer(context, request, url);
  const nowMs = context.clock.nowMs();
  context.log.add({
    timeMs: Date.now(),
    exchangeTimeMs: nowMs,
    method: request.method ?? 'GET',
    host: hostOf(request),
    path: url.pathname,
    query: url.search.slice(1),
    status: reply.kind === 'answer' ? reply.status : 0,
    weight,
  });
  sendReply(response, reply, nowMs);
}

async function answer(
  context: Context,
  request: IncomingMessage,
  url: URL,
): Promise<{ readonly reply: Reply; readonly weight: number }> {
  const path = url.pathname;
  const atExchange = EXCHANGE_HOSTS.has(hostOf(request));
  try {
    if (path.startsWith(CONTROL_PREFIX)) {
      const body = await readBody(request);
      return { reply: answerControl(context, request.method ?? 'GET', path, body), weight: 0 };
    }
    if (isExchangePath(path)) return answerExchange(context, path, url.searchParams, atExchange);
    if (hostOf(request).endsWith('api.binance.com'))
      return { reply: errorReply(unknownPath(path)), weight: 0 };
    return { reply: await readStaticReply(path, wantsDocument(request)), weight: 0 };
  } catch (error) {
    return { reply: htmlReply(500, `<!DOCTYPE html><pre>${String(error)}</pre>`), weight: 0 };
  }
}

const wantsDocument = (request: IncomingMessage) =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
