/**
 * One poll of one symbol: ask the exchange for the time and what is missing, store it, bring the book
 * forward. It begins from stored cursors alone, so it may be killed anywhere, run twice at once or come
 * a night late; what is stored afterwards is the same.
 */
import { MarketError } from '../markets/market-error.ts';
import type { Market } from '../markets/market.ts';
import { parsePositionBook } from '../model/position-book.ts';
import { FIVE_MINUTES_MS, HOUR_MS } from '../model/time.ts';
import { NO_CURSORS, readCursors } from '../store/cursors.ts';
import { commitPage, commitReading } from '../store/page-commit.ts';
import { dropFuture } from '../store/repair.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import type { SymbolStatus, WorkerFault } from '../store/status.ts';
import { PutOff, shouldLeaveAlone, spend } from './allowance.ts';
import { bringBookForward, computeReach, type Standing } from './book-forward.ts';
import { faultOf, readNotice, writeFault, type Moment } from './faults.ts';
import {
  createCoverageTracker,
  createTurns,
  fetchPage,
  runLanes,
  weightOf,
} from './fetch-pages.ts';
import { computeBookStart, computePages, type Page } from './plan.ts';
import { repairing } from './repairing.ts';

export interface CollectPorts {
  readonly db: Database;
  readonly market: Market;
  /** The machine's clock; used for differences and never for dates. */
  readonly now: () => number;
  /** Called after every commit that a face may want to show. */
  readonly announce: (symbol: string) => Promise<void>;
}

/** `left-alone`: a wait is on, nothing was asked. `put-off`: our share of the minute is used up. */
type PollOutcome = 'done' | 'failed' | 'left-alone' | 'put-off';

/** Beyond this no row can be stored: the newest reading of open interest covers five minutes. */
const MOST_AHEAD_MS = 2 * FIVE_MINUTES_MS;

interface Poll extends CollectPorts {
  readonly symbol: string;
  readonly offsetMs: number;
  readonly nowMs: number;
  spentWeight: number;
  usedWeight1m: number | null;
}

const momentOf = (now: () => number, offsetMs: number): Moment => {
  const machineMs = now();
  return { machineMs, exchangeMs: machineMs + offsetMs };
};

const begin = async (ports: CollectPorts, symbol: string): Promise<Poll> => {
  const { db, market, now } = ports;
  await spend(ports, 1, null);
  const { reading, usedWeight1m } = await market.openInterestNow(symbol);
  const offsetMs = reading.timeMs - now();
  const status = { clockOffsetMs: offsetMs, usedWeight1m };
  await repairing(db, symbol, () => commitReading(db, symbol, reading, status));
  return { ...ports, symbol, offsetMs, nowMs: reading.timeMs, spentWeight: 1, usedWeight1m };
};

/**
 * Cursors and book, where the book can be gone on from; else as if there were none. What is stored of
 * the future was stored when the exchange told a wrong time, and would never be fetched again.
 */
const readStanding = async ({ db, symbol, nowMs }: Poll): Promise<Standing> => {
  await dropFuture(db, symbol, nowMs + MOST_AHEAD_MS);
  const cursors = await readCursors(db, symbol);
  const { bookThroughMs } = cursors;
  const isRecent =
    bookThroughMs !== null && computeBookStart(nowMs, bookThroughMs) === bookThroughMs;
  const book = isRecent ? parsePositionBook(await db.get('books', symbol)) : null;
  if (book && book.timeMs === bookThroughMs) return { cursors, book };
  return { cursors: { ...cursors, bookThroughMs: null }, book: null };
};

const fetchMissing = async (poll: Poll, standing: Standing): Promise<void> => {
  const { db, market, symbol, nowMs } = poll;
  const pages = computePages(nowMs, standing.cursors, market);
  const whole = computePages(nowMs, NO_CURSORS, market).length;
  const isFirst = (await readStatus(db, symbol))?.lastColumnMs == null;
  const cover = createCoverageTracker(pages, nowMs);
  const inTurn = createTurns();
  let open = pages.length;
  let shownTenths = -1;
  await runLanes(pages, async (page: Page) => {
    const weight = weightOf(market, page);
    await spend(poll, weight, poll.usedWeight1m);
    poll.spentWeight += weight;
    const { answer, usedWeight1m } = await fetchPage(market, symbol, page);
    poll.usedWeight1m = usedWeight1m ?? poll.usedWeight1m;
    open -= 1;
    const progress = Math.min(0.99, Math.max(0, 1 - open / whole));
    const status = isFirst ? { backfillProgress: progress } : {};
    await inTurn(() => commitPage(db, { symbol, answer, covered: cover(page, answer), status }));
    if (!isFirst || Math.floor(progress * 10) <= shownTenths) return;
    shownTenths = Math.floor(progress * 10);
    await poll.announce(symbol);
  });
};

const forward = async (
  poll: Poll,
  standing: Standing,
  status: Partial<SymbolStatus>,
): Promise<void> => {
  const { db, symbol, nowMs } = poll;
  const { coverage, revision } = await readCursors(db, symbol);
  if (revision !== standing.cursors.revision) return;
  const cursors = { ...standing.cursors, coverage };
  const reach = computeReach(cursors, nowMs);
  if (!reach) return;
  const isCurrent = reach.endMs > nowMs - HOUR_MS;
  await bringBookForward({
    db,
    symbol,
    nowMs,
    standing: { ...standing, cursors },
    reach,
    status: isCurrent ? { ...status, backfillProgress: 1 } : status,
  });
};

const successOf = (poll: Poll, fault: WorkerFault | null): Partial<SymbolStatus> => ({
  lastSuccessMs: poll.nowMs,
  lastPollWeight: poll.spentWeight,
  usedWeight1m: poll.usedWeight1m,
  backfillProgress: 1,
  fault,
});

/** Fetches and goes forward; a failure of a page does not keep what did arrive from being used. */
const fetchAndForward = async (poll: Poll): Promise<void> => {
  const standing = await readStanding(poll);
  const moment = momentOf(poll.now, poll.offsetMs);
  let failure: unknown;
  try {
    await fetchMissing(poll, standing);
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    failure = error;
  }
  const status = failure
    ? { fault: faultOf(failure, moment), lastPollWeight: poll.spentWeight }
    : successOf(poll, await readNotice(poll.db, moment));
  await forward(poll, standing, status);
  if (failure) throw failure;
  if ((await readStatus(poll.db, poll.symbol))?.lastColumnMs == null)
    throw new MarketError(
      'bad-answer',
      `${poll.symbol}: the exchange has no candles or no open interest of it`,
    );
};

const tryPoll = async (ports: CollectPorts, symbol: string): Promise<PollOutcome> => {
  const before = await readStatus(ports.db, symbol);
  if (await shouldLeaveAlone(ports, symbol, before)) return 'left-alone';
  let offsetMs = before?.clockOffsetMs ?? 0;
  try {
    const poll = await begin(ports, symbol);
    offsetMs = poll.offsetMs;
    await repairing(ports.db, symbol, () => fetchAndForward(poll));
    return 'done';
  } catch (error) {
    if (error instanceof PutOff) return 'put-off';
    if (!(error instanceof MarketError)) throw error;
    await writeFault(ports.db, symbol, error, momentOf(ports.now, offsetMs));
    return 'failed';
  }
};

/**
 * Polls `symbol` and announces the outcome. Failures of the exchange become a stored fault and the
 * outcome `failed`; anything else (a broken store, a mistake of ours) is thrown.
 */
export const pollSymbol = async (ports: CollectPorts, symbol: string): Promise<PollOutcome> => {
  const before = (await readStatus(ports.db, symbol))?.fault;
  const outcome = await tryPoll(ports, symbol);
  const after = (await readStatus(ports.db, symbol))?.fault;
  if (outcome !== 'left-alone' || before?.kind !== after?.kind) await ports.announce(symbol);
  return outcome;
};
