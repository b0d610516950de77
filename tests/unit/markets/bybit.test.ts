import { describe, expect, test } from 'vitest';
import { createBybitMarket } from '../../../lib/markets/bybit.ts';
import { createFakeFetch, errorOf, json, MINUTE, T0, type Answer } from './fake-fetch.ts';

const marketThat = (...answers: Answer[]) => {
  const fake = createFakeFetch(...answers);
  return { market: createBybitMarket(fake.ports), ...fake };
};

const envelope = (result: object, init: ResponseInit = {}): Response =>
  json({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: T0 + 1234 }, init);

const FIVE = 5 * MINUTE;
const oneMinute = { symbol: 'BTCUSDT', interval: '1m', startMs: T0, endMs: T0 + MINUTE } as const;
const range = { symbol: 'BTCUSDT', startMs: T0, endMs: T0 + 2 * FIVE };

describe('candles', () => {
  test('they come newest first and do not say what takers bought', async () => {
    const { market, urls } = marketThat(
      envelope({
        symbol: 'BTCUSDT',
        category: 'linear',
        list: [
          [String(T0 + MINUTE), '17071', '17073', '17027', '17055.5', '268.611', '15.74'],
          [String(T0), '17071.5', '17071.5', '17061', '17071', '4.177', '0.24'],
        ],
      }),
    );
    const { rows } = await market.candles({ ...oneMinute, endMs: T0 + 2 * MINUTE });
    expect(rows).toEqual([
      {
        openTimeMs: T0,
        open: 17071.5,
        high: 17071.5,
        low: 17061,
        close: 17071,
        volumeCoins: 4.177,
        takerBuyCoins: null,
      },
      {
        openTimeMs: T0 + MINUTE,
        open: 17071,
        high: 17073,
        low: 17027,
        close: 17055.5,
        volumeCoins: 268.611,
        takerBuyCoins: null,
      },
    ]);
    expect(urls[0]?.href).toBe(
      'https://api.bybit.com/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1' +
        `&start=${T0}&end=${T0 + 2 * MINUTE - 1}&limit=2`,
    );
  });

  test('those of the mark price have no volume', async () => {
    const list = [[String(T0), '10', '12', '9', '11']];
    const { market, urls } = marketThat(envelope({ list }));
    const answer = await market.markCandles({ ...oneMinute, interval: '5m', endMs: T0 + FIVE });
    expect(answer.rows).toEqual([{ openTimeMs: T0, high: 12, low: 9, close: 11 }]);
    expect(urls[0]?.pathname).toBe('/v5/market/mark-price-kline');
    expect(urls[0]?.searchParams.get('interval')).toBe('5');
  });

  test('no more than a thousand are asked for at once', async () => {
    const { market, urls } = marketThat(envelope({ list: [] }));
    await market.candles({ ...oneMinute, endMs: T0 + 5_000 * MINUTE });
    expect(urls[0]?.searchParams.get('limit')).toBe('1000');
  });

  test.each<[string, unknown[], string]>([
    ['a price that is no decimal', [String(T0), 'x', '1', '1', '1', '1'], 'row 0, field 1'],
    ['a time in seconds', ['1771459200', '1', '1', '1', '1', '1'], 'row 0, field 0'],
    ['a row that breaks off', [String(T0), '1', '1'], 'row 0, field 3'],
  ])('%s is refused with endpoint, field and value', async (_, row, words) => {
    const { market } = marketThat(envelope({ list: [row] }));
    const error = await errorOf(market.candles(oneMinute));
    expect(error.kind).toBe('bad-answer');
    expect(error.message).toContain('/v5/market/kline');
    expect(error.message).toContain(words);
  });
});

describe('open interest', () => {
  test('one side is taken; where only both are told, half', async () => {
    const { market, urls } = marketThat(
      envelope({
        list: [
          { openInterest: '52664.64200000', timestamp: String(T0 + FIVE) },
          {
            openInterest: '52664.64200000',
            singleOpenInterest: '26332.321',
            timestamp: String(T0),
          },
        ],
        nextPageCursor: 'lastid%3D1',
      }),
    );
    expect((await market.openInterestHistory(range)).rows).toEqual([
      { timeMs: T0, openInterestCoins: 26332.321 },
      { timeMs: T0 + FIVE, openInterestCoins: 26332.321 },
    ]);
    expect(urls.map((url) => url.search)).toEqual([
      '?category=linear&symbol=BTCUSDT&intervalTime=5min' +
        `&startTime=${T0}&endTime=${T0 + 2 * FIVE - 1}&limit=2`,
    ]);
  });

  const ticker = {
    symbol: 'BTCUSDT',
    indexPrice: '16598.54',
    markPrice: '16596.00',
    openInterest: '373.5',
    singleOpenInterest: '186.75',
    fundingRate: '-0.001034',
    nextFundingTime: '1672387200000',
  };

  test('of this moment, with the clock of the answer', async () => {
    const { market } = marketThat(envelope({ list: [ticker] }));
    expect((await market.openInterestNow('BTCUSDT')).reading).toEqual({
      timeMs: T0 + 1234,
      openInterestCoins: 186.75,
    });
  });

  test('an empty single side is none', async () => {
    const { market } = marketThat(envelope({ list: [{ ...ticker, singleOpenInterest: '' }] }));
    expect((await market.openInterestNow('BTCUSDT')).reading.openInterestCoins).toBe(186.75);
  });

  test('the same answer tells mark price and funding', async () => {
    const { market, urls } = marketThat(envelope({ list: [ticker] }));
    expect(await market.markPrice('BTCUSDT')).toEqual({
      timeMs: T0 + 1234,
      markPrice: 16596,
      indexPrice: 16598.54,
      fundingRate: -0.001034,
      nextFundingTimeMs: 1672387200000,
      usedWeight1m: null,
    });
    expect(urls[0]?.href).toBe(
      'https://api.bybit.com/v5/market/tickers?category=linear&symbol=BTCUSDT',
    );
  });

  test('a symbol without a ticker is an unknown one', async () => {
    const { market } = marketThat(envelope({ list: [] }));
    expect((await errorOf(market.markPrice('XUSDT'))).kind).toBe('unknown-symbol');
  });
});

describe('contracts', () => {
  const contract = (symbol: string, more: object = {}) => ({
    symbol,
    contractType: 'LinearPerpetual',
    status: 'Trading',
    baseCoin: symbol.replace(/USDT$/, ''),
    quoteCoin: 'USDT',
    priceFilter: { minPrice: '0.10', maxPrice: '1999999.80', tickSize: '0.10' },
    symbolType: '',
    ...more,
  });

  test('perpetuals on coins, from all pages; a cursor is sent as it was meant', async () => {
    const { market, urls, retries } = marketThat(
      envelope({
        list: [contract('ETHUSDT'), contract('BTCUSDT-27MAR26', { contractType: 'LinearFutures' })],
        nextPageCursor: 'first%3DAUSDT%26last%3DETHUSDT',
      }),
      envelope({
        list: [
          contract('BTCUSDT', { symbolType: 'innovation' }),
          contract('BIOUSDT', { status: 'PreLaunch' }),
          contract('TSLAUSDT', { symbolType: 'stock', underlyingTicker: 'TSLA' }),
          contract('XAUUSDT', { symbolType: 'commodity' }),
        ],
        nextPageCursor: '',
      }),
    );
    const { rows } = await market.listedSymbols();
    expect(rows).toEqual([
      {
        symbol: 'BTCUSDT',
        base: 'BTC',
        quote: 'USDT',
        tickSize: 0.1,
        underlyingType: 'innovation',
      },
      { symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT', tickSize: 0.1, underlyingType: null },
    ]);
    expect(urls.map((url) => url.searchParams.get('cursor'))).toEqual([
      null,
      'first=AUSDT&last=ETHUSDT',
    ]);
    expect(retries).toEqual([]);
  });

  test('pages beyond what was booked are booked, and do not go on for ever', async () => {
    const page = (index: number) =>
      envelope({ list: [contract(`A${index}USDT`)], nextPageCursor: `page${index}` });
    const { market, urls, retries } = marketThat(
      ...Array.from({ length: 20 }, (_, index) => page(index)),
    );
    await market.listedSymbols();
    expect(urls).toHaveLength(10);
    expect(retries).toHaveLength(8);
  });

  test('a cursor that leads nowhere new ends the list', async () => {
    const { market, urls } = marketThat(
      envelope({ list: [contract('BTCUSDT')], nextPageCursor: 'same' }),
    );
    await market.listedSymbols();
    expect(urls).toHaveLength(2);
  });
});

describe('brackets', () => {
  /** The first two tiers of BTCUSDT as answered on 2026-09-25: 300000 · (0.005 − 0.0033) = 510. */
  const tiers = [
    {
      id: 2,
      symbol: 'BTCUSDT',
      riskLimitValue: '2000000',
      maintenanceMargin: '0.005',
      initialMargin: '0.01',
      isLowestRisk: 0,
      maxLeverage: '100.00',
      mmDeduction: '510',
    },
    {
      id: 1,
      symbol: 'BTCUSDT',
      riskLimitValue: '300000',
      maintenanceMargin: '0.0033',
      initialMargin: '0.0066',
      isLowestRisk: 1,
      maxLeverage: '150.00',
      mmDeduction: '',
    },
    {
      id: 9,
      symbol: 'BTCUSD',
      riskLimitValue: '150',
      maintenanceMargin: '0.5',
      initialMargin: '1',
      isLowestRisk: 1,
      maxLeverage: '100.00',
      mmDeduction: '',
    },
  ];

  test('risk limits in rising order, with floors and deductions', async () => {
    const { market, urls } = marketThat(envelope({ list: tiers, nextPageCursor: '' }));
    expect(await market.brackets('BTCUSDT')).toEqual([
      {
        floorUsd: 0,
        capUsd: 300_000,
        maxLeverage: 150,
        maintenanceMarginRate: 0.0033,
        maintenanceAmountUsd: 0,
      },
      {
        floorUsd: 300_000,
        capUsd: 2_000_000,
        maxLeverage: 100,
        maintenanceMarginRate: 0.005,
        maintenanceAmountUsd: 510,
      },
    ]);
    expect(urls[0]?.search).toBe('?category=linear&symbol=BTCUSDT');
  });

  test('rates in percent, as the documents show them, or as numbers are the same rates', async () => {
    const [row] = tiers;
    const percent = { ...row, maintenanceMargin: 0.5, initialMargin: 1 };
    const { market } = marketThat(envelope({ list: [percent] }));
    expect((await market.brackets('BTCUSDT'))?.[0]?.maintenanceMarginRate).toBe(0.005);
  });

  test('a symbol without risk limits has none', async () => {
    const { market } = marketThat(envelope({ list: tiers }));
    expect(await market.brackets('XUSDT')).toBeNull();
  });
});

describe('failures', () => {
  const coded = (retCode: number, retMsg: string, init: ResponseInit = {}): Response =>
    json({ retCode, retMsg, result: {}, retExtInfo: {}, time: T0 }, init);
  const page = (sentence: string): string =>
    `<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY>` +
    `<H1>403 ERROR</H1>${sentence}</BODY></HTML>`;

  test.each<[string, Answer, string, number | null]>([
    ['an unknown symbol', coded(10001, 'params error: symbol invalid'), 'unknown-symbol', null],
    ['a symbol not supported', coded(10001, 'Not supported symbols'), 'unknown-symbol', null],
    ['another wrong parameter', coded(10001, 'params error: limit'), 'bad-answer', null],
    ['too many visits', coded(10006, 'Too many visits!'), 'rate-limited', 5_000],
    ['a banned address', coded(10009, 'IP has been banned.'), 'banned', 600_000],
    ['a server error', coded(10016, 'Server error.'), 'server-error', null],
    ['the limit of an address', coded(10018, 'Exceeded the IP Rate Limit.'), 'banned', 600_000],
    ['compliance', coded(10024, 'Compliance rules triggered'), 'location-refused', null],
    [
      'compliance with a status of refusal',
      coded(10024, 'not available to you due to regulatory restrictions', { status: 403 }),
      'location-refused',
      null,
    ],
    ['a code of tomorrow', coded(99999, 'x'), 'bad-answer', null],
    [
      'a country that is not served',
      new Response(page('configured to block access from your country.'), { status: 403 }),
      'location-refused',
      null,
    ],
    [
      'an address that asked too often',
      new Response('{"retMsg":"access too frequent"}', { status: 403 }),
      'banned',
      600_000,
    ],
    [
      'a guard that does not say why',
      new Response(page('Bad request.'), { status: 403 }),
      'firewall',
      null,
    ],
    ['451', new Response('', { status: 451 }), 'location-refused', null],
    [
      '429 with a wait',
      new Response('', { status: 429, headers: { 'Retry-After': '7' } }),
      'rate-limited',
      7_000,
    ],
    ['408', new Response('', { status: 408 }), 'timeout', null],
    ['502', new Response('<html>', { status: 502 }), 'server-error', null],
    ['no network', new TypeError('Failed to fetch'), 'unreachable', null],
    ['no answer in time', new DOMException('signal timed out', 'TimeoutError'), 'timeout', null],
    ['HTML with status 200', new Response('<!DOCTYPE html>'), 'bad-answer', null],
    ['JSON that is no answer', json(['x']), 'bad-answer', null],
    ['an answer without a clock', json({ retCode: 0, result: { list: [] } }), 'bad-answer', null],
    ['an answer without a list', envelope({}), 'bad-answer', null],
  ])('%s', async (_, answer, kind, retryAfterMs) => {
    const { market } = marketThat(answer);
    const error = await errorOf(market.candles(oneMinute));
    expect(error.kind).toBe(kind);
    expect(error.retryAfterMs).toBe(retryAfterMs);
    expect(error.message).toContain('/v5/market/kline');
  });

  test.each([
    ['by status', new Response('', { status: 429 })],
    ['by code', coded(10429, 'System level frequency protection')],
  ])('an overload told %s is asked again after 200, 400 and 800 ms', async (_, answer) => {
    const { market, waits, retries } = marketThat(answer);
    expect((await errorOf(market.candles(oneMinute))).kind).toBe('overloaded');
    expect(waits).toEqual([200, 400, 800]);
    expect(retries).toEqual(Array.from({ length: 3 }, () => ({ pool: 'weight', amount: 1 })));
  });
});
