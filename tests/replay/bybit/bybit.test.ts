import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { bracketsOf } from '../../../lib/model/brackets.ts';
import { ask, askJson } from '../ask.ts';
import { createClock } from '../clock.ts';
import { answerExchange } from '../exchange.ts';
import { createFaults, type FaultKind } from '../faults.ts';
import { createMarket } from '../replay-sources.ts';
import type { Answer } from '../reply.ts';
import { startReplay, type Replay } from '../server.ts';
import { createBybitExchange } from './exchange.ts';

/** Half a minute after a whole one; the clock stands until pushed. */
const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);
const RUNNING_MS = START_MS - 30_000;

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
});
beforeEach(() => replay.faults.clear());
afterAll(() => replay.stop());

interface Body<Result> {
  readonly retCode: number;
  readonly retMsg: string;
  readonly result: Result;
  readonly time: number;
}
const HOST = { host: 'api.bybit.com' };
const askBybit = <Result>(path: string) =>
  askJson<Body<Result>>(replay.port, `/v5/market/${path}`, HOST);
const resultOf = async <Result>(path: string) => (await askBybit<Result>(path)).result;
const ofBtc = 'category=linear&symbol=BTCUSDT';

interface List<Row> {
  readonly list: readonly Row[];
  readonly nextPageCursor: string;
}
interface Reading {
  readonly openInterest: string;
  readonly singleOpenInterest: string;
  readonly timestamp: string;
}

describe('candles', () => {
  test('come as seven texts, newest first, the running one in front', async () => {
    const body = await askBybit<List<string[]>>(`kline?${ofBtc}&interval=1&limit=3`);
    expect(body).toMatchObject({ retCode: 0, retMsg: 'OK', time: START_MS });
    const rows = body.result.list;
    expect(rows.map((row) => Number(row[0]))).toEqual(
      [0, 1, 2].map((back) => RUNNING_MS - back * MINUTE_MS),
    );
    expect(rows.every((row) => row.length === 7)).toBe(true);
    expect(rows[1]![4]).toMatch(/^\d+\.\d$/);
  });

  test('of the mark price have five', async () => {
    const { list } = await resultOf<List<string[]>>(`mark-price-kline?${ofBtc}&interval=5`);
    expect([list.length, list[0]!.length]).toEqual([200, 5]);
  });

  test('of a stretch longer than the limit the newest come, without an end the oldest', async () => {
    const start = RUNNING_MS - 10 * MINUTE_MS;
    const path = `kline?${ofBtc}&interval=1&limit=2&start=${start}`;
    const timesOf = async (query: string) =>
      (await resultOf<List<string[]>>(query)).list.map((row) => Number(row[0]));
    expect(await timesOf(`${path}&end=${RUNNING_MS - 1}`)).toEqual([
      RUNNING_MS - MINUTE_MS,
      RUNNING_MS - 2 * MINUTE_MS,
    ]);
    expect(await timesOf(path)).toEqual([start + MINUTE_MS, start]);
  });

  test('never ask for more than a thousand', async () => {
    const { list } = await resultOf<List<string[]>>(`kline?${ofBtc}&interval=1&limit=5000`);
    expect(list).toHaveLength(1000);
  });

  test('lie a few basis points beside those of Binance and carry a third of the volume', async () => {
    const { list } = await resultOf<List<string[]>>(`kline?${ofBtc}&interval=60&limit=200`);
    const path = '/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=200';
    const binance = await askJson<string[][]>(replay.port, path);
    const basis = list.toReversed().map((row, n) => Number(row[4]) / Number(binance[n]![4]) - 1);
    expect(Math.max(...basis.map(Math.abs))).toBeLessThan(0.0005);
    expect(new Set(basis.map((share) => share.toFixed(6))).size).toBeGreaterThan(100);
    const volumeOf = (rows: readonly (readonly string[])[]) =>
      rows.reduce((sum, row) => sum + Number(row[5]), 0);
    expect(volumeOf(list) / volumeOf(binance)).toBeCloseTo(1 / 3, 1);
  });
});

describe('open interest', () => {
  const path = `open-interest?${ofBtc}&intervalTime=5min`;

  test('counts both sides, and one side beside it', async () => {
    const { list } = await resultOf<List<Reading>>(path);
    expect(list).toHaveLength(50);
    expect(list.every((row) => Number(row.timestamp) % FIVE_MINUTES_MS === 0)).toBe(true);
    for (const { openInterest, singleOpenInterest } of list) {
      expect(Number(openInterest)).toBeCloseTo(2 * Number(singleOpenInterest), 6);
    }
  });

  test('is a third of that of Binance', async () => {
    const [bybit] = (await resultOf<List<Reading>>(path)).list;
    const url = `/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=20`;
    const binance = await askJson<{ timestamp: number; sumOpenInterest: string }[]>(
      replay.port,
      url,
    );
    const same = binance.find((row) => row.timestamp === Number(bybit!.timestamp))!;
    const share = Number(bybit!.singleOpenInterest) / Number(same.sumOpenInterest);
    // a third, six hundredths of it more or less
    expect(share).toBeGreaterThan(0.31);
    expect(share).toBeLessThan(0.36);
  });

  test('is paged backwards by cursor until the start', async () => {
    const start = START_MS - 30 * HOUR_MS;
    const times: number[] = [];
    let cursor = '';
    do {
      const query = `${path}&limit=200&startTime=${start}&endTime=${START_MS}&cursor=${cursor}`;
      const page = await resultOf<List<Reading>>(query);
      times.push(...page.list.map((row) => Number(row.timestamp)));
      cursor = page.nextPageCursor;
    } while (cursor !== '');
    const newest = times[0]!;
    // 30 hours have 360 five-minute moments after the start's own period
    expect(times.length).toBeGreaterThan(355);
    expect(times).toEqual(times.map((_, index) => newest - index * FIVE_MINUTES_MS));
    expect(times.at(-1)! - start).toBeLessThan(FIVE_MINUTES_MS);
  });

  test('is the same in tickers', async () => {
    const { list } = await resultOf<List<Record<string, string>>>(`tickers?${ofBtc}`);
    const [ticker] = list;
    expect(Number(ticker!['openInterest'])).toBeCloseTo(2 * Number(ticker!['singleOpenInterest']));
    expect(Number(ticker!['singleOpenInterestValue'])).toBeCloseTo(
      Number(ticker!['singleOpenInterest']) * Number(ticker!['markPrice']),
      -4,
    );
  });
});

test('risk limits give the brackets, the first without a deduction, fifteen symbols a page', async () => {
  const { list, nextPageCursor } = await resultOf<List<Record<string, unknown>>>(
    `risk-limit?${ofBtc}`,
  );
  // the first two brackets of BTCUSDT as of 2026-06-11
  expect(list.slice(0, 2)).toMatchObject([
    {
      riskLimitValue: '300000',
      maintenanceMargin: '0.004',
      maxLeverage: '150.00',
      mmDeduction: '',
    },
    { riskLimitValue: '800000', maintenanceMargin: '0.005', mmDeduction: '300' },
  ]);
  expect(nextPageCursor).toBe('');
});

test('contracts are listed by page, a quarterly one among them, each exchange with its own', async () => {
  interface Contract {
    readonly symbol: string;
    readonly contractType: string;
  }
  const first = await resultOf<List<Contract>>('instruments-info?category=linear&limit=10');
  const rest = await resultOf<List<Contract>>(
    `instruments-info?category=linear&limit=10&cursor=${first.nextPageCursor}`,
  );
  const all = [...first.list, ...rest.list];
  expect([first.list.length, rest.nextPageCursor]).toEqual([10, '']);
  expect(all.filter((row) => row.contractType !== 'LinearPerpetual')).toHaveLength(1);
  const symbols = all.map((row) => row.symbol);
  expect(symbols).toContain('MNTUSDT');
  expect(symbols).not.toContain('WIFUSDT');
  const onBinance = await ask(replay.port, '/fapi/v1/openInterest?symbol=MNTUSDT');
  expect(onBinance.text).toContain('-1121');
});

test('funding and account ratios come newest first', async () => {
  const funding = await resultOf<List<{ fundingRateTimestamp: string }>>(
    `funding/history?${ofBtc}&limit=3`,
  );
  // 16:02 UTC: the last funding was at 16:00
  expect(funding.list.map((row) => Number(row.fundingRateTimestamp))).toEqual([
    Date.UTC(2026, 10, 22, 16),
    Date.UTC(2026, 10, 22, 8),
    Date.UTC(2026, 10, 22, 0),
  ]);
  const ratio = await resultOf<List<{ buyRatio: string; sellRatio: string }>>(
    `account-ratio?${ofBtc}&period=5min&limit=4`,
  );
  for (const row of ratio.list) expect(Number(row.buyRatio) + Number(row.sellRatio)).toBeCloseTo(1);
});

describe('refusals', () => {
  test.each([
    ['kline?category=linear&symbol=NOPEUSDT&interval=1', 'Not supported symbols'],
    ['tickers?category=linear&symbol=WIFUSDT', 'params error: symbol invalid'],
    ['open-interest?category=linear&symbol=BTCUSDT&intervalTime=7min', 'intervalTime'],
    ['kline?category=spot&symbol=BTCUSDT&interval=1', 'category'],
  ])('%s is a code in an answer of status 200', async (path, message) => {
    const { retCode, retMsg, result } = await askBybit(path);
    expect([retCode, result]).toEqual([10001, {}]);
    expect(retMsg).toContain(message);
  });

  test("the hosts keep to their own exchange's paths", async () => {
    expect((await ask(replay.port, '/fapi/v1/time', HOST)).status).toBe(404);
    expect((await ask(replay.port, '/v5/market/time')).status).toBe(404);
  });

  test.each<[FaultKind, number, string]>([
    ['location', 403, 'block access from your country'],
    ['ban', 403, 'access too frequent'],
    ['rate-limit', 200, '"retCode":10006'],
    ['overload', 200, '"retCode":10429'],
    ['firewall', 403, '403 Forbidden'],
    ['html-200', 200, '<!DOCTYPE html>'],
  ])('%s is status %i and says %s', async (kind, status, text) => {
    replay.faults.add({ path: '/v5', kind, times: 1 });
    const answer = await ask(replay.port, `/v5/market/tickers?${ofBtc}`, HOST);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  test('one exchange fails without the other', async () => {
    replay.faults.add({ path: '/v5', kind: 'location' });
    expect((await ask(replay.port, '/fapi/v1/time')).status).toBe(200);
    expect((await ask(replay.port, '/v5/market/time', HOST)).status).toBe(403);
  });

  test('rows are spoilt inside the list', async () => {
    const path = `kline?${ofBtc}&interval=1&limit=9`;
    const sound = (await resultOf<List<string[]>>(path)).list;
    replay.faults.add({ path: '/v5', kind: 'gap', times: 1 });
    // nine rows: 0 1 2 and 6 7 8 stay
    expect((await resultOf<List<string[]>>(path)).list).toEqual([
      ...sound.slice(0, 3),
      ...sound.slice(6),
    ]);
  });
});

test('after 600 requests in five seconds come ten minutes without any', () => {
  let nowMs = START_MS;
  const { market } = createMarket(null, 1, START_MS);
  const exchange = createBybitExchange(market, () => nowMs, bracketsOf);
  const faults = createFaults(() => nowMs);
  const clock = { ...createClock(0), nowMs: () => nowMs };
  const time = () => {
    const path = '/v5/market/time';
    const query = new URLSearchParams();
    const { reply } = answerExchange(exchange, { clock, faults }, path, query, true);
    const { status, body } = reply as Answer;
    return [status, (JSON.parse(String(body)) as Body<object>).retCode];
  };
  for (let count = 0; count < 600; count++) expect(time()).toEqual([200, 0]);
  expect(time()).toEqual([403, 10006]);
  expect(exchange.limits.peak('requests')).toBe(601);
  nowMs += 10 * MINUTE_MS - 1;
  expect(time()).toEqual([403, 10006]);
  nowMs += 1;
  expect(time()).toEqual([200, 0]);
});

test('a day of candles adds up to the day that tickers tell', async () => {
  const { list } = await resultOf<List<Record<string, string>>>(`tickers?${ofBtc}`);
  const start = RUNNING_MS - DAY_MS + MINUTE_MS;
  const rows = await resultOf<List<string[]>>(
    `kline?${ofBtc}&interval=1&limit=1000&start=${start}&end=${start + 719 * MINUTE_MS}`,
  );
  const later = await resultOf<List<string[]>>(
    `kline?${ofBtc}&interval=1&limit=1000&start=${start + 720 * MINUTE_MS}&end=${RUNNING_MS}`,
  );
  const all = [...later.list, ...rows.list];
  expect(all).toHaveLength(1440);
  expect(list[0]!['prevPrice24h']).toBe(all.at(-1)![1]);
  expect(list[0]!['highPrice24h']).toBe(Math.max(...all.map((row) => Number(row[2]))).toFixed(1));
});
