/**
 * One poll of one book: ask the exchange for the time and what is missing, store it, bring the book
 * forward. It begins from stored cursors alone, so it may be killed anywhere, run twice at once or come
 * a night late; what is stored afterwards is the same.
 */
import { bookKeyOf } from '../markets/book-key.ts';
import { MarketError } from '../markets/market-error.ts';
import type { Market } from '../markets/market.ts';
import { HOUR_MS } from '../model/time.ts';
import { BookForgotten, readLife } from '../store/book-life.ts';
import { readCursors } from '../store/cursors.ts';
import { noteRefusal } from '../store/exchange-facts.ts';
import { commitReading } from '../store/page-commit.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import type { SymbolStatus } from '../store/status.ts';
import { PutOff, shouldLeaveAlone, spend } from './allowance.ts';
import { readBookBrackets, refreshBrackets } from './book-brackets.ts';
import { bringBookForward } from './book-forward.ts';
import { faultOf, momentOf, readNotice, writeFault } from './faults.ts';
import { fetchMissing, type Poll } from './fetch-missing.ts';
import { computeSuccess } from './poll-success.ts';
import { computeReach, type Standing } from './reach.ts';
import { repairing } from './repairing.ts';
import { readStanding } from './standing.ts';

export interface CollectPorts {
  readonly db: Database;
  readonly market: Market;
  /** The machine's clock; used for differences and never for dates. */
  readonly now: () => number;
  /** Called with the symbol after every commit that a face may want to show. */
  readonly announce: (symbol: string) => Promise<void>;
}

/**
 * `left-alone`: a wait is on, nothing was asked. `put-off`: our share of the minute is used up, or the
 * book was cleared meanwhile.
 */
export type PollOutcome = 'done' | 'failed' | 'left-alone' | 'put-off';

/** Exchanges whose stream of forced closes leaves some out (docs/exchanges.md). */
const THROTTLED: readonly string[] = ['binance'];

const begin = async (ports: CollectPorts, symbol: string, bookKey: string): Promise<Poll> => {
  const { db, market, now } = ports;
  const life = await readLife(db, bookKey);
  const spentWeight = market.weights.openInterestNow;
  await spend(ports, { pool: 'weight', amount: spentWeight });
  const { reading, usedWeight1m } = await market.openInterestNow(symbol);
  await noteRefusal(db, market.id, null);
  const offsetMs = reading.timeMs - now();
  const status = { clockOffsetMs: offsetMs, usedWeight1m };
  await repairing(db, bookKey, () => commitReading(db, bookKey, life, reading, status));
  const nowMs = reading.timeMs;
  const spent = { spentWeight, usedWeight1m };
  return { ...ports, symbol, bookKey, life, offsetMs, nowMs, ...spent, dropped: [] };
};

/** Brings the book forward as far as rows carry it; false where another poll was faster. */
const forward = async (
  poll: Poll,
  standing: Standing,
  status: Partial<SymbolStatus>,
): Promise<boolean> => {
  const { db, market, bookKey, life, symbol, nowMs } = poll;
  const { coverage, revision } = await readCursors(db, bookKey);
  if (revision !== standing.cursors.revision) return false;
  const cursors = { ...standing.cursors, coverage };
  const reach = computeReach(cursors, nowMs);
  if (!reach) return true;
  const isCurrent = reach.endMs > nowMs - HOUR_MS;
  return await bringBookForward({
    db,
    bookKey,
    life,
    brackets: await readBookBrackets(db, bookKey, symbol),
    isThrottled: THROTTLED.includes(market.id),
    nowMs,
    standing: { ...standing, cursors },
    reach,
    status: isCurrent ? { ...status, backfillProgress: 1 } : status,
  });
};

const fetchAll = async (poll: Poll, standing: Standing): Promise<void> => {
  await fetchMissing(poll, standing);
  await refreshBrackets(poll, async (amount) => {
    await spend(poll, { pool: 'weight', amount }, { usedWeight1m: poll.usedWeight1m });
    poll.spentWeight += amount;
  });
};

/** Fetches and goes forward; a failure of a page does not keep what did arrive from being used. */
const fetchAndForward = async (poll: Poll): Promise<void> => {
  const standing = await readStanding(poll.db, poll.bookKey, poll.nowMs);
  const moment = momentOf(poll.now, poll.offsetMs);
  let failure: MarketError | null = null;
  try {
    await fetchAll(poll, standing);
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    failure = error;
  }
  const status = failure
    ? { fault: faultOf(failure, moment), lastPollWeight: poll.spentWeight }
    : computeSuccess(poll, await readNotice(poll.db, moment));
  const isOurs = await forward(poll, standing, status);
  if (failure) throw failure;
  if (isOurs && (await readStatus(poll.db, poll.bookKey))?.lastColumnMs == null)
    throw new MarketError(
      'bad-answer',
      `${poll.symbol}: the exchange has no candles or no open interest of it`,
    );
};

const tryPoll = async (
  ports: CollectPorts,
  symbol: string,
  bookKey: string,
): Promise<PollOutcome> => {
  const before = await readStatus(ports.db, bookKey);
  if (await shouldLeaveAlone(ports, bookKey, before)) return 'left-alone';
  let offsetMs = before?.clockOffsetMs ?? 0;
  try {
    const poll = await begin(ports, symbol, bookKey);
    offsetMs = poll.offsetMs;
    await repairing(ports.db, bookKey, () => fetchAndForward(poll));
    return 'done';
  } catch (error) {
    if (error instanceof PutOff || error instanceof BookForgotten) return 'put-off';
    if (!(error instanceof MarketError)) throw error;
    const book = { marketId: ports.market.id, bookKey };
    await writeFault(ports.db, book, error, momentOf(ports.now, offsetMs));
    return 'failed';
  }
};

/**
 * Polls the book of `symbol` on one exchange and announces the outcome. Failures of the exchange become
 * a stored fault and the outcome `failed`; anything else (a broken store, a mistake of ours) is thrown.
 */
export const pollBook = async (ports: CollectPorts, symbol: string): Promise<PollOutcome> => {
  const bookKey = bookKeyOf({ marketId: ports.market.id, symbol });
  const before = (await readStatus(ports.db, bookKey))?.fault;
  const outcome = await tryPoll(ports, symbol, bookKey);
  const after = (await readStatus(ports.db, bookKey))?.fault;
  if (outcome !== 'left-alone' || before?.kind !== after?.kind) await ports.announce(symbol);
  return outcome;
};
