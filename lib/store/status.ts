/**
 * Status of a book's data, a stored row: what the popup's health line is made of.
 */

/** Why the worker could not get what it wanted. The faces put each in words with a next step. */
export const FAULT_KINDS = [
  'offline',
  'unreachable',
  'no-permission',
  'timeout',
  'rate-limited',
  'banned',
  'location-refused',
  'firewall',
  'overloaded',
  'server-error',
  'bad-answer',
  'unknown-symbol',
  'store-rebuilt',
  'store-broken',
  'store-full',
  'internal',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface WorkerFault {
  readonly kind: FaultKind;
  /** One sentence with endpoint, field and value where known; for the debug panel and the report. */
  readonly detail: string;
  /** By the exchange's clock where it is known, else by the machine's. */
  readonly sinceMs: number;
  /** No request is sent before this moment (Retry-After, bans); null where no wait was asked. */
  readonly retryAtMs: number | null;
}

export interface SymbolStatus {
  /** The key of the book: the bare symbol on Binance, `bybit:BTCUSDT` elsewhere. */
  readonly symbol: string;
  /** Exchange time minus the machine's clock, measured at the last answer. */
  readonly clockOffsetMs: number;
  /** Exchange time of the last poll that got everything it asked for; null before the first. */
  readonly lastSuccessMs: number | null;
  /** Time (exchange) of the newest column. */
  readonly lastColumnMs: number | null;
  /** Share of the first backfill that is done, 0 to 1. */
  readonly backfillProgress: number;
  /** Exchange time at which the book was last wanted, by a page, the popup or the watchlist. */
  readonly lastAskedMs: number;
  /** Request weight of the last poll, and what the exchange says is used in this minute. */
  readonly lastPollWeight: number;
  readonly usedWeight1m: number | null;
  readonly fault: WorkerFault | null;
}
