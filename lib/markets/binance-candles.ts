/**
 * Binance's candles.
 *
 * Request weight of a page by its limit: 1 below 100, 2 below 500, 5 to 1000, 10 above. A page of 499
 * gives 249 candles per weight, the most of all limits.
 */
import type { MarkCandle } from '../model/market-data.ts';
import { parseKlines, parseMarkKlines } from './binance-rows.ts';
import { costOf, requestBinance } from './binance-request.ts';
import type { RequestPorts } from './http-request.ts';
import { INTERVAL_MS, type CandleRequest, type Market, type MarketAnswer } from './market.ts';
import { keepSound } from './sound-rows.ts';
import { tidyRows } from './tidy-rows.ts';

/** The cheapest page per candle. */
export const CANDLES_PER_PAGE = 499;

/** Request weight of a page of `count` candles. */
export const candleWeight = (count: number): number => {
  if (count < 100) return 1;
  if (count < 500) return 2;
  return count <= 1000 ? 5 : 10;
};

const readCandles = async <Row extends MarkCandle>(
  ports: RequestPorts,
  endpoint: string,
  request: CandleRequest,
  parse: (body: unknown, endpoint: string) => Row[],
): Promise<MarketAnswer<Row>> => {
  const { symbol, interval, startMs, endMs } = request;
  const periodMs = INTERVAL_MS[interval];
  const limit = Math.max(1, Math.ceil((endMs - startMs) / periodMs));
  const { body, usedWeight1m } = await requestBinance(ports, {
    endpoint,
    // Binance counts a candle that begins at endTime as inside.
    parameters: { symbol, startTime: startMs, endTime: endMs - 1, limit, interval },
    cost: costOf('weight', candleWeight(limit)),
  });
  const range = { ...request, periodMs };
  const rows = tidyRows(parse(body, endpoint), (row) => row.openTimeMs, range);
  return { ...keepSound(rows, endpoint), usedWeight1m };
};

export const createBinanceCandles = (
  ports: RequestPorts,
): Pick<Market, 'candles' | 'markCandles'> => ({
  candles: (request) => readCandles(ports, '/fapi/v1/klines', request, parseKlines),
  markCandles: (request) =>
    readCandles(ports, '/fapi/v1/markPriceKlines', request, parseMarkKlines),
});
