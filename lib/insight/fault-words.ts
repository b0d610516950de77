/**
 * Every fault of the worker in plain words: what happened, and what the user can do about it. Title
 * and advice together fill two lines of the popup at most.
 */
import type { FaultKind, WorkerFault } from '../store/status.ts';
import type { MarketId } from '../markets/book-key.ts';
import { EXCHANGE_NAMES } from './exchange-words.ts';
import { formatClock } from './format.ts';

export interface FaultWords {
  readonly title: string;
  readonly advice: string;
  /** Trying again at once may help and does no harm. */
  readonly canRetry: boolean;
}

interface FaultContext {
  readonly symbol: string;
  /** Whose fault it is; Binance where it is not said. */
  readonly marketId?: MarketId | undefined;
  /** Exchange time minus the machine's clock: moments are shown by the clock that the user sees. */
  readonly clockOffsetMs: number;
  readonly timeZone?: string;
}

interface WordingFacts {
  /** Of the exchange that the fault is about. */
  readonly name: string;
  readonly symbol: string;
  /** " until 12:04", or nothing. */
  readonly until: string;
}

type Wording = (facts: WordingFacts) => FaultWords;

const WORDING: Readonly<Record<FaultKind, Wording>> = {
  offline: () => ({
    title: 'No internet connection.',
    advice: 'The map catches up by itself once you are online.',
    canRetry: true,
  }),
  unreachable: ({ name }) => ({
    title: `${name} cannot be reached.`,
    advice: 'Asked again every minute. If it stays, check your network.',
    canRetry: true,
  }),
  'no-permission': ({ name }) => ({
    title: `Not allowed to ask ${name}.`,
    advice: 'Allow it in the extension’s permissions.',
    canRetry: true,
  }),
  timeout: ({ name }) => ({
    title: `${name} did not answer in time.`,
    advice: 'Asked again every minute. If it stays, check your network.',
    canRetry: true,
  }),
  'rate-limited': ({ name, until }) => ({
    title: `${name}’s request limit is used up${until}.`,
    advice: 'We wait; other tools on your network share it.',
    canRetry: false,
  }),
  banned: ({ name, until }) => ({
    title: `${name} blocks this address${until} (418).`,
    advice: 'Stop other tools that call its API from here.',
    canRetry: false,
  }),
  'location-refused': ({ name }) => ({
    title: `${name} does not serve this location (451).`,
    advice: 'Its data is out of reach from this network.',
    canRetry: true,
  }),
  firewall: ({ name }) => ({
    title: `${name}’s firewall turned us away (403).`,
    advice: 'Common on VPNs: try another network.',
    canRetry: true,
  }),
  overloaded: ({ name }) => ({
    title: `${name} is overloaded (503).`,
    advice: 'Nothing to do: asked again every minute.',
    canRetry: true,
  }),
  'server-error': ({ name }) => ({
    title: `${name} reports an error of its own.`,
    advice: 'Nothing to do: asked again every minute.',
    canRetry: true,
  }),
  'bad-answer': ({ name }) => ({
    title: `${name}’s answer was not understood.`,
    advice: 'If it stays for an hour, update the extension.',
    canRetry: true,
  }),
  'unknown-symbol': ({ name, symbol }) => ({
    title: `${name} lists no futures contract ${symbol}.`,
    advice: 'Open a USD-margined perpetual, say BTCUSDT.',
    canRetry: false,
  }),
  'store-rebuilt': () => ({
    title: 'The stored data was damaged and was rebuilt.',
    advice: 'Nothing to do: history is fetched again.',
    canRetry: false,
  }),
  'store-broken': () => ({
    title: 'The browser cannot open our stored data.',
    advice: 'Free disk space, then restart the browser.',
    canRetry: true,
  }),
  'store-full': () => ({
    title: 'There is no space left for our data.',
    advice: 'Free disk space, or clear symbols in the options.',
    canRetry: true,
  }),
  internal: () => ({
    title: 'Something went wrong in the extension.',
    advice: 'If it stays, reload the extension.',
    canRetry: true,
  }),
};

/** The words for a fault; a wait that the exchange asked for is named by the user's own clock. */
export const describeFault = (
  fault: Pick<WorkerFault, 'kind' | 'retryAtMs'>,
  { symbol, marketId = 'binance', clockOffsetMs, timeZone }: FaultContext,
): FaultWords => {
  const until =
    fault.retryAtMs === null
      ? ''
      : ` until ${formatClock(fault.retryAtMs - clockOffsetMs, timeZone)}`;
  return WORDING[fault.kind]({ name: EXCHANGE_NAMES[marketId], symbol, until });
};
