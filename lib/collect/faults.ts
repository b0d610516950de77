/** Failures of a poll as the fault that is shown, and its recovery. */
import { MarketError } from '../markets/market-error.ts';
import { HOUR_MS } from '../model/time.ts';
import { closeExchange, type Closure } from '../store/exchange-facts.ts';
import { readRebuilt } from '../store/rebuilt-notice.ts';
import type { Database } from '../store/schema.ts';
import { writeAtOnce } from '../store/write-at-once.ts';
import { patchStatus, readStatus } from '../store/status-rows.ts';
import type { WorkerFault } from '../store/status.ts';

/** How long the user is told that the store was rebuilt, and how long an unknown symbol is left alone. */
const NOTICE_MS = HOUR_MS;
export const UNKNOWN_SYMBOL_WAIT_MS = HOUR_MS;

/** Both clocks: the machine's, and the exchange's as far as it is known. */
export interface Moment {
  readonly machineMs: number;
  readonly exchangeMs: number;
}

const sameKindSince = (before: WorkerFault | null | undefined, fault: WorkerFault): WorkerFault =>
  before?.kind === fault.kind ? { ...fault, sinceMs: before.sinceMs } : fault;

/** The error as a fault that began now. */
export const faultOf = (error: unknown, { exchangeMs }: Moment): WorkerFault => {
  if (error instanceof MarketError) {
    const { kind, message, retryAfterMs } = error;
    const waitMs = kind === 'unknown-symbol' ? UNKNOWN_SYMBOL_WAIT_MS : retryAfterMs;
    const retryAtMs = waitMs === null ? null : exchangeMs + waitMs;
    return { kind, detail: message, sinceMs: exchangeMs, retryAtMs };
  }
  // What IndexedDB throws: the disk is full, the connection was taken away.
  const kind = error instanceof DOMException ? 'store-broken' : 'internal';
  return { kind, detail: String(error), sinceMs: exchangeMs, retryAtMs: null };
};

const putFault = async (db: Database, symbol: string, fault: WorkerFault): Promise<void> => {
  const before = (await readStatus(db, symbol))?.fault;
  await writeAtOnce(db, ['status'], (transaction) =>
    patchStatus(transaction, symbol, { fault: sameKindSince(before, fault) }),
  );
};

/** Stores the fault of `symbol`; a wait that the exchange asked for holds for every symbol. */
export const writeFault = async (
  db: Database,
  symbol: string,
  error: unknown,
  moment: Moment,
): Promise<void> => {
  const fault = faultOf(error, moment);
  const waitMs = error instanceof MarketError ? error.retryAfterMs : null;
  if (waitMs !== null) {
    const { kind, detail } = fault;
    const setAtMs = moment.machineMs;
    await closeExchange(db, { setAtMs, untilMs: setAtMs + waitMs, kind, detail });
  }
  await putFault(db, symbol, fault);
};

/** Stores that `symbol` is not asked for because of a wait, which another symbol may have met with. */
export const writeWait = async (
  db: Database,
  symbol: string,
  { setAtMs, untilMs, kind, detail }: Closure,
  offsetMs: number,
): Promise<void> => {
  await putFault(db, symbol, {
    kind,
    detail,
    sinceMs: setAtMs + offsetMs,
    retryAtMs: untilMs + offsetMs,
  });
};

/** Stores that something went wrong that nobody expected. */
export const writeInternalFault = async (
  db: Database,
  symbol: string,
  error: unknown,
  machineMs: number,
): Promise<void> => {
  const offsetMs = (await readStatus(db, symbol))?.clockOffsetMs ?? 0;
  await writeFault(db, symbol, error, { machineMs, exchangeMs: machineMs + offsetMs });
};

/** What is left to say when a poll went well: for a while, that the store was rebuilt. */
export const readNotice = async (db: Database, moment: Moment): Promise<WorkerFault | null> => {
  const rebuilt = await readRebuilt(db);
  const ageMs = rebuilt ? moment.machineMs - rebuilt.atMs : Infinity;
  if (!rebuilt || ageMs > NOTICE_MS || ageMs < 0) return null;
  const sinceMs = moment.exchangeMs - ageMs;
  return { kind: 'store-rebuilt', detail: rebuilt.detail, sinceMs, retryAtMs: null };
};
