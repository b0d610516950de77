import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, askJson } from './ask.ts';
import type { FaultKind } from './faults.ts';
import { eventually } from './eventually.ts';
import { startReplay, type Replay } from './server.ts';

const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);
const KLINES = '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=9';
const OPEN_INTEREST = '/fapi/v1/openInterest?symbol=BTCUSDT';

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
});
beforeEach(() => replay.faults.clear());
afterAll(() => replay.stop());

const break_ = (kind: FaultKind, path = '/') => replay.faults.add({ path, kind, times: 1 });
const rowsWith = async (kind: FaultKind) => {
  const sound = await askJson<unknown[][]>(replay.port, KLINES);
  break_(kind);
  return { sound, spoilt: await askJson<unknown[][]>(replay.port, KLINES) };
};

describe('statuses', () => {
  test('rate-limit is 429 with Retry-After and code −1003', async () => {
    replay.faults.add({ path: '/fapi', kind: 'rate-limit', times: 1, retryAfterSeconds: 7 });
    const { status, headers, text } = await ask(replay.port, KLINES);
    expect([status, headers['retry-after']]).toEqual([429, '7']);
    expect(JSON.parse(text)).toMatchObject({
      code: -1003,
      msg: expect.stringMatching(/^Too many requests; current limit of IP\(.*\) is 2400/) as string,
    });
    expect(headers['x-mbx-used-weight-1m']).toBeDefined();
  });

  test('ban is 418, its message naming the moment it ends', async () => {
    replay.faults.add({ path: '/fapi', kind: 'ban', times: 1, retryAfterSeconds: 60 });
    const { status, headers, text } = await ask(replay.port, KLINES);
    expect([status, headers['retry-after']]).toEqual([418, '60']);
    expect((JSON.parse(text) as { msg: string }).msg).toContain(
      `banned until ${START_MS + 60_000}`,
    );
  });

  test("location is 451 with the exchange's words and code 0", async () => {
    break_('location');
    const { status, text } = await ask(replay.port, KLINES);
    expect(status).toBe(451);
    expect(JSON.parse(text)).toEqual({
      code: 0,
      msg: "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error.",
    });
  });

  test('overload is 503 with code −1008', async () => {
    break_('overload');
    const { status, text } = await ask(replay.port, KLINES);
    expect([status, (JSON.parse(text) as { code: number }).code]).toEqual([503, -1008]);
  });

  test.each([
    ['firewall', 403],
    ['html-200', 200],
  ] as const)('%s is a page, not JSON, with status %i', async (kind, expected) => {
    break_(kind);
    const { status, headers, text } = await ask(replay.port, KLINES);
    expect(status).toBe(expected);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });
});

describe('connections', () => {
  test('timeout takes the request and never answers', async () => {
    break_('timeout');
    const abort = new AbortController();
    const answer = ask(replay.port, KLINES, { signal: abort.signal });
    await eventually(() => replay.requests.at(-1)?.status).toBe(0);
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  test('reset cuts the connection in the middle of the answer', async () => {
    break_('reset');
    await expect(ask(replay.port, KLINES)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('bodies', () => {
  test('truncated is half of the right answer', async () => {
    const sound = (await ask(replay.port, KLINES)).text;
    break_('truncated');
    const { status, text } = await ask(replay.port, KLINES);
    expect(status).toBe(200);
    expect(text).toBe(sound.slice(0, Math.ceil(sound.length / 2)));
    expect(() => JSON.parse(text) as unknown).toThrow();
  });

  test('missing-fields shortens rows to five elements and thins objects out', async () => {
    const { spoilt } = await rowsWith('missing-fields');
    expect(spoilt.map((row) => row.length)).toEqual(Array<number>(9).fill(5));
    break_('missing-fields');
    expect(Object.keys(await askJson<object>(replay.port, OPEN_INTEREST))).not.toContain(
      'openInterest',
    );
  });

  test('extra-fields adds to rows and objects without touching what was there', async () => {
    const { sound, spoilt } = await rowsWith('extra-fields');
    expect(spoilt.map((row) => row.slice(0, 12))).toEqual(sound);
    expect(spoilt[0]).toHaveLength(13);
    const plain = await askJson<object>(replay.port, OPEN_INTEREST);
    break_('extra-fields');
    const more = await askJson<object>(replay.port, OPEN_INTEREST);
    expect(more).toMatchObject(plain);
    expect(Object.keys(more)).toHaveLength(Object.keys(plain).length + 2);
  });

  test('gap leaves out the middle third', async () => {
    const { sound, spoilt } = await rowsWith('gap');
    // nine rows: 0 1 2 and 6 7 8 stay
    expect(spoilt).toEqual([...sound.slice(0, 3), ...sound.slice(6)]);
  });

  test('duplicates says every row twice', async () => {
    const { sound, spoilt } = await rowsWith('duplicates');
    expect(spoilt).toHaveLength(18);
    expect(spoilt.filter((_, index) => index % 2 === 1)).toEqual(sound);
  });

  test('out-of-order swaps neighbours, so that the newest row is not the last', async () => {
    const { sound, spoilt } = await rowsWith('out-of-order');
    const order = spoilt.map((row) => sound.findIndex((other) => other[0] === row[0]));
    expect(order).toEqual([1, 0, 3, 2, 5, 4, 7, 6, 8]);
  });
});

describe('rules', () => {
  test('fail as many answers as they say, on their path alone', async () => {
    replay.faults.add({ path: '/fapi/v1/klines', kind: 'overload', times: 2 });
    const status = async (path: string) => (await ask(replay.port, path)).status;
    expect(await status(OPEN_INTEREST)).toBe(200);
    expect([await status(KLINES), await status(KLINES), await status(KLINES)]).toEqual([
      503, 503, 200,
    ]);
  });

  test('without a count hold until cleared, over HTTP too', async () => {
    const rule = { path: '/fapi', kind: 'overload' };
    const added = await ask(replay.port, '/__replay__/faults', { method: 'POST', body: rule });
    expect(added.status).toBe(200);
    const statuses = async () => [
      (await ask(replay.port, KLINES)).status,
      (await ask(replay.port, KLINES)).status,
    ];
    expect(await statuses()).toEqual([503, 503]);
    await ask(replay.port, '/__replay__/faults/clear', { method: 'POST' });
    expect(await statuses()).toEqual([200, 200]);
  });

  test('that are none are refused', async () => {
    const body = { path: '/', kind: 'no-such-fault' };
    const answer = await ask(replay.port, '/__replay__/faults', { method: 'POST', body });
    expect(answer.status).toBe(400);
  });

  test("leave a chart page's own requests alone", async () => {
    replay.faults.add({ path: '/', kind: 'location' });
    const answer = await ask(replay.port, KLINES, { host: 'www.binance.com' });
    expect(answer.status).toBe(200);
  });
});

test('the clock is set over HTTP and the state tells it', async () => {
  const options = { method: 'POST', body: { advanceMs: 60_000, speed: 0 } } as const;
  await ask(replay.port, '/__replay__/clock', options);
  const state = await askJson<object>(replay.port, '/__replay__/state');
  expect(state).toMatchObject({ nowMs: START_MS + 60_000, speed: 0, source: 'generated' });
});
