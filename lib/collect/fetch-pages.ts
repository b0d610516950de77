/** Fetches pages, several at a time, and commits each as it arrives: a kill costs what is in flight. */
import { MarketError } from '../markets/market-error.ts';
import type { DroppedRow, Market, MarketAnswer, RequestCost } from '../markets/market.ts';
import type { SeriesRows } from '../store/page-commit.ts';
import type { Coverage, SeriesName } from '../store/cursors.ts';
import { computeThrough, PERIOD_MS, type Page } from './plan.ts';

/**
 * Requests under way at once. A first run has 59: at 150 ms a request it takes 3.3 s with four, 2.2 s with
 * eight and 1.8 s with twelve, which a browser would have wait in turn where the connection is HTTP/1.1.
 */
const LANES = 8;

interface PageAnswer {
  readonly answer: SeriesRows;
  readonly usedWeight1m: number | null;
  readonly dropped: readonly DroppedRow[];
}

const withSeries = <Series extends SeriesName, Row>(
  series: Series,
  { rows, usedWeight1m, dropped = [] }: MarketAnswer<Row>,
) => ({ answer: { series, rows }, usedWeight1m, dropped });

/** Asks the market for a page; fails with a `MarketError`. */
export const fetchPage = async (
  market: Market,
  symbol: string,
  { series, startMs, endMs }: Page,
): Promise<PageAnswer> => {
  const range = { symbol, startMs, endMs };
  switch (series) {
    case 'candles-5m':
      return withSeries(series, await market.candles({ ...range, interval: '5m' }));
    case 'candles-1m':
      return withSeries(series, await market.candles({ ...range, interval: '1m' }));
    case 'mark-5m':
      return withSeries(series, await market.markCandles({ ...range, interval: '5m' }));
    case 'mark-1m':
      return withSeries(series, await market.markCandles({ ...range, interval: '1m' }));
    case 'open-interest-5m':
      return withSeries(series, await market.openInterestHistory(range));
  }
};

/** What a page costs; the history of open interest may have a counter of its own. */
export const costOf = (market: Market, { series, startMs, endMs }: Page): RequestCost => {
  if (series !== 'open-interest-5m')
    return { pool: 'weight', amount: market.candleWeight((endMs - startMs) / PERIOD_MS[series]) };
  const weight = market.weights.openInterestHistory;
  return weight > 0 ? { pool: 'weight', amount: weight } : { pool: 'statistics', amount: 1 };
};

const lastTimeOf = ({ rows }: SeriesRows): number | null => {
  const last = rows.at(-1);
  if (!last) return null;
  return 'openTimeMs' in last ? last.openTimeMs : last.timeMs;
};

/**
 * Says after each answered page how far its series is complete without a hole: pages may be answered
 * in any order, and coverage may only grow over what is there.
 */
export const createCoverageTracker = (pages: readonly Page[], nowMs: number) => {
  const through = new Map<Page, number>();
  return (page: Page, answer: SeriesRows): Coverage | null => {
    through.set(page, computeThrough(page, lastTimeOf(answer), nowMs));
    const line = pages.filter(({ series }) => series === page.series);
    const fromMs = line[0]?.startMs ?? page.startMs;
    let throughMs = fromMs;
    for (const member of line) {
      const reached = through.get(member);
      if (reached === undefined) break;
      throughMs = reached;
      if (reached < member.endMs) break;
    }
    return throughMs > fromMs ? { fromMs, throughMs } : null;
  };
};

const asksToWait = (error: unknown): boolean =>
  error instanceof MarketError && error.retryAfterMs !== null;

/**
 * Runs `work` on every page, `LANES` at a time, in order. At the first failure no further page is
 * begun; those under way are finished, then the failure is thrown, of several the one that asks to wait:
 * unheard, it would be followed by a ban.
 */
export const runLanes = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = [...items];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures.find(asksToWait) ?? failures[0];
};

/**
 * Runs works one after the other, and none any more once one has failed: coverage of a later page must
 * not be stored over an earlier page that was not.
 */
export const createTurns = () => {
  let last: Promise<void> = Promise.resolve();
  return (work: () => Promise<void>): Promise<void> => {
    last = last.then(work);
    return last;
  };
};
