/** Fetches what a book lacks, page by page, and notes what came of it. */
import type { Market } from '../markets/market.ts';
import { NO_CURSORS } from '../store/cursors.ts';
import { commitPage } from '../store/page-commit.ts';
import type { Database } from '../store/schema.ts';
import { readStatus } from '../store/status-rows.ts';
import { spend } from './allowance.ts';
import { costOf, createCoverageTracker, createTurns, fetchPage, runLanes } from './fetch-pages.ts';
import { computePages, PERIOD_MS, type Page } from './plan.ts';
import type { Standing } from './reach.ts';

/** What a poll works with, and what it has spent so far. */
export interface Poll {
  readonly db: Database;
  readonly market: Market;
  readonly now: () => number;
  readonly announce: (symbol: string) => Promise<void>;
  readonly symbol: string;
  readonly bookKey: string;
  /** Of the book, as it was when the poll began; see book-life.ts. */
  readonly life: number;
  readonly offsetMs: number;
  readonly nowMs: number;
  spentWeight: number;
  usedWeight1m: number | null;
  /** What was wrong with rows that were dropped. */
  readonly dropped: string[];
}

const fetchOne = async (poll: Poll, page: Page, isFirstRun: boolean) => {
  const cost = costOf(poll.market, page);
  await spend(poll, cost, { usedWeight1m: poll.usedWeight1m, isFirstRun });
  if (cost.pool === 'weight') poll.spentWeight += cost.amount;
  const fetched = await fetchPage(poll.market, poll.symbol, page);
  poll.usedWeight1m = fetched.usedWeight1m ?? poll.usedWeight1m;
  poll.dropped.push(...fetched.dropped.map(({ detail }) => detail));
  return fetched;
};

/** Fails with a `MarketError`, a `PutOff` or `BookForgotten`; what had arrived by then is stored. */
export const fetchMissing = async (poll: Poll, standing: Standing): Promise<void> => {
  const { db, market, bookKey, life, symbol, nowMs } = poll;
  const pages = computePages(nowMs, standing.cursors, market);
  const whole = computePages(nowMs, NO_CURSORS, market).length;
  const isFirst = (await readStatus(db, bookKey))?.lastColumnMs == null;
  const cover = createCoverageTracker(pages, nowMs);
  const inTurn = createTurns();
  let open = pages.length;
  let shownTenths = -1;
  await runLanes(pages, async (page: Page) => {
    const { answer, dropped } = await fetchOne(poll, page, isFirst);
    open -= 1;
    const progress = Math.min(0.99, Math.max(0, 1 - open / whole));
    const periodMs = PERIOD_MS[page.series];
    await inTurn(() =>
      commitPage(db, {
        bookKey,
        life,
        answer,
        asked: { fromMs: page.startMs, throughMs: page.endMs },
        dropped: dropped.map(({ timeMs }) => ({ fromMs: timeMs, throughMs: timeMs + periodMs })),
        covered: cover(page, answer),
        progress,
      }),
    );
    if (!isFirst || Math.floor(progress * 10) <= shownTenths) return;
    shownTenths = Math.floor(progress * 10);
    await poll.announce(symbol);
  });
};
