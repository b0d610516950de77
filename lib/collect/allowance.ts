/** May the exchange be asked? Its limits, the waits that it asked for, and our own share. */
import type { Market } from '../markets/market.ts';
import { MarketError } from '../markets/market-error.ts';
import { readClosure, takeWeight } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import type { SymbolStatus } from '../store/status.ts';
import { UNKNOWN_SYMBOL_WAIT_MS, writeWait } from './faults.ts';

/** Of the weight that the exchange allows an address we take a fifth at most. */
const OUR_SHARE = 0.2;
/** When all users of the address together are beyond this share, we wait. */
const BUSY_SHARE = 0.8;

/** Our share of the minute is used up; the next poll goes on from the stored cursors. */
export class PutOff extends Error {}

interface AllowancePorts {
  readonly db: Database;
  readonly market: Pick<Market, 'weightLimit1m'>;
  readonly now: () => number;
}

/**
 * Books `weight` before it is spent. Fails with `PutOff` where our share of the minute is used up, and
 * with a `MarketError` where others have used up the address (`usedWeight1m`, as far as it is known).
 */
export const spend = async (
  { db, market, now }: AllowancePorts,
  weight: number,
  usedWeight1m: number | null,
): Promise<void> => {
  if (weight === 0) return;
  const limit = market.weightLimit1m;
  if ((usedWeight1m ?? 0) > limit * BUSY_SHARE)
    throw new MarketError(
      'rate-limited',
      `This address has used ${usedWeight1m} of ${limit} in this minute; the rest is left to others`,
    );
  if (!(await takeWeight(db, weight, limit * OUR_SHARE, now())))
    throw new PutOff('the weight of this minute is used up');
};

const isKnownUnknown = (status: SymbolStatus | undefined, machineMs: number): boolean => {
  if (status?.fault?.kind !== 'unknown-symbol') return false;
  const leftMs = (status.fault.retryAtMs ?? 0) - (machineMs + status.clockOffsetMs);
  // More than the whole wait is left where the clock was put back.
  return leftMs > 0 && leftMs <= UNKNOWN_SYMBOL_WAIT_MS;
};

/** Is a wait on? Then the symbol's status says so too. */
export const shouldLeaveAlone = async (
  { db, now }: AllowancePorts,
  symbol: string,
  status: SymbolStatus | undefined,
): Promise<boolean> => {
  const closure = await readClosure(db, now());
  if (isKnownUnknown(status, now())) return true;
  if (!closure) return false;
  if (status?.fault?.kind !== closure.kind)
    await writeWait(db, symbol, closure, status?.clockOffsetMs ?? 0);
  return true;
};
