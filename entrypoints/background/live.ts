/** What goes on while somebody watches, with the real network, clock and store. */
import { askMarkPrice, askRecentMarks } from '@/lib/collect/live-questions.ts';
import { createLiveSession, type LiveSession } from '@/lib/collect/live-session.ts';
import { createBinanceFeed } from '@/lib/markets/binance-feed.ts';
import { createBybitFeed } from '@/lib/markets/bybit-feed.ts';
import { feedUnderCommonNames } from '@/lib/markets/common-names.ts';
import { report } from '@/lib/report.ts';
import { putLiquidations } from '@/lib/store/liquidation-rows.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { MARKETS } from './markets.ts';

const now = (): number => Date.now();

/** In memory only: a worker that was killed begins anew with the next question of a face. */
export const createWorkerLiveSession = (): LiveSession =>
  createLiveSession({
    feeds: { binance: createBinanceFeed, bybit: feedUnderCommonNames('bybit', createBybitFeed) },
    createSocket: (url) => new WebSocket(url),
    startTimer: (onTime, delayMs) => {
      const timer = setTimeout(onTime, delayMs);
      return () => clearTimeout(timer);
    },
    now,
    askMark: ({ marketId, symbol }) =>
      withDatabase((db) => askMarkPrice({ db, market: MARKETS[marketId], now }, symbol)),
    askRecentMarks: ({ marketId, symbol }) =>
      withDatabase((db) => askRecentMarks({ db, market: MARKETS[marketId], now }, symbol)),
    record: (bookKey, heard) => withDatabase((db) => putLiquidations(db, bookKey, heard)),
    report,
  });
