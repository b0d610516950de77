import { describe, expect, test } from 'vitest';
import { createBinanceMarket } from '../../../lib/markets/binance.ts';
import { createFakeFetch, errorOf, json, MINUTE, T0, type Answer } from './fake-fetch.ts';

const marketThat = (...answers: Answer[]) => {
  const fake = createFakeFetch(...answers);
  return { market: createBinanceMarket(fake.ports), ...fake };
};

const FIVE = 5 * MINUTE;
const range = { symbol: 'BTCUSDT', startMs: T0, endMs: T0 + 2 * FIVE };

describe('mark price', () => {
  const premium = {
    symbol: 'BTCUSDT',
    markPrice: '11793.63104562',
    indexPrice: '11781.80495970',
    estimatedSettlePrice: '11781.16138815',
    lastFundingRate: '-0.00038246',
    interestRate: '0.00010000',
    nextFundingTime: 1597392000000,
    time: 1597370495002,
  };

  test('it comes with funding, which may be below zero', async () => {
    const { market, urls } = marketThat(
      json(premium, { headers: { 'X-MBX-USED-WEIGHT-1M': '12' } }),
    );
    expect(await market.markPrice('BTCUSDT')).toEqual({
      timeMs: 1597370495002,
      markPrice: 11793.63104562,
      indexPrice: 11781.8049597,
      fundingRate: -0.00038246,
      nextFundingTimeMs: 1597392000000,
      usedWeight1m: 12,
    });
    expect(urls[0]?.href).toBe('https://fapi.binance.com/fapi/v1/premiumIndex?symbol=BTCUSDT');
  });

  test.each(['markPrice', 'indexPrice', 'lastFundingRate', 'nextFundingTime', 'time'])(
    'a missing %s is refused by its name',
    async (field) => {
      const { market } = marketThat(json({ ...premium, [field]: undefined }));
      const error = await errorOf(market.markPrice('BTCUSDT'));
      expect(error.kind).toBe('bad-answer');
      expect(error.message).toContain(`/fapi/v1/premiumIndex, field ${field}`);
    },
  );
});

describe('symbols', () => {
  const contract = (symbol: string, more: object = {}) => ({
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    status: 'TRADING',
    baseAsset: symbol.slice(0, -4),
    quoteAsset: symbol.slice(-4),
    underlyingType: 'COIN',
    filters: [
      { filterType: 'LOT_SIZE', stepSize: '0.001' },
      { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '100', tickSize: '0.10' },
    ],
    ...more,
  });

  test('perpetuals on coins that are traded, sorted, whatever they are called', async () => {
    const { market } = marketThat(
      json({
        symbols: [
          contract('币安人生USDT'),
          contract('BTCUSDT'),
          contract('BTCUSDC'),
          contract('BTCUSDT_260925', { contractType: 'CURRENT_QUARTER' }),
          contract('TSLAUSDT', { contractType: 'TRADIFI_PERPETUAL', underlyingType: 'EQUITY' }),
          contract('LUNAUSDT', { status: 'SETTLING' }),
        ],
      }),
    );
    const { rows } = await market.listedSymbols();
    expect(rows.map(({ symbol }) => symbol)).toEqual(['BTCUSDC', 'BTCUSDT', '币安人生USDT']);
    expect(rows[1]).toEqual({
      symbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      tickSize: 0.1,
      underlyingType: 'COIN',
    });
  });

  test('a contract without a name is refused with its place', async () => {
    const { market } = marketThat(json({ symbols: [contract('BTCUSDT'), { status: 'TRADING' }] }));
    expect((await errorOf(market.listedSymbols())).message).toContain(
      '/fapi/v1/exchangeInfo, row 1, field contractType',
    );
  });

  test('brackets are for holders of a key: nothing is asked', async () => {
    const { market, urls } = marketThat(json({}));
    expect(await market.brackets('BTCUSDT')).toBeNull();
    expect(urls).toEqual([]);
  });
});

describe('statistics', () => {
  const shares = (timestamp: unknown) => ({
    symbol: 'BTCUSDT',
    longShortRatio: '1.8105',
    longAccount: '0.6442',
    shortAccount: '0.3558',
    timestamp,
  });

  test.each([
    ['globalLongShort', 'globalLongShortAccountRatio'],
    ['topTraderAccounts', 'topLongShortAccountRatio'],
    ['topTraderPositions', 'topLongShortPositionRatio'],
  ] as const)('%s asks %s; times may be strings or numbers', async (name, path) => {
    const { market, urls } = marketThat(json([shares(String(T0 + FIVE)), shares(T0)]));
    expect((await market[name](range))?.rows).toEqual([
      { timeMs: T0, longShare: 0.6442, shortShare: 0.3558 },
      { timeMs: T0 + FIVE, longShare: 0.6442, shortShare: 0.3558 },
    ]);
    expect(urls[0]?.href).toBe(
      `https://fapi.binance.com/futures/data/${path}?symbol=BTCUSDT&period=5m` +
        `&startTime=${T0}&endTime=${T0 + 2 * FIVE - 1}&limit=2`,
    );
  });

  test('top traders are null where a key is asked for', async () => {
    const refusal = json({ code: -2014, msg: 'API-key format invalid.' }, { status: 401 });
    const { market } = marketThat(refusal);
    expect(await market.topTraderAccounts(range)).toBeNull();
    expect(await market.topTraderPositions(range)).toBeNull();
    expect((await errorOf(market.globalLongShort(range))).kind).toBe('bad-answer');
  });

  test('of what is older than the month that is kept there are no rows', async () => {
    const refusal = { code: -1130, msg: "Data sent for parameter 'startTime' is not valid." };
    const { market } = marketThat(json(refusal, { status: 400 }));
    expect((await market.takerVolume(range)).rows).toEqual([]);
    expect((await market.globalLongShort(range)).rows).toEqual([]);
  });

  test('taker volume has no symbol in it', async () => {
    const row = { buySellRatio: '1.5586', buyVol: '387.3300', sellVol: '248.5030', timestamp: T0 };
    const { market } = marketThat(json([row]));
    expect((await market.takerVolume(range)).rows).toEqual([
      { timeMs: T0, buyCoins: 387.33, sellCoins: 248.503 },
    ]);
  });

  test('funding is paid some milliseconds late; the oldest rows have no mark price', async () => {
    const { market, urls } = marketThat(
      json([
        {
          symbol: 'BTCUSDT',
          fundingRate: '-0.03750000',
          fundingTime: T0,
          markPrice: '',
        },
        {
          symbol: 'BTCUSDT',
          fundingRate: '0.00010000',
          fundingTime: T0 + 3,
          markPrice: '34287.54619963',
        },
      ]),
    );
    expect((await market.fundingHistory(range)).rows).toEqual([
      { timeMs: T0, fundingRate: -0.0375, markPrice: null },
      { timeMs: T0 + 3, fundingRate: 0.0001, markPrice: 34287.54619963 },
    ]);
    expect(urls[0]?.pathname).toBe('/fapi/v1/fundingRate');
  });
});

describe('book', () => {
  test('depth, each side from the best price outwards', async () => {
    const { market, urls } = marketThat(
      json({
        lastUpdateId: 1027024,
        E: 1589436922972,
        T: 1589436922959,
        bids: [['4.00000000', '431.00000000']],
        asks: [['4.00000200', '12.00000000']],
      }),
    );
    expect(await market.depth('BTCUSDT', 5)).toEqual({
      timeMs: 1589436922959,
      bids: [{ price: 4, quantityCoins: 431 }],
      asks: [{ price: 4.000002, quantityCoins: 12 }],
      usedWeight1m: null,
    });
    expect(urls[0]?.search).toBe('?symbol=BTCUSDT&limit=5');
  });

  test('the last 24 hours', async () => {
    const { market } = marketThat(
      json({
        symbol: 'BTCUSDT',
        priceChangePercent: '-95.960',
        lastPrice: '4.00000200',
        highPrice: '100.00000000',
        lowPrice: '0.10000000',
        volume: '8913.30000000',
        quoteVolume: '15.30000000',
        openTime: 1499783499040,
        closeTime: 1499869899040,
      }),
    );
    expect(await market.ticker24h('BTCUSDT')).toEqual({
      closeTimeMs: 1499869899040,
      lastPrice: 4.000002,
      high: 100,
      low: 0.1,
      changePercent: -95.96,
      volumeCoins: 8913.3,
      volumeUsd: 15.3,
      usedWeight1m: null,
    });
  });
});
