/** What a test knows of the live map: the worker's answer, the streams, and what the exchange sent. */
import { WebSocket } from 'ws';
import type { MapAnswer, MapColumn } from '../../../lib/messages.ts';
import type { Liquidation } from '../../../lib/model/market-data.ts';
import { binOfPrice } from '../../../lib/model/bins.ts';
import type { LoggedRequest, Replay } from '../../replay/server.ts';
import { askPage, type AskablePage } from './ask-page.ts';
import { readStoredRows } from './stored-rows.ts';
import { until } from './until.ts';
import { toExchange } from './request-weight.ts';

export type ReadyMap = Extract<MapAnswer, { state: 'ready' }>;

/** Sent into the page: asks the worker as a face does that nobody looks at. */
const sendGetMap = async (symbol: string): Promise<unknown> => {
  const data = { symbol, isWatched: false };
  const message = {
    id: Math.floor(Math.random() * 10_000),
    type: 'getMap',
    data,
    timestamp: Date.now(),
  };
  const { res } = (await chrome.runtime.sendMessage(message)) as { res?: unknown };
  return res;
};

/** The worker's map of `symbol`, asked for without watching it; null while there is none. */
export const askMap = async (
  extensionPage: AskablePage,
  symbol: string,
): Promise<ReadyMap | null> => {
  const answer = (await askPage(extensionPage, sendGetMap, symbol)) as MapAnswer | undefined;
  return answer?.state === 'ready' ? answer : null;
};

const bytesOf = ({ codes }: MapColumn): Buffer => Buffer.from(codes, 'base64');

/** Is everything gone that the price of the column itself has reached? */
export const isSweptByItsPrice = (column: MapColumn): boolean => {
  const bytes = bytesOf(column);
  const at = binOfPrice(column.price) - column.firstBin;
  const longs = bytes.subarray(Math.max(0, at), column.binCount);
  const shorts = bytes.subarray(column.binCount, column.binCount + Math.max(0, at + 1));
  return [...longs, ...shorts].every((code) => code === 0);
};

/** Is `later` what is left of `earlier`, and less than it? */
export const isWhatIsLeft = (earlier: MapColumn, later: MapColumn): boolean => {
  const [before, after] = [bytesOf(earlier), bytesOf(later)];
  const isLeft = after.every((code, at) => code === 0 || code === before[at]);
  return isLeft && !before.equals(after);
};

/** Requests of the extension beyond those of a poll: streams, and questions for the mark price. */
export const liveRequests = (requests: readonly LoggedRequest[]): LoggedRequest[] =>
  toExchange(requests).filter(
    ({ method, path }) => method === 'WEBSOCKET' || path === '/fapi/v1/premiumIndex',
  );

/** Streams that were opened: upgrades that the exchange did not refuse. */
export const openedStreams = (requests: readonly LoggedRequest[]): LoggedRequest[] =>
  liveRequests(requests).filter(({ method, status }) => method === 'WEBSOCKET' && status === 101);

interface ForceOrder {
  readonly o: { readonly S: string; readonly p: string; readonly q: string; readonly T: number };
}

export interface Listener {
  /** The forced closes that the exchange has sent on its stream of the symbol. */
  readonly heard: readonly Liquidation[];
  readonly stop: () => void;
}

/** Listens to the exchange's own stream of forced orders, beside the extension. */
export const listenToCloses = async (replay: Replay, symbol: string): Promise<Listener> => {
  const heard: Liquidation[] = [];
  const path = `/market/ws/${symbol.toLowerCase()}@forceOrder`;
  const socket = new WebSocket(`wss://127.0.0.1:${replay.port}${path}`, {
    rejectUnauthorized: false,
    headers: { Host: 'fstream.binance.com' },
  });
  socket.on('message', (text) => {
    const { o } = JSON.parse(String(text)) as ForceOrder;
    const side = o.S === 'SELL' ? 'long' : 'short';
    heard.push({ timeMs: o.T, side, price: Number(o.p), quantityCoins: Number(o.q) });
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { heard, stop: () => socket.terminate() };
};

export interface StoredCloses {
  readonly closes: readonly Liquidation[];
  /** Stretches, from and through, during which the stream was listened to. */
  readonly observed: readonly (readonly [fromMs: number, throughMs: number])[];
}

const chunk = (numbers: Float64Array, width: number): number[][] =>
  Array.from({ length: numbers.length / width }, (_, n) =>
    Array.from(numbers.subarray(n * width, (n + 1) * width)),
  );

/** What is stored of forced closes of a book, read from the rows as they lie there. */
export const readStoredCloses = async (
  extensionPage: AskablePage,
  bookKey: string,
): Promise<StoredCloses> => {
  const rows = await readStoredRows(extensionPage, 'liquidations');
  const of = (series: string): Float64Array[] =>
    rows
      .filter(({ key }) => (key as string[])[0] === bookKey && (key as string[])[1] === series)
      .map(({ value }) => value as Float64Array);
  return {
    closes: of('closes')
      .flatMap((day) => chunk(day, 4))
      .map(([timeMs = 0, side, price = 0, quantityCoins = 0]) => ({
        timeMs,
        side: side === 0 ? 'long' : 'short',
        price,
        quantityCoins,
      })),
    observed: of('observed')
      .flatMap((day) => chunk(day, 2))
      .map(([fromMs = 0, throughMs = 0]) => [fromMs, throughMs]),
  };
};

/**
 * From now on no mark price comes between the polls, by stream or by question: for tests that compare
 * what is shown with what is stored.
 */
export const keepQuiet = ({ faults }: Replay): void => {
  for (const path of ['/market', '/fapi/v1/premiumIndex']) faults.add({ path, kind: 'location' });
};

/** The faces are silent for so long before they count as gone, and a little for the way there. */
const LET_GO_MS = 20_000;

export const waitForNoStream = (replay: Replay): Promise<boolean> =>
  until('the stream is closed', () => replay.openStreams() === 0, LET_GO_MS);

/** Sent into the page: no alarm, so that nothing but the watching can change the map. */
export const removeAlarm = async (): Promise<void> => {
  await chrome.alarms.clearAll();
};

/** Sent into the page: the alarm as the worker sets it, where it was taken away. */
export const makeAlarm = async (): Promise<void> => {
  await chrome.alarms.create('poll', { periodInMinutes: 1 });
};

/** Sent into the page: the overlay's picture. */
export const readPicture = (selector: string): string | null =>
  document.querySelector<HTMLCanvasElement>(selector)?.toDataURL() ?? null;
