/** Which symbols are polled: the ones always shown, and those that a page asked for lately. */
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import { forgetBook } from '../store/repair.ts';
import type { Database } from '../store/schema.ts';
import { writeAtOnce } from '../store/write-at-once.ts';
import { patchStatus, readStatus } from '../store/status-rows.ts';
import type { SymbolStatus } from '../store/status.ts';

export const DEFAULT_SYMBOL = 'BTCUSDT';
const FOLLOW_MS = 3 * DAY_MS;
/** A page could ask for any number of symbols; the newest so many are followed. */
const MOST_FOLLOWED = 12;
const FORGET_MS = 30 * DAY_MS;
const FORGET_UNKNOWN_MS = DAY_MS;
/** An ask is stored anew when the stored one is older than this. */
const ASK_GRAIN_MS = 10 * MINUTE_MS;

/** Letters and digits of any script, and underscores: what exchanges name symbols with. */
export const isSymbol = (value: unknown): value is string =>
  typeof value === 'string' && /^[\p{L}\p{N}_]{1,40}$/u.test(value);

/** The exchange's time, by the difference between the clocks as it was measured last. */
const exchangeNow = (statuses: readonly SymbolStatus[], machineMs: number): number => {
  const [latest] = statuses.toSorted((a, b) => (b.lastSuccessMs ?? 0) - (a.lastSuccessMs ?? 0));
  return machineMs + (latest?.clockOffsetMs ?? 0);
};

/** The symbols to poll, those always shown first, then by how lately they were asked for. */
export const computeFollowed = (
  always: readonly string[],
  statuses: readonly SymbolStatus[],
  machineMs: number,
): string[] => {
  const nowMs = exchangeNow(statuses, machineMs);
  const asked = statuses
    .filter(({ lastAskedMs }) => lastAskedMs > nowMs - FOLLOW_MS)
    .sort((a, b) => b.lastAskedMs - a.lastAskedMs)
    .map(({ symbol }) => symbol);
  return [...new Set([...always, ...asked])].slice(0, MOST_FOLLOWED);
};

/** Notes that a page asked for `symbol`, and gives its status; undefined at the first ask. */
export const noteAsked = async (
  db: Database,
  symbol: string,
  machineMs: number,
): Promise<SymbolStatus | undefined> => {
  const status = await readStatus(db, symbol);
  const nowMs = machineMs + (status?.clockOffsetMs ?? 0);
  if (status && Math.abs(nowMs - status.lastAskedMs) < ASK_GRAIN_MS) return status;
  await writeAtOnce(db, ['status'], (transaction) =>
    patchStatus(transaction, symbol, { lastAskedMs: nowMs }),
  );
  return status;
};

/** Deletes what is stored of symbols that nobody asked for in a month, or that do not exist. */
export const forgetUnasked = async (
  db: Database,
  always: readonly string[],
  statuses: readonly SymbolStatus[],
  machineMs: number,
): Promise<void> => {
  const nowMs = exchangeNow(statuses, machineMs);
  for (const { symbol, lastAskedMs, fault } of statuses) {
    const keepMs = fault?.kind === 'unknown-symbol' ? FORGET_UNKNOWN_MS : FORGET_MS;
    if (!always.includes(symbol) && lastAskedMs < nowMs - keepMs) await forgetBook(db, symbol);
  }
};
