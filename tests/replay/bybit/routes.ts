/** Bybit's REST paths. */
import type { Route } from '../route.ts';
import { createInstrumentsRoute, createRiskLimitRoute, type RiskTiers } from './contract-routes.ts';
import {
  BYBIT_ACCOUNT_RATIO,
  BYBIT_FUNDING,
  BYBIT_OPEN_INTEREST,
  createBybitKlineRoute,
} from './history-routes.ts';
import { BYBIT_ORDER_BOOK, BYBIT_TICKERS } from './present-routes.ts';

export type { RiskTiers } from './contract-routes.ts';

const TIME: Route = {
  pool: 'requests',
  isClock: true,
  weight: () => 1,
  answer: ({ nowMs }) => ({
    timeSecond: String(Math.floor(nowMs / 1000)),
    timeNano: `${nowMs}000000`,
  }),
};

export const createBybitRoutes = (tiers: RiskTiers): Readonly<Record<string, Route>> => ({
  '/v5/market/time': TIME,
  '/v5/market/kline': createBybitKlineRoute('traded'),
  '/v5/market/mark-price-kline': createBybitKlineRoute('mark'),
  '/v5/market/index-price-kline': createBybitKlineRoute('index'),
  '/v5/market/open-interest': BYBIT_OPEN_INTEREST,
  '/v5/market/account-ratio': BYBIT_ACCOUNT_RATIO,
  '/v5/market/funding/history': BYBIT_FUNDING,
  '/v5/market/tickers': BYBIT_TICKERS,
  '/v5/market/orderbook': BYBIT_ORDER_BOOK,
  '/v5/market/instruments-info': createInstrumentsRoute(tiers),
  '/v5/market/risk-limit': createRiskLimitRoute(tiers),
});
