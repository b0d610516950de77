/**
 * What is true of the exchange whatever the symbol: the request weight that we spent in the last
 * minute, and until when it asked to be left alone. Stored, so that a worker that was just born keeps
 * to it too. All times here are the machine's, because they are compared with nothing else.
 */
import * as v from 'valibot';
import type { Database } from './schema.ts';
import { FAULT_KINDS, type FaultKind } from './status.ts';

const KEY = 'exchange';
const WINDOW_MS = 60_000;

interface ExchangeFacts {
  readonly spent: readonly { readonly atMs: number; readonly weight: number }[];
  readonly closed: Closure | null;
}

/** No request before `untilMs`; `setAtMs` tells a clock that was put back since. */
export interface Closure {
  readonly setAtMs: number;
  readonly untilMs: number;
  /** What the exchange said when it asked for the wait. */
  readonly kind: FaultKind;
  readonly detail: string;
}

const FactsSchema: v.GenericSchema<unknown, ExchangeFacts> = v.object({
  spent: v.array(v.object({ atMs: v.number(), weight: v.number() })),
  closed: v.nullable(
    v.object({
      setAtMs: v.number(),
      untilMs: v.number(),
      kind: v.picklist(FAULT_KINDS),
      detail: v.string(),
    }),
  ),
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
const computeSpent = (facts: ExchangeFacts, nowMs: number): number =>
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

const isOn = (closed: Closure | null, nowMs: number): closed is Closure =>
  closed !== null && closed.setAtMs <= nowMs && nowMs < closed.untilMs;

/** Notes that no request may be sent for a while, and why. A wait that is on and longer stays. */
export const closeExchange = async (db: Database, closed: Closure): Promise<void> => {
  await changeFacts(db, (facts) => {
    const before = facts.closed;
    const isLonger = isOn(before, closed.setAtMs) && before.untilMs > closed.untilMs;
    return isLonger ? facts : { ...facts, closed };
  });
};

/** The wait that is on (machine's clock), or null when requests may be sent. */
export const readClosure = async (db: Database, nowMs: number): Promise<Closure | null> => {
  const { closed } = parseFacts(await db.get('facts', KEY));
  return isOn(closed, nowMs) ? closed : null;
};
