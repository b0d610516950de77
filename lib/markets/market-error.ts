/** Why an exchange did not give what it was asked for. Each is also a fault that the user is shown. */
export type MarketErrorKind =
  | 'offline'
  | 'unreachable'
  | 'no-permission'
  | 'timeout'
  | 'rate-limited'
  | 'banned'
  | 'location-refused'
  | 'firewall'
  | 'overloaded'
  | 'server-error'
  | 'bad-answer'
  | 'unknown-symbol';

/** The expected failure of every `Market` function. `message` names the endpoint and what was wrong. */
export class MarketError extends Error {
  readonly kind: MarketErrorKind;
  /** How long the exchange asked not to be asked again; null where it did not say. */
  readonly retryAfterMs: number | null;

  /** The exchange's own number for the failure; null where it gave none. */
  readonly code: number | null;

  constructor(
    kind: MarketErrorKind,
    message: string,
    retryAfterMs: number | null = null,
    code: number | null = null,
  ) {
    super(message);
    this.name = 'MarketError';
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
  }
}
