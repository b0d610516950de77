/** May the exchange be asked? Its limits, the waits that it asked for, and our own share. */
import type { Market, RequestCost } from '../markets/market.ts';
import { MarketError } from '../markets/market-error.ts';
import { MINUTE_MS } from '../model/time.ts';
import { readClosure, takeWeight } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import type { SymbolStatus } from '../store/status.ts';
import { UNKNOWN_SYMBOL_WAIT_MS, writeWait } from './faults.ts';

/** Of what the exchange allows an address we take a fifth at most. */
const OUR_SHARE = 0.2;
/** First runs leave this share of the whole to the minutes of the symbols that are there already. */
const KEPT_FOR_MINUTES_SHARE = 0.05;
/** When all users of the address together are beyond this share, we wait. */
const BUSY_SHARE = 0.8;

/** Our share of the minute is used up; the next poll goes on from the stored cursors. */
export class PutOff extends Error {}

export interface AllowancePorts {
  readonly db: Database;
  readonly market: Pick<Market, 'id' | 'weightLimit1m' | 'pools'>;
  readonly now: () => number;
}

interface SpendOptions {
  readonly usedWeight1m?: number | null;
  /** A part of a first run, which can wait for the next minute. */
  readonly isFirstRun?: boolean;
}

/** A counter that the exchange does not have. */
const NONE = { limit: Infinity, windowMs: MINUTE_MS };

/**
 * Books a cost before it is spent. Fails with `PutOff` where our share of its window is used up, and
 * with a `MarketError` where others have used up the address (`usedWeight1m`, as far as it is known).
 */
export const spend = async (
  { db, market, now }: AllowancePorts,
  { pool, amount }: RequestCost,
  { usedWeight1m = null, isFirstRun = false }: SpendOptions = {},
): Promise<void> => {
  if (amount === 0) return;
  const weightLimit = market.weightLimit1m;
  if (pool === 'weight' && (usedWeight1m ?? 0) > weightLimit * BUSY_SHARE)
    throw new MarketError(
      'rate-limited',
      `This address has used ${usedWeight1m} of ${weightLimit} in this minute; the rest is left to others`,
    );
  const { limit, windowMs } =
    pool === 'weight' ? { limit: weightLimit, windowMs: MINUTE_MS } : (market.pools[pool] ?? NONE);
  const share = isFirstRun ? OUR_SHARE - KEPT_FOR_MINUTES_SHARE : OUR_SHARE;
  const booking = { pool, amount, limit: limit * share, windowMs };
  if (!(await takeWeight(db, market.id, booking, now())))
    throw new PutOff(`our share of the ${pool} counter is used up`);
};

const isKnownUnknown = (status: SymbolStatus | undefined, machineMs: number): boolean => {
  if (status?.fault?.kind !== 'unknown-symbol') return false;
  const leftMs = (status.fault.retryAtMs ?? 0) - (machineMs + status.clockOffsetMs);
  // More than the whole wait is left where the clock was put back.
  return leftMs > 0 && leftMs <= UNKNOWN_SYMBOL_WAIT_MS;
};

/** Is a wait on? Then the book's status says so too. */
export const shouldLeaveAlone = async (
  { db, market, now }: AllowancePorts,
  bookKey: string,
  status: SymbolStatus | undefined,
): Promise<boolean> => {
  const closure = await readClosure(db, market.id, now());
  if (isKnownUnknown(status, now())) return true;
  if (!closure) return false;
  if (status?.fault?.kind !== closure.kind)
    await writeWait(db, bookKey, closure, status?.clockOffsetMs ?? 0);
  return true;
};
