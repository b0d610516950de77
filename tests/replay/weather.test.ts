import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { ask, askJson } from './ask.ts';
import { startReplay, type Replay } from './server.ts';

const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);
const RUNNING_MS = START_MS - 30_000;
const BYBIT = { host: 'api.bybit.com' };

let replay: Replay;
beforeEach(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
});
afterEach(() => replay.stop());

const openTimes = async (interval = '1m', limit = 4) => {
  const path = `/fapi/v1/klines?symbol=BTCUSDT&interval=${interval}&limit=${limit}`;
  return (await askJson<[number][]>(replay.port, path)).map(([openTimeMs]) => openTimeMs);
};
const readingTimes = async () => {
  const path = `/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=6`;
  return (await askJson<{ timestamp: number }[]>(replay.port, path)).map((row) => row.timestamp);
};
const status = async (path: string, host?: string) =>
  (await ask(replay.port, path, host ? { host } : {})).status;

describe('maintenance', () => {
  test('leaves minutes and readings out for ever, and the pages are filled from before it', async () => {
    // 15:40 to 16:00, noticed at 16:02: minutes 15:40 … 15:59 are missing
    const fromMs = Date.UTC(2026, 10, 22, 15, 40);
    replay.faults.add({ path: '/fapi', kind: 'maintenance', fromMs, durationMs: 20 * MINUTE_MS });
    const expected = [
      fromMs - MINUTE_MS,
      fromMs + 20 * MINUTE_MS,
      RUNNING_MS - MINUTE_MS,
      RUNNING_MS,
    ];
    expect(await openTimes()).toEqual(expected);
    replay.faults.clear();
    expect(await openTimes()).toEqual(expected);
    // readings at both borders are there, the three between them are not
    replay.clock.advance(2 * MINUTE_MS);
    const before = [-4, -3, -2, -1, 0].map((periods) => fromMs + periods * FIVE_MINUTES_MS);
    expect(await readingTimes()).toEqual([...before, fromMs + 20 * MINUTE_MS]);
  });

  test('a longer candle is made of the minutes that there were', async () => {
    const fromMs = Date.UTC(2026, 10, 22, 14, 30);
    const hour = async () => {
      const path = `/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=1&startTime=${fromMs - 30 * MINUTE_MS}`;
      return (await askJson<(string | number)[][]>(replay.port, path))[0]!;
    };
    const whole = await hour();
    replay.faults.add({ path: '/fapi', kind: 'maintenance', fromMs, durationMs: 30 * MINUTE_MS });
    const half = await hour();
    expect(half.slice(0, 2)).toEqual(whole.slice(0, 2));
    expect(Number(half[5])).toBeLessThan(Number(whole[5]));
    const path = `/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=2&startTime=${fromMs - MINUTE_MS}`;
    const [last, next] = await askJson<(string | number)[][]>(replay.port, path);
    expect(half[4]).toBe(last![4]);
    expect(next![0]).toBe(fromMs + 30 * MINUTE_MS);
  });

  test('while it lasts nothing of the present is told, the running minute being its last', async () => {
    replay.faults.add({ path: '/fapi', kind: 'maintenance' });
    replay.clock.advance(10 * MINUTE_MS);
    expect((await openTimes()).at(-1)).toBe(RUNNING_MS);
    expect(await status('/fapi/v1/openInterest?symbol=BTCUSDT')).toBe(503);
    expect(await status('/fapi/v1/premiumIndex?symbol=BTCUSDT')).toBe(503);
    expect(await status('/fapi/v1/time')).toBe(200);
    expect(await status('/v5/market/tickers?category=linear&symbol=BTCUSDT', BYBIT.host)).toBe(200);
    replay.faults.clear();
    replay.clock.advance(MINUTE_MS);
    expect(await status('/fapi/v1/openInterest?symbol=BTCUSDT')).toBe(200);
    expect(await openTimes()).toEqual([
      RUNNING_MS - 2 * MINUTE_MS,
      RUNNING_MS - MINUTE_MS,
      RUNNING_MS,
      RUNNING_MS + 11 * MINUTE_MS,
    ]);
  });

  test('ends by itself and is then no fault any more', async () => {
    const rule = { path: '/v5', kind: 'maintenance', durationMs: HOUR_MS } as const;
    await ask(replay.port, '/__replay__/faults', { method: 'POST', body: rule });
    const active = async () =>
      (await askJson<{ faults: object[] }>(replay.port, '/__replay__/state')).faults;
    expect(await active()).toEqual([rule]);
    replay.clock.advance(HOUR_MS);
    expect(await active()).toEqual([]);
  });
});

test('stale: the clock goes on and the rows stand still until it is over', async () => {
  replay.faults.add({ path: '/fapi', kind: 'stale' });
  replay.clock.advance(3 * MINUTE_MS);
  expect((await openTimes()).at(-1)).toBe(RUNNING_MS);
  const reading = '/fapi/v1/openInterest?symbol=BTCUSDT';
  expect((await askJson<{ time: number }>(replay.port, reading)).time).toBe(START_MS);
  const { headers, text } = await ask(replay.port, '/fapi/v1/time');
  expect(JSON.parse(text)).toEqual({ serverTime: START_MS + 3 * MINUTE_MS });
  expect(Date.parse(String(headers['date']))).toBe(START_MS + 3 * MINUTE_MS);
  replay.faults.clear();
  expect((await openTimes()).at(-1)).toBe(RUNNING_MS + 3 * MINUTE_MS);
});

test('slow: the right answer, but not before its time', async () => {
  replay.faults.add({ path: '/fapi', kind: 'slow', delayMs: 60, times: 1 });
  const sent = performance.now();
  expect(await openTimes()).toHaveLength(4);
  // timers may fire a little early by the other clock
  expect(performance.now() - sent).toBeGreaterThan(55);
});

test('refused: the connection is gone before anything of an answer has come', async () => {
  replay.faults.add({ path: '/fapi', kind: 'refused', times: 1 });
  await expect(openTimes()).rejects.toMatchObject({ code: 'ECONNRESET' });
});

describe('bad open interest', () => {
  const history = '/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=12';
  const read = async () =>
    (await askJson<{ sumOpenInterest: string }[]>(replay.port, history)).map((row) =>
      Number(row.sumOpenInterest),
    );

  test('is ten times too large once and nothing once in six readings, and stays so', async () => {
    const sound = await read();
    replay.faults.add({ path: '/futures/data', kind: 'bad-open-interest' });
    const bad = await read();
    const factors = bad.map((coins, index) => Math.round((coins / sound[index]!) * 10) / 10);
    expect(factors.toSorted((one, other) => one - other)).toEqual([
      0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 10, 10,
    ]);
    expect(await read()).toEqual(bad);
  });

  test('is what the factor makes of it', async () => {
    const path = '/fapi/v1/openInterest?symbol=BTCUSDT';
    const now = async () =>
      Number((await askJson<{ openInterest: string }>(replay.port, path)).openInterest);
    const sound = await now();
    replay.faults.add({
      path: '/fapi/v1/openInterest',
      kind: 'bad-open-interest',
      factor: 10,
      times: 1,
    });
    expect(await now()).toBeCloseTo(10 * sound, 2);
    replay.faults.add({
      path: '/fapi/v1/openInterest',
      kind: 'bad-open-interest',
      factor: 0,
      times: 1,
    });
    expect(await now()).toBe(0);
  });
});

test('impossible-row: one high lies below its low', async () => {
  replay.faults.add({ path: '/fapi', kind: 'impossible-row', times: 1 });
  const path = '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=9';
  const rows = await askJson<string[][]>(replay.port, path);
  const impossible = rows.flatMap((row, index) => (Number(row[2]) < Number(row[3]) ? [index] : []));
  expect(impossible).toEqual([4]);
});

test('the clock leaps a month as quickly as a minute: nothing is made before it is asked for', async () => {
  replay.clock.advance(30 * DAY_MS);
  expect((await openTimes('1m', 1))[0]).toBe(RUNNING_MS + 30 * DAY_MS);
});
