import { describe, expect, test } from 'vitest';
import { createBinanceMarket } from '../../../lib/markets/binance.ts';
import { createFakeFetch, errorOf, json, MINUTE, T0, type Answer } from './fake-fetch.ts';

const kline = (openTimeMs: number, close = '100'): unknown[] => [
  openTimeMs,
  '100',
  '100',
  '100',
  close,
  '1',
  openTimeMs + MINUTE - 1,
  '100',
  1,
  '0.5',
  '50',
  '0',
];

const marketThat = (...answers: Answer[]) => {
  const fake = createFakeFetch(...answers);
  return { market: createBinanceMarket(fake.ports), ...fake };
};

const oneMinute = { symbol: 'BTCUSDT', interval: '1m', startMs: T0, endMs: T0 + MINUTE } as const;

describe('asking', () => {
  test('a range becomes symbol, interval, times and the smallest limit that holds it', async () => {
    const { market, urls } = marketThat(json([kline(T0)]));
    await market.candles({ ...oneMinute, endMs: T0 + 3 * MINUTE });
    expect(urls[0]?.href).toBe(
      'https://fapi.binance.com/fapi/v1/klines?symbol=BTCUSDT' +
        `&startTime=${T0}&endTime=${T0 + 3 * MINUTE - 1}&limit=3&interval=1m`,
    );
  });

  test('a symbol cannot leave its parameter', async () => {
    const { market, urls } = marketThat(json({ time: T0, openInterest: '1' }));
    await market.openInterestNow('A&limit=9/../x');
    expect(urls[0]?.searchParams.get('symbol')).toBe('A&limit=9/../x');
    expect(urls[0]?.pathname).toBe('/fapi/v1/openInterest');
  });

  test('weights follow the documented table', () => {
    const { market } = marketThat(json([]));
    expect([1, 99, 100, 499, 500, 1000, 1500].map(market.candleWeight)).toEqual([
      1, 1, 2, 2, 5, 5, 10,
    ]);
  });

  test('the used weight of the answer is handed on', async () => {
    const { market } = marketThat(json([], { headers: { 'X-MBX-USED-WEIGHT-1M': '37' } }));
    expect((await market.candles(oneMinute)).usedWeight1m).toBe(37);
  });
});

describe('rows', () => {
  test('out of order and doubled rows are put in order, the later of two counts', async () => {
    const rows = [kline(T0 + 2 * MINUTE), kline(T0), kline(T0 + MINUTE), kline(T0, '100.0')];
    const { market } = marketThat(json(rows));
    const { rows: tidy } = await market.candles({ ...oneMinute, endMs: T0 + 3 * MINUTE });
    expect(tidy.map((row) => row.openTimeMs)).toEqual([T0, T0 + MINUTE, T0 + 2 * MINUTE]);
  });

  test('the open candle, and every row outside the range or off its clock, is left out', async () => {
    const rows = [kline(T0 - MINUTE), kline(T0), kline(T0 + 30_000), kline(T0 + MINUTE)];
    const { market } = marketThat(json(rows));
    const { rows: tidy } = await market.candles(oneMinute);
    expect(tidy.map((row) => row.openTimeMs)).toEqual([T0]);
  });
});

describe('failures', () => {
  const location =
    "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms.";

  test.each<[string, Answer, string, number | null]>([
    [
      '429 with Retry-After',
      json(
        { code: -1003, msg: 'Too many requests' },
        { status: 429, headers: { 'Retry-After': '17' } },
      ),
      'rate-limited',
      17_000,
    ],
    [
      '429 without Retry-After',
      json({ code: -1003, msg: 'x' }, { status: 429 }),
      'rate-limited',
      60_000,
    ],
    [
      '418 with Retry-After',
      json({ code: -1003, msg: 'x' }, { status: 418, headers: { 'Retry-After': '300' } }),
      'banned',
      300_000,
    ],
    [
      '418 that names the end of the ban',
      json(
        { code: -1003, msg: `Way too many requests; IP banned until ${T0 + 240_000}. Please` },
        { status: 418 },
      ),
      'banned',
      240_000,
    ],
    [
      '418 with a wait beyond all reason: three days are the longest ban',
      json({ code: -1003, msg: 'x' }, { status: 418, headers: { 'Retry-After': '99999999' } }),
      'banned',
      259_200_000,
    ],
    ['418 that says nothing', new Response('', { status: 418 }), 'banned', 120_000],
    [
      '451 with the terms',
      json({ code: 0, msg: location }, { status: 451 }),
      'location-refused',
      null,
    ],
    [
      '403 with HTML',
      new Response('<html>403 Forbidden</html>', { status: 403 }),
      'firewall',
      null,
    ],
    [
      'an unknown symbol',
      json({ code: -1121, msg: 'Invalid symbol.' }, { status: 400 }),
      'unknown-symbol',
      null,
    ],
    [
      'another refusal',
      json({ code: -1130, msg: "parameter 'startTime' is invalid." }, { status: 400 }),
      'bad-answer',
      null,
    ],
    ['500', json({ code: -1000, msg: 'x' }, { status: 500 }), 'server-error', null],
    [
      '503 without a code',
      new Response('Service Unavailable.', { status: 503 }),
      'server-error',
      null,
    ],
    ['408', new Response('', { status: 408 }), 'timeout', null],
    ['no network', new TypeError('Failed to fetch'), 'unreachable', null],
    ['no answer in time', new DOMException('signal timed out', 'TimeoutError'), 'timeout', null],
    ['JSON that breaks off', new Response('[[1771459200000,"100'), 'bad-answer', null],
    ['HTML with status 200', new Response('<!DOCTYPE html><title>x</title>'), 'bad-answer', null],
  ])('%s', async (_, answer, kind, retryAfterMs) => {
    const { market } = marketThat(answer);
    const error = await errorOf(market.candles(oneMinute));
    expect(error.kind).toBe(kind);
    expect(error.retryAfterMs).toBe(retryAfterMs);
    expect(error.message).toContain('/fapi/v1/klines');
  });

  test('of readings older than the exchange keeps: there are none', async () => {
    const refusal = { code: -1130, msg: "parameter 'startTime' is invalid." };
    const { market } = marketThat(json(refusal, { status: 400 }));
    expect((await market.openInterestHistory(oneMinute)).rows).toEqual([]);
  });

  const overloaded = json(
    { code: -1008, msg: 'Request throttled by system-level protection' },
    { status: 503 },
  );

  test('an overloaded exchange is asked again after 200, 400 and 800 ms', async () => {
    const { market, waits, urls, retries } = marketThat(overloaded);
    expect((await errorOf(market.candles(oneMinute))).kind).toBe('overloaded');
    expect(waits).toEqual([200, 400, 800]);
    expect(urls).toHaveLength(4);
    expect(retries).toEqual(Array.from({ length: 3 }, () => ({ pool: 'weight', amount: 1 })));
  });

  test('an overloaded exchange that recovers is no failure', async () => {
    const { market, waits } = marketThat(overloaded, json([kline(T0)]));
    expect((await market.candles(oneMinute)).rows).toHaveLength(1);
    expect(waits).toEqual([200]);
  });

  test('no further try is made where the budget has no room for it', async () => {
    const fake = createFakeFetch(overloaded);
    const noRoom = new Error('no room');
    const beforeRetry = () => Promise.reject(noRoom);
    const market = createBinanceMarket({ ...fake.ports, beforeRetry });
    await expect(market.candles({ ...oneMinute, endMs: T0 + 200 * MINUTE })).rejects.toBe(noRoom);
    expect(fake.urls).toHaveLength(1);
  });

  test('a further try of statistics is booked in their own pool', async () => {
    const { market, retries } = marketThat(overloaded, json([]));
    await market.openInterestHistory(oneMinute);
    expect(retries).toEqual([{ pool: 'statistics', amount: 1 }]);
  });
});
