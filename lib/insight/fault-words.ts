/**
 * Every fault of the worker in plain words: what happened, and what the user can do about it. Title
 * and advice together fill two lines of the popup at most.
 */
import type { FaultKind, WorkerFault } from '../store/status.ts';
import { formatClock } from './format.ts';

export interface FaultWords {
  readonly title: string;
  readonly advice: string;
  /** Trying again at once may help and does no harm. */
  readonly canRetry: boolean;
}

interface FaultContext {
  readonly symbol: string;
  /** Exchange time minus the machine's clock: moments are shown by the clock that the user sees. */
  readonly clockOffsetMs: number;
  readonly timeZone?: string;
}

type Wording = (until: string, symbol: string) => FaultWords;

const WORDING: Readonly<Record<FaultKind, Wording>> = {
  offline: () => ({
    title: 'No internet connection.',
    advice: 'The map catches up by itself once you are online.',
    canRetry: true,
  }),
  'no-permission': () => ({
    title: 'Not allowed to ask fapi.binance.com.',
    advice: 'Allow that site in the extension’s permissions.',
    canRetry: true,
  }),
  timeout: () => ({
    title: 'Binance did not answer in time.',
    advice: 'Asked again every minute. If it stays, check your network.',
    canRetry: true,
  }),
  'rate-limited': (until) => ({
    title: `Binance’s request limit is used up${until}.`,
    advice: 'We wait; other tools on your network share it.',
    canRetry: false,
  }),
  banned: (until) => ({
    title: `Binance blocks this address${until} (418).`,
    advice: 'Stop other tools that call its API from here.',
    canRetry: false,
  }),
  'location-refused': () => ({
    title: 'Binance does not serve this location (451).',
    advice: 'Its data is out of reach from this network.',
    canRetry: true,
  }),
  firewall: () => ({
    title: 'Binance’s firewall turned us away (403).',
    advice: 'Common on VPNs: try another network.',
    canRetry: true,
  }),
  overloaded: () => ({
    title: 'Binance is overloaded (503).',
    advice: 'Nothing to do: asked again every minute.',
    canRetry: true,
  }),
  'server-error': () => ({
    title: 'Binance reports an error of its own.',
    advice: 'Nothing to do: asked again every minute.',
    canRetry: true,
  }),
  'bad-answer': () => ({
    title: 'Binance’s answer was not understood.',
    advice: 'If it stays for an hour, update the extension.',
    canRetry: true,
  }),
  'unknown-symbol': (_until, symbol) => ({
    title: `Binance lists no futures contract ${symbol}.`,
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

/** The words for a fault; a wait that Binance asked for is named by the user's own clock. */
export const describeFault = (
  fault: Pick<WorkerFault, 'kind' | 'retryAtMs'>,
  { symbol, clockOffsetMs, timeZone }: FaultContext,
): FaultWords => {
  const until =
    fault.retryAtMs === null
      ? ''
      : ` until ${formatClock(fault.retryAtMs - clockOffsetMs, timeZone)}`;
  return WORDING[fault.kind](until, symbol);
};
