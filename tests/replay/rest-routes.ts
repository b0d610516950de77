/** The exchange's REST paths: what each costs and what it answers. */
import { CONTINUOUS_KLINES, createKlineRoute, PREMIUM_INDEX_KLINES } from './kline-routes.ts';
import { EXCHANGE_INFO } from './exchange-info.ts';
import { BOOK_TICKER, DEPTH, TICKER_24HR, TICKER_PRICE } from './book-routes.ts';
import { FUNDING_INFO, FUNDING_RATE, OPEN_INTEREST, PREMIUM_INDEX } from './price-routes.ts';
import { keyRequired } from './api-errors.ts';
import type { Route } from './route.ts';
import {
  BASIS,
  OPEN_INTEREST_HISTORY,
  TAKER_RATIO,
  createRatioRoute,
} from './statistics-routes.ts';
import { AGG_TRADES } from './trade-routes.ts';

const PING: Route = { pool: 'weight', weight: () => 1, answer: () => ({}) };
const TIME: Route = {
  pool: 'weight',
  isClock: true,
  weight: () => 1,
  answer: ({ nowMs }) => ({ serverTime: nowMs }),
};
const SIGNED: Route = {
  pool: 'weight',
  weight: () => 1,
  answer() {
    throw keyRequired();
  },
};

/** Every path served. */
export const ROUTES: Readonly<Record<string, Route>> = {
  '/fapi/v1/ping': PING,
  '/fapi/v1/time': TIME,
  '/fapi/v1/exchangeInfo': EXCHANGE_INFO,
  '/fapi/v1/klines': createKlineRoute('traded', 'symbol'),
  '/fapi/v1/continuousKlines': CONTINUOUS_KLINES,
  '/fapi/v1/markPriceKlines': createKlineRoute('mark', 'symbol'),
  '/fapi/v1/indexPriceKlines': createKlineRoute('index', 'pair'),
  '/fapi/v1/premiumIndexKlines': PREMIUM_INDEX_KLINES,
  '/fapi/v1/premiumIndex': PREMIUM_INDEX,
  '/fapi/v1/openInterest': OPEN_INTEREST,
  '/fapi/v1/fundingRate': FUNDING_RATE,
  '/fapi/v1/fundingInfo': FUNDING_INFO,
  '/fapi/v1/depth': DEPTH,
  '/fapi/v1/aggTrades': AGG_TRADES,
  '/fapi/v1/ticker/24hr': TICKER_24HR,
  '/fapi/v1/ticker/price': TICKER_PRICE,
  '/fapi/v1/ticker/bookTicker': BOOK_TICKER,
  '/fapi/v1/forceOrders': SIGNED,
  '/fapi/v1/leverageBracket': SIGNED,
  '/futures/data/openInterestHist': OPEN_INTEREST_HISTORY,
  '/futures/data/globalLongShortAccountRatio': createRatioRoute('accounts'),
  '/futures/data/topLongShortAccountRatio': createRatioRoute('top-accounts'),
  '/futures/data/topLongShortPositionRatio': createRatioRoute('top-positions'),
  '/futures/data/takerlongshortRatio': TAKER_RATIO,
  '/futures/data/basis': BASIS,
};
