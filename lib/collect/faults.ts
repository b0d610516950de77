/** Failures of a poll as the fault that is shown, and its recovery. */
import { MarketError } from '../markets/market-error.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { closeExchange, noteRefusal, type Closure, type Refusal } from '../store/exchange-facts.ts';
import { readRebuilt } from '../store/rebuilt-notice.ts';
import type { Database } from '../store/schema.ts';
import { writeAtOnce } from '../store/write-at-once.ts';
import { patchStatus, readStatus } from '../store/status-rows.ts';
import type { FaultKind, WorkerFault } from '../store/status.ts';

/** How long the user is told that the store was rebuilt, and how long an unknown symbol is left alone. */
const NOTICE_MS = HOUR_MS;
export const UNKNOWN_SYMBOL_WAIT_MS = HOUR_MS;

/** Both clocks: the machine's, and the exchange's as far as it is known. */
export interface Moment {
  readonly machineMs: number;
  readonly exchangeMs: number;
}

/** This moment by both clocks. */
export const momentOf = (now: () => number, offsetMs: number): Moment => {
  const machineMs = now();
  return { machineMs, exchangeMs: machineMs + offsetMs };
};

/**
 * After answers of status 5xx Chromium holds an extension's requests back for some minutes, and each then
 * looks like an exchange out of reach: what the exchange said itself stays true for so long.
 */
const HELD_BACK_MS = 15 * MINUTE_MS;
const HOLDING: readonly FaultKind[] = ['overloaded', 'server-error'];

const isHeldBack = (before: WorkerFault, fault: WorkerFault): boolean =>
  fault.kind === 'unreachable' &&
  HOLDING.includes(before.kind) &&
  fault.sinceMs - before.sinceMs < HELD_BACK_MS;

/** The fault to show after another: one that goes on keeps its kind and its beginning. */
const goOn = (before: WorkerFault | null | undefined, fault: WorkerFault): WorkerFault =>
  before && (before.kind === fault.kind || isHeldBack(before, fault))
    ? { ...fault, kind: before.kind, sinceMs: before.sinceMs }
    : fault;

/** What IndexedDB throws: the disk is full, the connection was taken away. Anything else is ours. */
const kindOfMistake = (error: unknown): FaultKind => {
  if (!(error instanceof DOMException)) return 'internal';
  return error.name === 'QuotaExceededError' ? 'store-full' : 'store-broken';
};

/** The error as a fault that began now. */
export const faultOf = (error: unknown, { exchangeMs }: Moment): WorkerFault => {
  if (error instanceof MarketError) {
    const { kind, message, retryAfterMs } = error;
    const waitMs = kind === 'unknown-symbol' ? UNKNOWN_SYMBOL_WAIT_MS : retryAfterMs;
    const retryAtMs = waitMs === null ? null : exchangeMs + waitMs;
    return { kind, detail: message, sinceMs: exchangeMs, retryAtMs };
  }
  const kind = kindOfMistake(error);
  return { kind, detail: String(error), sinceMs: exchangeMs, retryAtMs: null };
};

const putFault = async (db: Database, bookKey: string, fault: WorkerFault): Promise<void> => {
  const before = (await readStatus(db, bookKey))?.fault;
  await writeAtOnce(db, ['status'], (transaction) =>
    patchStatus(transaction, bookKey, { fault: goOn(before, fault) }),
  );
};

/** What an exchange says that does not serve this user or this network. */
const REFUSALS: readonly FaultKind[] = ['location-refused', 'firewall'];

/** A wait that the exchange asked for holds for every symbol; so does that it refuses this user. */
export const keepWait = async (
  db: Database,
  marketId: string,
  { kind, message: detail, retryAfterMs }: MarketError,
  setAtMs: number,
): Promise<void> => {
  if (REFUSALS.includes(kind)) await noteRefusal(db, marketId, { atMs: setAtMs, kind, detail });
  if (retryAfterMs === null) return;
  await closeExchange(db, marketId, { setAtMs, untilMs: setAtMs + retryAfterMs, kind, detail });
};

/** A book, and whose it is. */
interface FaultyBook {
  readonly marketId: string;
  readonly bookKey: string;
}

/** Stores the fault of a book, and what follows from it for the exchange. */
export const writeFault = async (
  db: Database,
  { marketId, bookKey }: FaultyBook,
  error: unknown,
  moment: Moment,
): Promise<void> => {
  if (error instanceof MarketError) await keepWait(db, marketId, error, moment.machineMs);
  await putFault(db, bookKey, faultOf(error, moment));
};

/** Stores that a book is not asked for because of a wait, which another one may have met with. */
export const writeWait = async (
  db: Database,
  bookKey: string,
  { setAtMs, untilMs, kind, detail }: Closure,
  offsetMs: number,
): Promise<void> => {
  const [sinceMs, retryAtMs] = [setAtMs + offsetMs, untilMs + offsetMs];
  await putFault(db, bookKey, { kind, detail, sinceMs, retryAtMs });
};

/** Stores that a book is not asked for because its exchange refused another one. */
export const writeRefusal = async (
  db: Database,
  bookKey: string,
  { atMs, kind, detail }: Refusal,
): Promise<void> => {
  const status = await readStatus(db, bookKey);
  if (status?.fault?.kind === kind) return;
  const sinceMs = atMs + (status?.clockOffsetMs ?? 0);
  await putFault(db, bookKey, { kind, detail, sinceMs, retryAtMs: null });
};

/** Stores that something went wrong that nobody expected. */
export const writeInternalFault = async (
  db: Database,
  book: FaultyBook,
  error: unknown,
  machineMs: number,
): Promise<void> => {
  const offsetMs = (await readStatus(db, book.bookKey))?.clockOffsetMs ?? 0;
  await writeFault(db, book, error, { machineMs, exchangeMs: machineMs + offsetMs });
};

/** What is left to say when a poll went well: for a while, that the store was rebuilt. */
export const readNotice = async (db: Database, moment: Moment): Promise<WorkerFault | null> => {
  const rebuilt = await readRebuilt(db);
  const ageMs = rebuilt ? moment.machineMs - rebuilt.atMs : Infinity;
  if (!rebuilt || ageMs > NOTICE_MS || ageMs < 0) return null;
  const sinceMs = moment.exchangeMs - ageMs;
  return { kind: 'store-rebuilt', detail: rebuilt.detail, sinceMs, retryAtMs: null };
};
