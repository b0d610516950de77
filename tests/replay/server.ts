/**
 * The replay stand-in: one local HTTPS and WebSocket server that answers as the futures APIs of Binance
 * and Bybit do, under any host name, and serves the chart pages under the names of the real sites.
 */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createBinanceExchange } from './binance-exchange.ts';
import { createBybitExchange } from './bybit/exchange.ts';
import { createCertificate } from './certificate.ts';
import { createClock, type ReplayClock } from './clock.ts';
import { PLAIN_STATUS, startConnectProxy } from './connect-proxy.ts';
import { describePeaks } from './control-routes.ts';
import { createExchangeMarket } from './exchange-market.ts';
import type { Exchanges } from './exchanges.ts';
import { createFaults, type Faults } from './faults.ts';
import { defaultRecordingsDir } from './recording-files.ts';
import type { ReplayMarket } from './replay-market.ts';
import { createMarket, type MarketOrigin } from './replay-sources.ts';
import { readRiskTiers } from './risk-tiers.ts';
import { handleRequest } from './request-handler.ts';
import { trackConnections } from './raw-connections.ts';
import { createRequestLog, describeAddress, type LoggedRequest } from './request-log.ts';
import { attachStreams } from './stream-server.ts';

export type { FaultRule } from './faults.ts';
export type { LoggedRequest } from './request-log.ts';

export interface ReplayOptions {
  /** Folder of recordings; null for the generated market alone. Default: `LENS_MARKET`, else `../shared/market` beside the repository. */
  readonly recordingsDir?: string | null;
  /** What is shown where there are no recordings: the quickly generated market if not given. */
  readonly withoutRecordings?: 'generated' | 'simulated';
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
  readonly source: MarketOrigin;
  readonly clock: Pick<ReplayClock, 'nowMs' | 'advance' | 'setSpeed'>;
  readonly faults: Pick<Faults, 'add' | 'clear' | 'isShut'>;
  readonly requests: readonly LoggedRequest[];
  /** Weight used in the running minute of the exchange's time. */
  usedWeight(): number;
  /** The most that was used of each limit within one of its windows. */
  peaks(): ReturnType<typeof describePeaks>;
  /** Ends every open stream, as the exchange does after 24 hours. */
  cutStreams(): void;
  /** How many streams are open. */
  openStreams(): number;
  stop(): Promise<void>;
}

const DEFAULT_SEED = 1;

/** Starts the stand-in on this machine. */
export async function startReplay(options: ReplayOptions = {}): Promise<Replay> {
  const startMs = options.startMs ?? Date.now();
  const dir = options.recordingsDir === undefined ? defaultRecordingsDir() : options.recordingsDir;
  const { market, source } = createMarket(
    dir,
    options.seed ?? DEFAULT_SEED,
    startMs,
    options.withoutRecordings,
  );
  const clock = createClock(startMs, options.speed ?? 1);
  const faults = createFaults(clock.nowMs);
  const exchanges = createExchanges(market, clock, faults, dir);
  const log = createRequestLog(clock.nowMs);
  const server = createServer(await createCertificate());
  const connections = trackConnections(server);
  const shared = { exchanges, source, clock, faults, log, connections };
  const streams = attachStreams(server, shared);
  const context = { ...shared, cutStreams: streams.cut };
  server.on('request', (request, response) => void handleRequest(context, request, response));
  const port = await listen(server, options.port ?? 0);
  const proxy = await startConnectProxy(port, (method, url) =>
    log.add({
      method,
      host: url.hostname,
      ...describeAddress(url),
      status: PLAIN_STATUS,
      weight: 0,
    }),
  );
  return {
    port,
    proxyPort: proxy.port,
    source,
    clock,
    faults,
    requests: log.entries,
    usedWeight: () => exchanges.binance.limits.used('weight'),
    peaks: () => describePeaks(exchanges),
    cutStreams: streams.cut,
    openStreams: streams.count,
    async stop() {
      streams.stop();
      connections.destroyAll();
      await Promise.all([proxy.stop(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

function createExchanges(
  market: ReplayMarket,
  { nowMs }: ReplayClock,
  { isShut }: Faults,
  recordingsDir: string | null,
): Exchanges {
  const ofExchange = (id: 'binance' | 'bybit') =>
    createExchangeMarket(market, id, (fromMs, toMs) => isShut(id, fromMs, toMs));
  return {
    binance: createBinanceExchange(ofExchange('binance'), nowMs),
    bybit: createBybitExchange(ofExchange('bybit'), nowMs, readRiskTiers(recordingsDir)),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
