/** Which symbols are polled: the ones that are watched, and those that a page asked for lately. */
import { parseBookKey } from '../markets/book-key.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import { forgetBook } from '../store/repair.ts';
import type { Database } from '../store/schema.ts';
import { writeAtOnce } from '../store/write-at-once.ts';
import { patchStatus, readStatus } from '../store/status-rows.ts';
import type { SymbolStatus } from '../store/status.ts';

const FOLLOW_MS = 3 * DAY_MS;
/** Pages could ask for any number of symbols; the newest so many are followed beside the watched ones. */
const MOST_ASKED = 12;
const FORGET_MS = 30 * DAY_MS;
const FORGET_UNKNOWN_MS = DAY_MS;
/** An ask is stored anew when the stored one is older than this. */
const ASK_GRAIN_MS = 10 * MINUTE_MS;
/** The same for a book that is polled whether anybody asks or not. */
const WATCH_GRAIN_MS = DAY_MS;

/** Letters and digits of any script, and underscores: what exchanges name symbols with. */
export const isSymbol = (value: unknown): value is string =>
  typeof value === 'string' && /^[\p{L}\p{N}_]{1,40}$/u.test(value);

/** The exchange's time, by the difference between the clocks as it was measured last. */
const exchangeNow = (statuses: readonly SymbolStatus[], machineMs: number): number => {
  const [latest] = statuses.toSorted((a, b) => (b.lastSuccessMs ?? 0) - (a.lastSuccessMs ?? 0));
  return machineMs + (latest?.clockOffsetMs ?? 0);
};

const symbolOf = ({ symbol: bookKey }: SymbolStatus): string =>
  parseBookKey(bookKey)?.symbol ?? bookKey;

/** Those that are polled in any case, then those of pages by how lately they were asked for. */
export const computeFollowed = (
  always: readonly string[],
  statuses: readonly SymbolStatus[],
  machineMs: number,
): string[] => {
  const nowMs = exchangeNow(statuses, machineMs);
  const asked = statuses
    .filter(({ lastAskedMs }) => lastAskedMs > nowMs - FOLLOW_MS)
    .sort((a, b) => b.lastAskedMs - a.lastAskedMs)
    .map(symbolOf);
  const wanted = new Set(always);
  const others = [...new Set(asked)].filter((symbol) => !wanted.has(symbol));
  return [...wanted, ...others.slice(0, MOST_ASKED)];
};

/** Notes that a book is wanted, and gives its status; undefined at the first time. */
export const noteAsked = async (
  db: Database,
  bookKey: string,
  machineMs: number,
): Promise<SymbolStatus | undefined> => {
  const status = await readStatus(db, bookKey);
  const nowMs = machineMs + (status?.clockOffsetMs ?? 0);
  if (status && Math.abs(nowMs - status.lastAskedMs) < ASK_GRAIN_MS) return status;
  await writeAtOnce(db, ['status'], (transaction) =>
    patchStatus(transaction, bookKey, { lastAskedMs: nowMs }),
  );
  return status;
};

/** A watched book counts as asked for: one that is taken off the list is not forgotten at once. */
export const noteWatched = async (
  db: Database,
  status: SymbolStatus,
  machineMs: number,
): Promise<void> => {
  const ageMs = machineMs + status.clockOffsetMs - status.lastAskedMs;
  if (Math.abs(ageMs) > WATCH_GRAIN_MS) await noteAsked(db, status.symbol, machineMs);
};

/** Deletes what is stored of books whose symbol nobody asked for in a month, or that do not exist. */
export const forgetUnasked = async (
  db: Database,
  always: readonly string[],
  statuses: readonly SymbolStatus[],
  machineMs: number,
): Promise<void> => {
  const nowMs = exchangeNow(statuses, machineMs);
  for (const [symbol, books] of Map.groupBy(statuses, symbolOf)) {
    if (always.includes(symbol)) continue;
    const lastAskedMs = Math.max(...books.map((book) => book.lastAskedMs));
    for (const { symbol: bookKey, fault } of books) {
      const keepMs = fault?.kind === 'unknown-symbol' ? FORGET_UNKNOWN_MS : FORGET_MS;
      if (lastAskedMs < nowMs - keepMs) await forgetBook(db, bookKey);
    }
  }
};
