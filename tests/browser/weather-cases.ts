/**
 * What must be seen in every kind of weather, written by hand: the words are those that a person reads,
 * not those of any code. A kind that the stand-in knows and this table does not is an error of types.
 */
import type { FaultKind, FaultRule } from '../replay/faults.ts';

/** `null`: nothing is wrong, and nothing is said. */
type Words = string | null;

export interface AnswerCase {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly health: string;
  readonly words: Words;
  /** What is well again after its end: the next poll, or the first one after the wait it asked for. */
  readonly recovery: 'next poll' | 'after its wait';
  /** Minutes may be missing afterwards, stored as gaps: the exchange did not have them. */
  readonly leavesGaps: { readonly loading: boolean; readonly minute: boolean };
  /** With all streams refused too, the map follows the mark price by questions. */
  readonly staysLive: boolean;
}

export interface LiveCase {
  readonly name: string;
  readonly rules: readonly FaultRule[];
}

const EVERYWHERE = '/';
const NO_GAPS = { loading: false, minute: false };
const LOCATION =
  'Binance does not serve this location (451). Its data is out of reach from this network.';
const NOT_UNDERSTOOD =
  'Binance’s answer was not understood. If it stays for an hour, update the extension.';
const UNREACHABLE =
  'Binance cannot be reached. Asked again every minute. If it stays, check your network.';

const everywhere = (kind: FaultKind, more: Partial<FaultRule> = {}): readonly FaultRule[] => [
  { path: EVERYWHERE, kind, ...more },
];

const fault = (
  name: string,
  rules: readonly FaultRule[],
  health: string,
  words: Words,
): AnswerCase => ({
  name,
  rules,
  health,
  words,
  recovery: 'next poll',
  leavesGaps: NO_GAPS,
  staysLive: words === null,
});

const harmless = (name: string, rules: readonly FaultRule[]): AnswerCase =>
  fault(name, rules, 'ok', null);

type StreamKind = Extract<FaultKind, `stream-${string}`>;

export const ANSWER_CASES: Readonly<Record<Exclude<FaultKind, StreamKind>, AnswerCase>> = {
  'rate-limit': fault(
    'too many requests (429, wait 30 s)',
    everywhere('rate-limit'),
    'rate-limited',
    'Binance’s request limit is used up until …. We wait; other tools on your network share it.',
  ),
  ban: {
    ...fault(
      'a ban (418, wait 120 s)',
      everywhere('ban'),
      'banned',
      'Binance blocks this address until … (418). Stop other tools that call its API from here.',
    ),
    recovery: 'after its wait',
  },
  location: fault('a refused location (451)', everywhere('location'), 'location-refused', LOCATION),
  firewall: fault(
    'a firewall’s page (403)',
    everywhere('firewall'),
    'firewall',
    'Binance’s firewall turned us away (403). Common on VPNs: try another network.',
  ),
  overload: fault(
    'overload (503, −1008)',
    everywhere('overload'),
    'overloaded',
    'Binance is overloaded (503). Nothing to do: asked again every minute.',
  ),
  timeout: fault(
    'no answer at all',
    everywhere('timeout'),
    'timeout',
    'Binance did not answer in time. Asked again every minute. If it stays, check your network.',
  ),
  reset: fault('a connection cut in its answer', everywhere('reset'), 'unreachable', UNREACHABLE),
  refused: fault('a connection not taken', everywhere('refused'), 'unreachable', UNREACHABLE),
  slow: harmless('answers half a second late', everywhere('slow', { delayMs: 500 })),
  stale: harmless('answers that are behind', everywhere('stale')),
  truncated: fault('half an answer', everywhere('truncated'), 'bad-answer', NOT_UNDERSTOOD),
  'missing-fields': fault(
    'rows without their last fields',
    everywhere('missing-fields'),
    'bad-answer',
    NOT_UNDERSTOOD,
  ),
  'extra-fields': harmless('rows with further fields', everywhere('extra-fields')),
  gap: {
    ...harmless('rows without their middle third', everywhere('gap')),
    // A minute's poll asks for one row, which has no middle third.
    leavesGaps: { loading: true, minute: false },
  },
  duplicates: harmless('every row twice', everywhere('duplicates')),
  'out-of-order': harmless('rows out of order', everywhere('out-of-order')),
  'impossible-row': {
    ...fault(
      'a row that cannot be (a high below its low)',
      everywhere('impossible-row'),
      'bad-answer',
      NOT_UNDERSTOOD,
    ),
    // The mark price has no high and low.
    staysLive: true,
  },
  'bad-open-interest': harmless('open interest ten times too high', [
    { path: '/futures/data/openInterestHist', kind: 'bad-open-interest', factor: 10 },
    { path: '/fapi/v1/openInterest', kind: 'bad-open-interest', factor: 10 },
  ]),
  'html-200': fault(
    'a page where data was due',
    everywhere('html-200'),
    'bad-answer',
    NOT_UNDERSTOOD,
  ),
  maintenance: {
    ...fault(
      'maintenance',
      everywhere('maintenance'),
      'server-error',
      'Binance reports an error of its own. Nothing to do: asked again every minute.',
    ),
    leavesGaps: { loading: true, minute: true },
  },
};

const stream = (name: string, kind: StreamKind, more: Partial<FaultRule> = {}): LiveCase => ({
  name,
  rules: everywhere(kind, more),
});

export const LIVE_CASES: Readonly<Record<StreamKind, LiveCase>> = {
  'stream-refused': stream('streams refused', 'stream-refused'),
  'stream-dropped': stream('streams cut every second', 'stream-dropped', { everySeconds: 1 }),
  'stream-silent': stream('streams that stay silent', 'stream-silent'),
  'stream-garbage': stream('streams of nonsense', 'stream-garbage'),
};
