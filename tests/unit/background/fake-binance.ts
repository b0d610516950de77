/** `fetch` answered in the exchange's own JSON, from the small market of the collect tests. */
import type { Market } from '../../../lib/markets/market.ts';

type Row = readonly unknown[];

const LISTED = {
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  contractType: 'PERPETUAL',
  status: 'TRADING',
  underlyingType: 'COIN',
  filters: [{ filterType: 'PRICE_FILTER', tickSize: '0.10' }],
};

const json = (body: unknown): Response =>
  new Response(JSON.stringify(body), { headers: { 'x-mbx-used-weight-1m': '5' } });

const klineOf = (time: number, prices: readonly number[], volume: number, buys: number): Row => {
  const [open, high, low, close] = prices.map((price) => price.toFixed(8));
  return [time, open, high, low, close, volume.toFixed(3), 0, '0', 1, buys.toFixed(3), '0', '0'];
};

const answer = async (market: Market, url: URL): Promise<unknown> => {
  const read = (name: string): string => url.searchParams.get(name) ?? '';
  const symbol = read('symbol');
  const interval = read('interval') === '1m' ? ('1m' as const) : ('5m' as const);
  const range = { symbol, startMs: Number(read('startTime')), endMs: Number(read('endTime')) + 1 };
  if (url.pathname === '/fapi/v1/openInterest') {
    const { reading } = await market.openInterestNow(symbol);
    return { symbol, openInterest: reading.openInterestCoins.toFixed(3), time: reading.timeMs };
  }
  if (url.pathname === '/futures/data/openInterestHist') {
    const { rows } = await market.openInterestHistory(range);
    return rows.map(({ timeMs, openInterestCoins }) => ({
      symbol,
      sumOpenInterest: openInterestCoins.toFixed(3),
      timestamp: timeMs,
    }));
  }
  if (url.pathname === '/fapi/v1/klines') {
    const { rows } = await market.candles({ ...range, interval });
    return rows.map((row) =>
      klineOf(
        row.openTimeMs,
        [row.open, row.high, row.low, row.close],
        row.volumeCoins,
        row.takerBuyCoins ?? 0,
      ),
    );
  }
  if (url.pathname === '/fapi/v1/exchangeInfo') return { symbols: [LISTED] };
  const { rows } = await market.markCandles({ ...range, interval });
  return rows.map((row) =>
    klineOf(row.openTimeMs, [row.close, row.high, row.low, row.close], 0, 0),
  );
};

export const createBinanceFetch =
  (market: Market): typeof fetch =>
  async (input) =>
    json(await answer(market, new URL(String(input))));
