/**
 * Things that go wrong on request, each as the exchange does it. A rule names a path prefix, and so an
 * exchange: '/fapi', '/futures/data' and '/market' are Binance's, '/v5' Bybit's, '/' is both. Of the
 * rules that fit a request the first is used and, if it has a count, used up.
 */
import { MARKET_IDS, type MarketId } from '../../lib/markets/book-key.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';

/** What happens to answers. */
const ANSWER_KINDS = [
  'rate-limit',
  'ban',
  'location',
  'firewall',
  'overload',
  'timeout',
  'reset',
  'refused',
  'slow',
  'stale',
  'truncated',
  'missing-fields',
  'extra-fields',
  'gap',
  'duplicates',
  'out-of-order',
  'impossible-row',
  'bad-open-interest',
  'html-200',
] as const;
/** What happens to streams alone. */
const STREAM_KINDS = [
  'stream-refused',
  'stream-dropped',
  'stream-silent',
  'stream-garbage',
] as const;
const KINDS = [...ANSWER_KINDS, ...STREAM_KINDS, 'maintenance'] as const;

export type FaultKind = (typeof KINDS)[number];

export interface FaultRule {
  /** Prefix of the paths that fail; '/' is both exchanges, REST and streams. */
  readonly path: string;
  readonly kind: FaultKind;
  /** How many answers (drops, messages) fail; all if not given. */
  readonly times?: number;
  /** For 'rate-limit' and 'ban'. */
  readonly retryAfterSeconds?: number;
  /** For 'slow': real milliseconds before the answer. */
  readonly delayMs?: number;
  /** For 'stream-dropped': real seconds that a connection lasts. */
  readonly everySeconds?: number;
  /** For 'bad-open-interest': what every reading is multiplied by. */
  readonly factor?: number;
  /** For 'maintenance': exchange time of its begin; now if not given. */
  readonly fromMs?: number;
  /** For 'maintenance': its length; until cleared if not given. */
  readonly durationMs?: number;
}

const NUMBERS = [
  'times',
  'retryAfterSeconds',
  'delayMs',
  'everySeconds',
  'factor',
  'fromMs',
  'durationMs',
] as const;

/** A rule in force and when it began, in exchange time. */
export interface ActiveFault {
  readonly rule: FaultRule;
  readonly sinceMs: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  /** Ends all of it. Rows that a maintenance swallowed stay missing. */
  clear(): void;
  /** The first rule for a request to that path that `suits` it, counted as used. */
  take(path: string, suits: (rule: FaultRule) => boolean): ActiveFault | undefined;
  /** The same without counting. */
  peek(path: string, suits: (rule: FaultRule) => boolean): ActiveFault | undefined;
  /** Whether an exchange was shut all the way from one time to another. */
  isShut(id: MarketId, fromMs: number, toMs: number): boolean;
  /** The rules still in force. */
  list(): readonly FaultRule[];
}

/** Whether a rule concerns answers to requests. */
export const concernsAnswers = ({ kind }: FaultRule): boolean =>
  (ANSWER_KINDS as readonly FaultKind[]).includes(kind);

/** A time without trade, in whole minutes. */
interface Closure {
  readonly id: MarketId;
  readonly fromMs: number;
  throughMs: number;
}

const ceilToMinute = (timeMs: number) => Math.ceil(timeMs / MINUTE_MS) * MINUTE_MS;

const exchangesUnder = (path: string): readonly MarketId[] => {
  if (path === '/') return MARKET_IDS;
  return path.startsWith('/v5') ? ['bybit'] : ['binance'];
};

export function createFaults(nowMs: () => number): Faults {
  let active: { readonly fault: ActiveFault; left: number }[] = [];
  const closures: Closure[] = [];
  const find = (path: string, suits: (rule: FaultRule) => boolean) =>
    active.find(({ fault: { rule } }) => path.startsWith(rule.path) && suits(rule));
  const shut = ({ path, fromMs = nowMs(), durationMs = Infinity }: FaultRule) => {
    for (const id of exchangesUnder(path)) {
      const throughMs = ceilToMinute(fromMs + durationMs);
      closures.push({ id, fromMs: ceilToMinute(fromMs), throughMs });
    }
  };
  const isOver = ({ rule, sinceMs }: ActiveFault) =>
    rule.kind === 'maintenance' &&
    (rule.fromMs ?? sinceMs) + (rule.durationMs ?? Infinity) <= nowMs();
  return {
    add(rule) {
      active.push({ fault: { rule, sinceMs: nowMs() }, left: rule.times ?? Infinity });
      if (rule.kind === 'maintenance') shut(rule);
    },
    clear() {
      active = [];
      const endMs = ceilToMinute(nowMs());
      for (const closure of closures) closure.throughMs = Math.min(closure.throughMs, endMs);
    },
    take(path, suits) {
      const found = find(path, suits);
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) active = active.filter((other) => other !== found);
      return found.fault;
    },
    peek: (path, suits) => find(path, suits)?.fault,
    isShut: (id, fromMs, toMs) =>
      closures.some(
        (closure) => closure.id === id && closure.fromMs <= fromMs && closure.throughMs >= toMs,
      ),
    list: () => active.filter(({ fault }) => !isOver(fault)).map(({ fault: { rule } }) => rule),
  };
}

/** A rule out of a control request's body, or null if it is none. */
export function parseFaultRule(value: unknown): FaultRule | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { path } = fields;
  const kind = KINDS.find((name) => name === fields['kind']);
  if (typeof path !== 'string' || !path.startsWith('/') || !kind) return null;
  const given = NUMBERS.filter((name) => fields[name] !== undefined);
  if (!given.every((name) => typeof fields[name] === 'number')) return null;
  return { path, kind, ...Object.fromEntries(given.map((name) => [name, fields[name]])) };
}
