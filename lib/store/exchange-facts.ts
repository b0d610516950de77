/**
 * What is true of an exchange whatever the symbol: what we spent of its request counters lately, until
 * when it asked to be left alone, and that it refuses this user. Stored, so that a worker that was just
 * born keeps to it too. All times here are the machine's, because they are compared with nothing else.
 */
import * as v from 'valibot';
import type { Database } from './schema.ts';
import { FAULT_KINDS, type FaultKind } from './status.ts';

/** Spent within so short a time counts as spent at once, at the later moment: fewer numbers to keep. */
const GRAIN_MS = 1_000;
/** The longest window of a counter. */
const LONGEST_WINDOW_MS = 300_000;
/** An exchange that refuses this user is tried again after so long. */
const REFUSED_FOR_MS = 3_600_000;

/** A part of a counter that is booked: `limit` in `windowMs` is the most that we allow ourselves. */
export interface Booking {
  readonly pool: string;
  readonly amount: number;
  readonly limit: number;
  readonly windowMs: number;
}

/** No request before `untilMs`; `setAtMs` tells a clock that was put back since. */
export interface Closure {
  readonly setAtMs: number;
  readonly untilMs: number;
  /** What the exchange said when it asked for the wait. */
  readonly kind: FaultKind;
  readonly detail: string;
}

/** The exchange does not serve this user or this network. */
export interface Refusal {
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly detail: string;
}

const SpentSchema = v.object({
  atMs: v.number(),
  weight: v.number(),
  pool: v.optional(v.string(), 'weight'),
});
const FactsSchema = v.object({
  spent: v.array(SpentSchema),
  closed: v.nullable(
    v.object({
      setAtMs: v.number(),
      untilMs: v.number(),
      kind: v.picklist(FAULT_KINDS),
      detail: v.string(),
    }),
  ),
  refused: v.optional(
    v.nullable(v.object({ atMs: v.number(), kind: v.picklist(FAULT_KINDS), detail: v.string() })),
    null,
  ),
});
type ExchangeFacts = v.InferOutput<typeof FactsSchema>;

const parseFacts = (stored: unknown): ExchangeFacts => {
  const result = v.safeParse(FactsSchema, stored);
  return result.success ? result.output : { spent: [], closed: null, refused: null };
};

/** Binance's row has the name that it had when there was no other exchange. */
const keyOf = (marketId: string): string =>
  marketId === 'binance' ? 'exchange' : `exchange:${marketId}`;

const changeFacts = async (
  db: Database,
  marketId: string,
  change: (facts: ExchangeFacts) => ExchangeFacts,
): Promise<void> => {
  const transaction = db.transaction('facts', 'readwrite');
  const facts = parseFacts(await transaction.store.get(keyOf(marketId)));
  const changed = change(facts);
  if (changed !== facts) await transaction.store.put(changed, keyOf(marketId));
  await transaction.done;
};

type Spent = ExchangeFacts['spent'];

const within = (spent: Spent, windowMs: number, nowMs: number): Spent =>
  spent.filter(({ atMs }) => atMs > nowMs - windowMs && atMs <= nowMs);

const computeSpent = (spent: Spent, { pool, windowMs }: Booking, nowMs: number): number =>
  within(spent, windowMs, nowMs)
    .filter((entry) => entry.pool === pool)
    .reduce((sum, { weight }) => sum + weight, 0);

const addSpent = (spent: Spent, { pool, amount }: Booking, nowMs: number): Spent => {
  const recent = within(spent, LONGEST_WINDOW_MS, nowMs);
  const isSame = (entry: Spent[number]): boolean =>
    entry.pool === pool && nowMs - entry.atMs < GRAIN_MS;
  const same = recent.find(isSame);
  const weight = (same?.weight ?? 0) + amount;
  return [...recent.filter((entry) => entry !== same), { atMs: nowMs, weight, pool }];
};

/** Books an amount as spent if its window stays within the limit; false, and nothing booked, if not. */
export const takeWeight = async (
  db: Database,
  marketId: string,
  booking: Booking,
  nowMs: number,
): Promise<boolean> => {
  let granted = false;
  await changeFacts(db, marketId, (facts) => {
    granted = computeSpent(facts.spent, booking, nowMs) + booking.amount <= booking.limit;
    return granted ? { ...facts, spent: addSpent(facts.spent, booking, nowMs) } : facts;
  });
  return granted;
};

const isOn = (closed: Closure | null, nowMs: number): closed is Closure =>
  closed !== null && closed.setAtMs <= nowMs && nowMs < closed.untilMs;

/** Notes that no request may be sent for a while, and why. A wait that is on and longer stays. */
export const closeExchange = (db: Database, marketId: string, closed: Closure): Promise<void> =>
  changeFacts(db, marketId, (facts) => {
    const before = facts.closed;
    const isLonger = isOn(before, closed.setAtMs) && before.untilMs > closed.untilMs;
    return isLonger ? facts : { ...facts, closed };
  });

/** The wait that is on (machine's clock), or null when requests may be sent. */
export const readClosure = async (
  db: Database,
  marketId: string,
  nowMs: number,
): Promise<Closure | null> => {
  const { closed } = parseFacts(await db.get('facts', keyOf(marketId)));
  return isOn(closed, nowMs) ? closed : null;
};

/** Notes that the exchange refuses this user, or with null that it serves. */
export const noteRefusal = (
  db: Database,
  marketId: string,
  refused: Refusal | null,
): Promise<void> =>
  changeFacts(db, marketId, (facts) => (facts.refused === refused ? facts : { ...facts, refused }));

/** The refusal of the last hour; null where the exchange served since, or is to be tried again. */
export const readRefusal = async (
  db: Database,
  marketId: string,
  nowMs: number,
): Promise<Refusal | null> => {
  const { refused } = parseFacts(await db.get('facts', keyOf(marketId)));
  const ageMs = refused ? nowMs - refused.atMs : Infinity;
  return ageMs >= 0 && ageMs < REFUSED_FOR_MS ? refused : null;
};
