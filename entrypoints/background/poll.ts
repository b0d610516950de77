/** Polls with the real network, clock and store. */
import { announceChange } from '@/lib/changes.ts';
import { computeFollowed, DEFAULT_SYMBOL, forgetUnasked } from '@/lib/collect/followed.ts';
import { pollSymbol } from '@/lib/collect/poll.ts';
import { writeInternalFault } from '@/lib/collect/faults.ts';
import { createBinanceMarket } from '@/lib/markets/binance.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { readSettings } from '@/lib/settings.ts';
import { isCorruption, StoreError } from '@/lib/store/open-database.ts';
import type { Database } from '@/lib/store/schema.ts';
import { readAllStatus } from '@/lib/store/status-rows.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { refreshBadge, showStoreFault } from './badge.ts';
import { fetchIfAllowed } from './permission.ts';

const now = (): number => Date.now();

const market = createBinanceMarket({
  fetch: fetchIfAllowed,
  now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

interface PollUnderWay {
  readonly sinceMs: number;
  readonly end: Promise<void>;
}

/** Polls under way, so that two askers at once share one. */
const underWay = new Map<string, PollUnderWay>();
/** One that takes longer hangs and is not waited for; should it go on after all, it does no harm. */
const LONGEST_POLL_MS = 5 * MINUTE_MS;

/** The news is for the faces: a poll goes on where it cannot be told. */
const announce = async (symbol: string): Promise<void> => {
  for (const tell of [announceChange, refreshBadge])
    await tell(symbol).catch((error: unknown) => report(error, `telling of ${symbol}`));
};

const tellFault = async (db: Database, symbol: string, error: unknown): Promise<void> => {
  try {
    await writeInternalFault(db, symbol, error, now());
    await announce(symbol);
  } catch (second) {
    report(second, `storing the fault of ${symbol}`);
    await showStoreFault();
  }
};

const pollWith = async (db: Database, symbol: string): Promise<void> => {
  try {
    await pollSymbol({ db, market, now, announce }, symbol);
  } catch (error) {
    // A damaged store is rebuilt and the poll made again: no fault to tell of yet.
    if (!isCorruption(error)) await tellFault(db, symbol, error);
    throw error;
  }
};

const runPoll = async (symbol: string): Promise<void> => {
  try {
    await withDatabase((db) => pollWith(db, symbol));
  } catch (error) {
    if (error instanceof StoreError) await showStoreFault();
    report(error, `polling ${symbol}`);
  }
};

/** Polls one symbol; resolves when that has ended, well or not: the outcome is a stored status. */
export const pollOne = (symbol: string): Promise<void> => {
  const running = underWay.get(symbol);
  if (running && Math.abs(now() - running.sinceMs) < LONGEST_POLL_MS) return running.end;
  const end = runPoll(symbol).finally(() => {
    if (underWay.get(symbol)?.end === end) underWay.delete(symbol);
  });
  underWay.set(symbol, { sinceMs: now(), end });
  return end;
};

const readFollowed = async (): Promise<string[]> => {
  const always = [...new Set([(await readSettings()).symbol, DEFAULT_SYMBOL])];
  return await withDatabase(async (db) => {
    const statuses = await readAllStatus(db);
    await forgetUnasked(db, always, statuses, now());
    return computeFollowed(always, statuses, now());
  });
};

/** Polls every followed symbol, one after the other: the weight of the first tells the next. */
export const pollEverything = async (): Promise<void> => {
  try {
    for (const symbol of await readFollowed()) await pollOne(symbol);
  } catch (error) {
    if (error instanceof StoreError) await showStoreFault();
    throw error;
  }
};
