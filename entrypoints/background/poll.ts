/** Polls with the real network, clock and store. */
import { announceChange } from '@/lib/changes.ts';
import { computeFollowed, DEFAULT_SYMBOL, forgetUnasked } from '@/lib/collect/followed.ts';
import { pollSymbol } from '@/lib/collect/poll.ts';
import { writeInternalFault } from '@/lib/collect/faults.ts';
import { createBinanceMarket } from '@/lib/markets/binance.ts';
import { report } from '@/lib/report.ts';
import { readSettings } from '@/lib/settings.ts';
import { isCorruption, StoreError } from '@/lib/store/open-database.ts';
import type { Database } from '@/lib/store/schema.ts';
import { readAllStatus } from '@/lib/store/status-rows.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { refreshBadge, showStoreFault } from './badge.ts';

const now = (): number => Date.now();

const market = createBinanceMarket({
  fetch: (input, init) => fetch(input, init),
  now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

/** Polls under way, so that two askers at once share one. */
const underWay = new Map<string, Promise<void>>();

const announce = async (symbol: string): Promise<void> => {
  await announceChange(symbol);
  await refreshBadge(symbol);
};

const tellFault = async (db: Database, symbol: string, error: unknown): Promise<void> => {
  try {
    await writeInternalFault(db, symbol, error, now());
    await announce(symbol);
  } catch (second) {
    report(second, `storing the fault of ${symbol}`);
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
  if (running) return running;
  const poll = runPoll(symbol).finally(() => underWay.delete(symbol));
  underWay.set(symbol, poll);
  return poll;
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
