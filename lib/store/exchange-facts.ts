/**
 * What is true of the exchange whatever the symbol: the request weight that we spent in the last
 * minute, and until when it asked to be left alone. Stored, so that a worker that was just born keeps
 * to it too. All times here are the machine's, because they are compared with nothing else.
 */
import * as v from 'valibot';
import type { Database } from './schema.ts';

const KEY = 'exchange';
const WINDOW_MS = 60_000;

export interface ExchangeFacts {
  readonly spent: readonly { readonly atMs: number; readonly weight: number }[];
  /** No request before `untilMs`; `setAtMs` tells a clock that was put back since. */
  readonly closed: { readonly setAtMs: number; readonly untilMs: number } | null;
}

const FactsSchema: v.GenericSchema<unknown, ExchangeFacts> = v.object({
  spent: v.array(v.object({ atMs: v.number(), weight: v.number() })),
  closed: v.nullable(v.object({ setAtMs: v.number(), untilMs: v.number() })),
});

const parseFacts = (stored: unknown): ExchangeFacts => {
  const result = v.safeParse(FactsSchema, stored);
  return result.success ? result.output : { spent: [], closed: null };
};

const changeFacts = async (
  db: Database,
  change: (facts: ExchangeFacts) => ExchangeFacts,
): Promise<ExchangeFacts> => {
  const transaction = db.transaction('facts', 'readwrite');
  const facts = change(parseFacts(await transaction.store.get(KEY)));
  await transaction.store.put(facts, KEY);
  await transaction.done;
  return facts;
};

/** Weight spent in the minute before `nowMs`. */
export const computeSpent = (facts: ExchangeFacts, nowMs: number): number =>
  facts.spent
    .filter(({ atMs }) => atMs > nowMs - WINDOW_MS && atMs <= nowMs)
    .reduce((sum, { weight }) => sum + weight, 0);

/** Books `weight` as spent if the minute stays within `limit`; false, and nothing booked, if not. */
export const takeWeight = async (
  db: Database,
  weight: number,
  limit: number,
  nowMs: number,
): Promise<boolean> => {
  let granted = false;
  await changeFacts(db, (facts) => {
    granted = computeSpent(facts, nowMs) + weight <= limit;
    const recent = facts.spent.filter(({ atMs }) => atMs > nowMs - WINDOW_MS && atMs <= nowMs);
    return { ...facts, spent: granted ? [...recent, { atMs: nowMs, weight }] : recent };
  });
  return granted;
};

/** Notes that no request may be sent for `waitMs`. */
export const closeExchange = async (db: Database, nowMs: number, waitMs: number): Promise<void> => {
  const closed = { setAtMs: nowMs, untilMs: nowMs + waitMs };
  await changeFacts(db, (facts) => ({ ...facts, closed }));
};

/** Until when no request may be sent (machine's clock), or null when one may. */
export const readClosedUntil = async (db: Database, nowMs: number): Promise<number | null> => {
  const { closed } = parseFacts(await db.get('facts', KEY));
  return closed && closed.setAtMs <= nowMs && nowMs < closed.untilMs ? closed.untilMs : null;
};
