/**
 * Bybit's linear perpetuals by its public v5 interface: no key, no account. Every request counts one of
 * 600 that an address may make in five seconds.
 */
import {
  parseBybitPage,
  parseInstruments,
  parseRiskLimits,
  type BybitPage,
} from './bybit-contracts.ts';
import { BYBIT_COST, requestBybit } from './bybit-request.ts';
import { parseBybitKlines, parseBybitMarkKlines, parseBybitOpenInterest } from './bybit-rows.ts';
import { parseBybitMarkPrice, parseBybitOpenInterestNow } from './bybit-ticker.ts';
import type { MarkCandle } from '../model/market-data.ts';
import { FIVE_MINUTES_MS } from '../model/time.ts';
import type { QueryParameters, RequestPorts } from './http-request.ts';
import {
  INTERVAL_MS,
  type CandleInterval,
  type CandleRequest,
  type ListedSymbol,
  type Market,
  type MarketAnswer,
  type RangeRequest,
} from './market.ts';
import { keepSound } from './sound-rows.ts';
import { tidyRows } from './tidy-rows.ts';

const INTERVALS: Readonly<Record<CandleInterval, string>> = { '1m': '1', '5m': '5' };
const CANDLES_PER_PAGE = 1000;
const OPEN_INTEREST_PER_PAGE = 200;
/** Far more than there are: all contracts fit on one page. */
const MOST_LIST_PAGES = 10;
/** A page holds the risk limits of 15 symbols, and one is asked for. */
const MOST_BRACKET_PAGES = 2;
const BOOKED_PAGES = 2;
const TICKERS = '/v5/market/tickers';

const limitOf = ({ startMs, endMs }: RangeRequest, periodMs: number, most: number): number =>
  Math.min(most, Math.max(1, Math.ceil((endMs - startMs) / periodMs)));

const readCandles = async <Row extends MarkCandle>(
  ports: RequestPorts,
  endpoint: string,
  request: CandleRequest,
  parse: (result: unknown, endpoint: string) => Row[],
): Promise<MarketAnswer<Row>> => {
  const periodMs = INTERVAL_MS[request.interval];
  const { result } = await requestBybit(ports, endpoint, {
    symbol: request.symbol,
    interval: INTERVALS[request.interval],
    start: request.startMs,
    // A candle that begins at the end counts as inside.
    end: request.endMs - 1,
    limit: limitOf(request, periodMs, CANDLES_PER_PAGE),
  });
  const range = { ...request, periodMs };
  const rows = tidyRows(parse(result, endpoint), (row) => row.openTimeMs, range);
  return { ...keepSound(rows, endpoint), usedWeight1m: null };
};

const readOpenInterest: (
  ports: RequestPorts,
  request: RangeRequest,
) => ReturnType<Market['openInterestHistory']> = async (ports, request) => {
  const endpoint = '/v5/market/open-interest';
  const { result } = await requestBybit(ports, endpoint, {
    symbol: request.symbol,
    intervalTime: '5min',
    startTime: request.startMs,
    endTime: request.endMs - 1,
    limit: limitOf(request, FIVE_MINUTES_MS, OPEN_INTEREST_PER_PAGE),
  });
  const rows = parseBybitOpenInterest(result, endpoint);
  const range = { ...request, periodMs: FIVE_MINUTES_MS };
  return { rows: tidyRows(rows, (row) => row.timeMs, range), usedWeight1m: null };
};

/** All pages of a list. A cursor that leads nowhere new ends it, as Bybit gives one on last pages too. */
const readPages = async (
  ports: RequestPorts,
  endpoint: string,
  parameters: QueryParameters,
  mostPages: number,
): Promise<unknown[]> => {
  const rows: unknown[] = [];
  let page: BybitPage = { list: [], cursor: '' };
  for (let index = 0; index < mostPages; index += 1) {
    if (index >= BOOKED_PAGES) await ports.beforeRetry?.(BYBIT_COST);
    const before = page.cursor;
    const paging = before === '' ? {} : { cursor: before };
    const { result } = await requestBybit(ports, endpoint, { ...parameters, ...paging });
    page = parseBybitPage(result, endpoint);
    rows.push(...page.list);
    if (page.cursor === '' || page.cursor === before || page.list.length === 0) break;
  }
  return rows;
};

const bySymbol = (a: ListedSymbol, b: ListedSymbol): number => (a.symbol < b.symbol ? -1 : 1);

/** The market; `ports` are the world that it acts on. */
export const createBybitMarket = (ports: RequestPorts): Market => ({
  id: 'bybit',
  // A sixth of what the limit of five seconds comes to in a minute, as a minute's share may go in a burst.
  weightLimit1m: 1200,
  pools: { weight: { limit: 600, windowMs: 5_000 } },
  weights: {
    openInterestHistory: 1,
    openInterestNow: 1,
    markPrice: 1,
    listedSymbols: BOOKED_PAGES,
    brackets: BOOKED_PAGES,
  },
  candlesPerPage: CANDLES_PER_PAGE,
  openInterestPerPage: OPEN_INTEREST_PER_PAGE,
  candleWeight: () => 1,
  candles: (request) => readCandles(ports, '/v5/market/kline', request, parseBybitKlines),
  markCandles: (request) =>
    readCandles(ports, '/v5/market/mark-price-kline', request, parseBybitMarkKlines),
  openInterestHistory: (request) => readOpenInterest(ports, request),
  openInterestNow: async (symbol) => {
    const answer = await requestBybit(ports, TICKERS, { symbol });
    return { reading: parseBybitOpenInterestNow(answer, TICKERS), usedWeight1m: null };
  },
  markPrice: async (symbol) => {
    const answer = await requestBybit(ports, TICKERS, { symbol });
    return { ...parseBybitMarkPrice(answer, TICKERS), usedWeight1m: null };
  },
  listedSymbols: async () => {
    const endpoint = '/v5/market/instruments-info';
    const list = await readPages(ports, endpoint, { limit: 1000 }, MOST_LIST_PAGES);
    return { rows: parseInstruments(list, endpoint).sort(bySymbol), usedWeight1m: null };
  },
  brackets: async (symbol) => {
    const endpoint = '/v5/market/risk-limit';
    const list = await readPages(ports, endpoint, { symbol }, MOST_BRACKET_PAGES);
    const brackets = parseRiskLimits(list, symbol, endpoint);
    return brackets.length === 0 ? null : brackets;
  },
});
