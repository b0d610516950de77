import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { ask, askJson } from './ask.ts';
import { startReplay, type Replay } from './server.ts';

/** 2026-11-22 16:02:30 UTC: the middle of the third minute of a five-minute period. The clock stands. */
const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);
const KLINES = '/fapi/v1/klines?symbol=BTCUSDT';

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, seed: 1, speed: 0, startMs: START_MS });
});
afterAll(() => replay.stop());

type Row = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  ...string[],
];
const klines = (rest: string) => askJson<Row[]>(replay.port, `${KLINES}${rest}`);
const errorOf = async (path: string) => {
  const answer = await ask(replay.port, path);
  return { status: answer.status, ...(JSON.parse(answer.text) as object) };
};
const isDecimal = (text: unknown) => typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text);

describe('candles', () => {
  test('are twelve elements of the documented types', async () => {
    const [row] = await klines('&interval=5m&limit=1');
    expect(row).toHaveLength(12);
    expect(row!.map((element) => typeof element)).toEqual([
      'number',
      ...Array<string>(5).fill('string'),
      'number',
      'string',
      'number',
      ...Array<string>(3).fill('string'),
    ]);
    expect(row!.filter((element) => typeof element === 'string').every(isDecimal)).toBe(true);
  });

  test('end with the open candle, which closes in the future', async () => {
    const rows = await klines('&interval=5m&limit=3');
    // 16:02:30 lies in the candle 16:00:00 to 16:04:59.999
    expect(rows.map(([openTime]) => openTime)).toEqual([
      Date.UTC(2026, 10, 22, 15, 50),
      Date.UTC(2026, 10, 22, 15, 55),
      Date.UTC(2026, 10, 22, 16, 0),
    ]);
    expect(rows[2]![6]).toBe(Date.UTC(2026, 10, 22, 16, 5) - 1);
  });

  test('five minutes are what their five one-minute candles are', async () => {
    const five = (await klines('&interval=5m&limit=2'))[0]!;
    const ones = await klines(`&interval=1m&startTime=${five[0]}&endTime=${five[6]}`);
    expect(ones).toHaveLength(5);
    expect(ones[0]![1]).toBe(five[1]);
    expect(Math.max(...ones.map((row) => Number(row[2])))).toBe(Number(five[2]));
    expect(Math.min(...ones.map((row) => Number(row[3])))).toBe(Number(five[3]));
    expect(ones[4]![4]).toBe(five[4]);
    const volume = ones.reduce((sum, row) => sum + Number(row[5]), 0);
    expect(volume).toBeCloseTo(Number(five[5]), 3);
  });

  test('number 500 unless asked otherwise and 1500 at most', async () => {
    expect(await klines('&interval=1m')).toHaveLength(500);
    expect(await klines('&interval=1m&limit=1500')).toHaveLength(1500);
    expect(await errorOf(`${KLINES}&interval=1m&limit=1501`)).toMatchObject({ code: -1130 });
  });

  test('go from the start time on, to the end time at most, both included', async () => {
    const at = (hour: number, minute: number) => Date.UTC(2026, 10, 22, hour, minute);
    const openTimes = async (rest: string) => (await klines(rest)).map(([openTime]) => openTime);
    // a start between candles means the next one
    expect(await openTimes(`&interval=5m&startTime=${at(14, 1)}&limit=2`)).toEqual([
      at(14, 5),
      at(14, 10),
    ]);
    expect(await openTimes(`&interval=5m&startTime=${at(14, 0)}&endTime=${at(14, 10)}`)).toEqual([
      at(14, 0),
      at(14, 5),
      at(14, 10),
    ]);
    // an end alone means the last ones up to it
    expect(await openTimes(`&interval=5m&endTime=${at(14, 12)}&limit=2`)).toEqual([
      at(14, 5),
      at(14, 10),
    ]);
    expect(await openTimes(`&interval=5m&startTime=${START_MS + HOUR_MS}`)).toEqual([]);
  });

  test('of the mark price have no volume and lie within the traded ones', async () => {
    const rest = '&interval=5m&limit=50';
    const traded = await klines(rest);
    const marks = await askJson<Row[]>(
      replay.port,
      `/fapi/v1/markPriceKlines?symbol=BTCUSDT${rest}`,
    );
    expect(marks).toHaveLength(50);
    marks.forEach((mark, index) => {
      expect(mark).toHaveLength(12);
      expect([mark[0], mark[5], mark[7]]).toEqual([traded[index]![0], '0', '0']);
      expect(Number(mark[2])).toBeLessThanOrEqual(Number(traded[index]![2]));
      expect(Number(mark[3])).toBeGreaterThanOrEqual(Number(traded[index]![3]));
    });
  });

  test('by pair and by index price go by "pair"', async () => {
    const continuous = '/fapi/v1/continuousKlines?pair=BTCUSDT&interval=5m&limit=2';
    expect(await askJson(replay.port, `${continuous}&contractType=PERPETUAL`)).toEqual(
      await klines('&interval=5m&limit=2'),
    );
    expect(await errorOf(continuous)).toMatchObject({ code: -1102 });
    const index = await askJson<Row[]>(
      replay.port,
      '/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1h&limit=2',
    );
    expect(index).toHaveLength(2);
  });
});

describe('refusals', () => {
  test.each([
    ['/fapi/v1/klines?symbol=NOSUCHUSDT&interval=1m', 400, -1121, 'Invalid symbol.'],
    [
      '/fapi/v1/klines?interval=1m',
      400,
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    ],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=7m', 400, -1120, 'Invalid interval.'],
    [
      '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=2&endTime=1',
      400,
      -1023,
      'Start time is greater than end time.',
    ],
    ['/fapi/v1/leverageBracket', 401, -2014, 'API-key format invalid.'],
    ['/fapi/v9/nothing', 404, -5000, 'Path /fapi/v9/nothing, Method GET is invalid'],
  ])('%s', async (path, status, code, msg) => {
    expect(await errorOf(path)).toEqual({ status, code, msg });
  });
});

describe('prices and open interest now', () => {
  test('premiumIndex has the documented fields, its time within the second', async () => {
    const premium = await askJson<Record<string, unknown>>(
      replay.port,
      '/fapi/v1/premiumIndex?symbol=BTCUSDT',
    );
    expect(Object.keys(premium)).toEqual([
      'symbol',
      'markPrice',
      'indexPrice',
      'estimatedSettlePrice',
      'lastFundingRate',
      'interestRate',
      'nextFundingTime',
      'time',
    ]);
    // funding every eight hours: after 16:00 comes 24:00
    expect(premium).toMatchObject({
      symbol: 'BTCUSDT',
      nextFundingTime: Date.UTC(2026, 10, 23),
      time: START_MS,
    });
    expect(isDecimal(premium['markPrice'])).toBe(true);
  });

  test('without a symbol premiumIndex lists every one', async () => {
    const rows = await askJson<{ symbol: string }[]>(replay.port, '/fapi/v1/premiumIndex');
    expect(rows.map(({ symbol }) => symbol)).toContain('ETHUSDT');
  });

  test('openInterest is a decimal string of coins with its time', async () => {
    const point = await askJson(replay.port, '/fapi/v1/openInterest?symbol=BTCUSDT');
    expect(point).toEqual({
      symbol: 'BTCUSDT',
      openInterest: expect.stringMatching(/^\d+\.\d{3}$/) as string,
      time: START_MS,
    });
  });

  test('fundingRate rows are eight hours apart', async () => {
    const rows = await askJson<{ fundingTime: number; fundingRate: string }[]>(
      replay.port,
      '/fapi/v1/fundingRate?symbol=BTCUSDT&limit=3',
    );
    expect(rows.map(({ fundingTime }) => fundingTime)).toEqual([
      Date.UTC(2026, 10, 22, 0),
      Date.UTC(2026, 10, 22, 8),
      Date.UTC(2026, 10, 22, 16),
    ]);
    expect(rows.every(({ fundingRate }) => isDecimal(fundingRate))).toBe(true);
  });

  test('the book is as deep as asked, bids falling, asks rising, no other depth served', async () => {
    const book = await askJson<{ bids: string[][]; asks: string[][] }>(
      replay.port,
      '/fapi/v1/depth?symbol=BTCUSDT&limit=10',
    );
    const prices = [...book.bids.toReversed(), ...book.asks].map(([price]) => Number(price));
    expect(prices).toHaveLength(20);
    expect(prices).toEqual(prices.toSorted((one, other) => one - other));
    expect(await errorOf('/fapi/v1/depth?symbol=BTCUSDT&limit=11')).toMatchObject({ code: -4021 });
  });

  test('the last price is the same in the ticker and in the open candle', async () => {
    const ticker = await askJson<{ lastPrice: string }>(
      replay.port,
      '/fapi/v1/ticker/24hr?symbol=BTCUSDT',
    );
    expect(ticker.lastPrice).toBe((await klines('&interval=1m&limit=1'))[0]![4]);
  });

  test('exchangeInfo names the limit and perpetuals with their tick', async () => {
    const info = await askJson<{
      rateLimits: { rateLimitType: string; limit: number }[];
      symbols: { symbol: string; contractType: string; status: string; filters: object[] }[];
    }>(replay.port, '/fapi/v1/exchangeInfo');
    expect(info.rateLimits[0]).toMatchObject({ rateLimitType: 'REQUEST_WEIGHT', limit: 2400 });
    expect(info.symbols[0]).toMatchObject({
      symbol: 'BTCUSDT',
      contractType: 'PERPETUAL',
      status: 'TRADING',
    });
    expect(info.symbols[0]!.filters[0]).toMatchObject({ tickSize: '0.1' });
  });
});

describe('statistics', () => {
  const HISTORY = '/futures/data/openInterestHist?symbol=BTCUSDT&period=5m';
  interface Point {
    readonly sumOpenInterest: string;
    readonly timestamp: number;
  }
  const points = (rest = '') => askJson<Point[]>(replay.port, `${HISTORY}${rest}`);

  test('number 30 unless asked otherwise and 500 at most', async () => {
    expect(await points()).toHaveLength(30);
    expect(await points('&limit=500')).toHaveLength(500);
    expect(await errorOf(`${HISTORY}&limit=501`)).toMatchObject({ status: 400, code: -1130 });
  });

  test('have the documented fields, amounts as strings', async () => {
    const [point] = await points('&limit=1');
    expect(point).toEqual({
      symbol: 'BTCUSDT',
      sumOpenInterest: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      sumOpenInterestValue: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      CMCCirculatingSupply: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      timestamp: expect.any(Number) as number,
    });
  });

  test('a point appears 40 to 90 seconds after its moment', async () => {
    const late = await startReplay({
      recordingsDir: null,
      speed: 0,
      startMs: Date.UTC(2026, 10, 22, 16, 0, 39),
    });
    const newest = async () =>
      (await askJson<Point[]>(late.port, `${HISTORY}&limit=1`))[0]!.timestamp;
    expect(await newest()).toBe(Date.UTC(2026, 10, 22, 15, 55));
    late.clock.advance(51 * SECOND_MS);
    expect(await newest()).toBe(Date.UTC(2026, 10, 22, 16, 0));
    await late.stop();
  });

  test('go back thirty days and no further', async () => {
    const oldest = START_MS - 30 * DAY_MS;
    const refused = await errorOf(`${HISTORY}&startTime=${oldest - 1}`);
    expect(refused).toEqual({ status: 400, code: -1130, msg: "parameter 'startTime' is invalid." });
    const rows = await points(`&startTime=${oldest}&endTime=${oldest + HOUR_MS}`);
    // 16:02:30 thirty days ago to 17:02:30: 16:05, 16:10 … 17:00
    expect(rows).toHaveLength(12);
    expect(rows[0]!.timestamp).toBe(oldest + 2.5 * MINUTE_MS);
  });

  test('the open interest at a moment is the one the history tells of it', async () => {
    const at = Date.UTC(2026, 10, 22, 16, 10);
    const later = await startReplay({ recordingsDir: null, seed: 1, speed: 0, startMs: at });
    const now = await askJson<{ openInterest: string }>(
      later.port,
      '/fapi/v1/openInterest?symbol=BTCUSDT',
    );
    later.clock.advance(2 * MINUTE_MS);
    const [point] = await askJson<Point[]>(later.port, `${HISTORY}&startTime=${at}`);
    expect(Number(point!.sumOpenInterest)).toBe(Number(now.openInterest));
    await later.stop();
  });

  test.each([
    ['globalLongShortAccountRatio', 'longShortRatio'],
    ['topLongShortAccountRatio', 'longShortRatio'],
    ['topLongShortPositionRatio', 'longShortRatio'],
    ['takerlongshortRatio', 'buySellRatio'],
  ])('%s tells %s', async (name, field) => {
    const rows = await askJson<Record<string, unknown>[]>(
      replay.port,
      `/futures/data/${name}?symbol=ETHUSDT&period=1h&limit=5`,
    );
    expect(rows).toHaveLength(5);
    expect(rows.every((row) => Number(row[field]) > 0)).toBe(true);
  });
});

test('the premium’s candles lie around the premium of the moment', async () => {
  const path = '/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1m&limit=3';
  const rows = await askJson<string[][]>(replay.port, path);
  expect([rows.length, rows[0]!.length]).toEqual([3, 12]);
  // the index lies 3 basis points below the mark price
  for (const row of rows) expect(Number(row[4])).toBeCloseTo(0.0003, 3);
});

test('the basis is the distance of the contract from the index', async () => {
  const path = '/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=5m&limit=4';
  const rows = await askJson<Record<string, string>[]>(replay.port, path);
  expect(rows).toHaveLength(4);
  const { futuresPrice, indexPrice, basis } = rows[0]!;
  expect(Number(basis)).toBeCloseTo(Number(futuresPrice) - Number(indexPrice), 6);
});

test('trades of the last seconds end at the last price, the book stands around it', async () => {
  const trades = await askJson<{ p: string; T: number }[]>(
    replay.port,
    '/fapi/v1/aggTrades?symbol=BTCUSDT&limit=10',
  );
  const { price } = await askJson<{ price: string }>(
    replay.port,
    '/fapi/v1/ticker/price?symbol=BTCUSDT',
  );
  const book = await askJson<Record<string, string>>(
    replay.port,
    '/fapi/v1/ticker/bookTicker?symbol=BTCUSDT',
  );
  expect(trades.map(({ T }) => T)).toEqual(
    Array.from({ length: 10 }, (_, n) => START_MS - (9 - n) * SECOND_MS),
  );
  expect([trades.at(-1)!.p, book['bidPrice']]).toEqual([price, price]);
  expect(Number(book['askPrice']) - Number(price)).toBeCloseTo(0.1, 6);
});

describe('what a request costs', () => {
  test.each([
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=99', 1],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=499', 2],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m', 5],
    ['/fapi/v1/premiumIndex?symbol=BTCUSDT', 1],
    ['/fapi/v1/premiumIndex', 10],
    ['/fapi/v1/openInterest?symbol=BTCUSDT', 1],
    ['/fapi/v1/ticker/24hr', 40],
    ['/fapi/v1/ticker/price', 2],
    ['/fapi/v1/ticker/bookTicker?symbol=BTCUSDT', 2],
    ['/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1', 20],
    ['/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1m&limit=99', 1],
    ['/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=5m', 0],
    ['/futures/data/openInterestHist?symbol=BTCUSDT&period=5m', 0],
    ['/fapi/v1/fundingRate?symbol=BTCUSDT', 0],
  ])('%s costs %i, and the header says so', async (path, weight) => {
    const before = replay.usedWeight();
    const answer = await ask(replay.port, path);
    expect(replay.usedWeight() - before).toBe(weight);
    expect(answer.headers['x-mbx-used-weight-1m']).toBe(String(before + weight));
    expect(replay.requests.at(-1)).toMatchObject({ host: 'fapi.binance.com', weight, status: 200 });
  });

  test('the answer is dated by the exchange, and no other origin may read it', async () => {
    const { headers } = await ask(replay.port, '/fapi/v1/time');
    expect(headers['date']).toBe('Sun, 22 Nov 2026 16:02:30 GMT');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test("a chart page's own requests, under its own name, cost nothing", async () => {
    const before = replay.usedWeight();
    const answer = await ask(replay.port, `${KLINES}&interval=1m`, { host: 'www.binance.com' });
    expect(answer.status).toBe(200);
    expect(replay.usedWeight()).toBe(before);
  });
});
