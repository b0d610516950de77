/**
 * Things that go wrong on request, each as the exchange does it. A rule names a path prefix; the
 * first rule that fits an exchange request is used and, if it has a count, used up.
 */
export type FaultKind =
  | 'rate-limit'
  | 'ban'
  | 'location'
  | 'firewall'
  | 'overload'
  | 'timeout'
  | 'reset'
  | 'truncated'
  | 'missing-fields'
  | 'extra-fields'
  | 'gap'
  | 'duplicates'
  | 'out-of-order'
  | 'html-200';

const KINDS: Readonly<Record<FaultKind, true>> = {
  'rate-limit': true,
  ban: true,
  location: true,
  firewall: true,
  overload: true,
  timeout: true,
  reset: true,
  truncated: true,
  'missing-fields': true,
  'extra-fields': true,
  gap: true,
  duplicates: true,
  'out-of-order': true,
  'html-200': true,
};

export interface FaultRule {
  /** Prefix of the paths that fail; '/' is the whole exchange, REST and streams. */
  readonly path: string;
  readonly kind: FaultKind;
  /** How many answers fail; all if not given. */
  readonly times?: number;
  /** For 'rate-limit' and 'ban'. */
  readonly retryAfterSeconds?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The first rule for a request to that path that `suits` it, counted as used. */
  take(path: string, suits?: (rule: FaultRule) => boolean): FaultRule | undefined;
  /** The rules still in force. */
  list(): readonly FaultRule[];
}

export function createFaults(): Faults {
  let active: { readonly rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      active.push({ rule, left: rule.times ?? Infinity });
    },
    clear() {
      active = [];
    },
    take(path, suits = () => true) {
      const found = active.find(({ rule }) => path.startsWith(rule.path) && suits(rule));
      if (!found) return undefined;
      found.left -= 1;
      active = active.filter(({ left }) => left > 0);
      return found.rule;
    },
    list: () => active.map(({ rule }) => rule),
  };
}

/** A rule out of a control request's body, or null if it is none. */
export function parseFaultRule(value: unknown): FaultRule | null {
  if (typeof value !== 'object' || value === null) return null;
  const { path, kind, times, retryAfterSeconds } = value as Record<string, unknown>;
  if (typeof path !== 'string' || !path.startsWith('/')) return null;
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) return null;
  if (times !== undefined && typeof times !== 'number') return null;
  if (retryAfterSeconds !== undefined && typeof retryAfterSeconds !== 'number') return null;
  return {
    path,
    kind: kind as FaultKind,
    ...(times === undefined ? {} : { times }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
