/** One request that reached the stand-in: the proof of what was asked, of whom. */
export interface LoggedRequest {
  /** Real time. */
  readonly timeMs: number;
  readonly exchangeTimeMs: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  /** 0 where no answer was sent. */
  readonly status: number;
  readonly weight: number;
}

const KEPT = 20_000;

export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  add(entry: LoggedRequest): void;
}

/** Keeps the newest requests; the oldest go, a tenth at a time. */
export function createRequestLog(kept = KEPT): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      if (entries.length > kept) entries.splice(0, Math.ceil(kept / 10));
    },
  };
}
