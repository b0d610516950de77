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

/** A request as it was seen; when that was the log knows. */
export type SeenRequest = Omit<LoggedRequest, 'timeMs' | 'exchangeTimeMs'>;

export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  add(seen: SeenRequest): void;
}

/** Keeps the newest requests, stamped by both clocks; the oldest go, a tenth at a time. */
export function createRequestLog(exchangeNowMs: () => number, kept = KEPT): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    add(seen) {
      entries.push({ timeMs: Date.now(), exchangeTimeMs: exchangeNowMs(), ...seen });
      if (entries.length > kept) entries.splice(0, Math.ceil(kept / 10));
    },
  };
}

/** The part of a request's address that is written down. */
export const describeAddress = (url: URL): Pick<SeenRequest, 'path' | 'query'> => ({
  path: url.pathname,
  query: url.search.slice(1),
});
