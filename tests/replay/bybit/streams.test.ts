import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lib/model/time.ts';
import { eventually } from '../eventually.ts';
import { startReplay, type Replay } from '../server.ts';

const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
});
beforeEach(() => replay.faults.clear());
afterAll(() => replay.stop());

interface Message {
  readonly op?: string;
  readonly topic?: string;
  readonly type?: string;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}

async function openBybit(path = '/v5/public/linear') {
  const socket = new WebSocket(`wss://127.0.0.1:${replay.port}${path}`, {
    rejectUnauthorized: false,
    headers: { Host: 'stream.bybit.com' },
  });
  const texts: string[] = [];
  const state = { closed: 0 };
  socket.on('message', (data) => texts.push(String(data)));
  socket.on('close', (code) => (state.closed = code));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    texts,
    state,
    messages: () => texts.map((text) => JSON.parse(text) as Message),
    say: (message: object) => socket.send(JSON.stringify(message)),
  };
}

test('a ping is answered, and so is a subscription, by its request id', async () => {
  const { socket, messages, say } = await openBybit();
  say({ op: 'ping', req_id: 'p1' });
  say({ op: 'subscribe', args: ['allLiquidation.BTCUSDT'], req_id: 's1' });
  await eventually(() => messages().length).toBe(2);
  expect(messages()).toMatchObject([
    { success: true, ret_msg: 'pong', op: 'ping', req_id: 'p1' },
    { success: true, ret_msg: '', op: 'subscribe', req_id: 's1' },
  ]);
  socket.close();
});

test('one unknown topic refuses the whole request', async () => {
  const { socket, messages, say } = await openBybit();
  say({ op: 'subscribe', args: ['tickers.BTCUSDT', 'tickers.WIFUSDT'] });
  await eventually(() => messages().length).toBe(1);
  expect(messages()[0]).toMatchObject({
    success: false,
    ret_msg: 'error:handler not found,topic:tickers.WIFUSDT',
  });
  replay.clock.advance(SECOND_MS);
  say({ op: 'ping' });
  await eventually(() => messages().at(-1)?.op).toBe('ping');
  expect(messages().some(({ topic }) => topic !== undefined)).toBe(false);
  socket.close();
});

test('a ticker comes whole at once and then as what has changed', async () => {
  const { socket, messages, say } = await openBybit();
  say({ op: 'subscribe', args: ['tickers.BTCUSDT'] });
  const tickers = () => messages().filter(({ topic }) => topic === 'tickers.BTCUSDT');
  await eventually(() => tickers().length).toBe(1);
  replay.clock.advance(2 * SECOND_MS);
  await eventually(() => tickers().length).toBe(2);
  const [whole, change] = tickers();
  expect([whole!.type, change!.type]).toEqual(['snapshot', 'delta']);
  expect(whole!.data).toMatchObject({
    symbol: 'BTCUSDT',
    markPrice: expect.stringMatching(/^\d+\.\d\d$/) as string,
    nextFundingTime: String(Date.UTC(2026, 10, 23)),
  });
  expect(change!.data).toHaveProperty('markPrice');
  expect(change!.data).not.toHaveProperty('nextFundingTime');
  socket.close();
});

test('tells every liquidation, by the side of the position', async () => {
  const { socket, messages, say } = await openBybit();
  const binance = new WebSocket(`wss://127.0.0.1:${replay.port}/market/ws/btcusdt@forceOrder`, {
    rejectUnauthorized: false,
    headers: { Host: 'fstream.binance.com' },
  });
  const shown: { o: { S: string; T: number } }[] = [];
  binance.on('message', (data) => shown.push(JSON.parse(String(data)) as (typeof shown)[number]));
  await new Promise((resolve) => binance.once('open', resolve));
  say({ op: 'subscribe', args: ['allLiquidation.BTCUSDT'] });
  await eventually(() => messages().length).toBe(1);
  // the crash that every generated market has a day ahead
  replay.clock.advance(DAY_MS - MINUTE_MS);
  type Told = { T: number; S: string; s: string; v: string; p: string };
  const told = () =>
    messages()
      .filter(({ topic }) => topic === 'allLiquidation.BTCUSDT')
      .flatMap(({ data }) => data as Told[]);
  await eventually(() => Math.min(told().length, shown.length)).toBeGreaterThan(100);
  const secondOf = (timeMs: number) => Math.floor(timeMs / SECOND_MS);
  expect(new Set(shown.map(({ o }) => secondOf(o.T))).size).toBe(shown.length);
  expect(new Set(told().map(({ T }) => secondOf(T))).size).toBe(shown.length);
  expect(told().length).toBeGreaterThan(shown.length);
  // An order that sells closes a long: SELL there is Buy here.
  const sides = new Map(shown.map(({ o }) => [secondOf(o.T), o.S]));
  const wrong = told().filter(
    ({ S, T }) => (sides.get(secondOf(T)) === 'SELL' ? 'Buy' : 'Sell') !== S,
  );
  expect(wrong).toEqual([]);
  socket.close();
  binance.close();
});

describe('weather of streams', () => {
  const subscribe = { op: 'subscribe', args: ['tickers.ETHUSDT'] };

  test('stream-refused lets nobody in, and leaves requests alone', async () => {
    replay.faults.add({ path: '/', kind: 'stream-refused', times: 1 });
    await expect(openBybit()).rejects.toThrow('503');
    const { socket } = await openBybit();
    socket.close();
  });

  test('stream-dropped cuts a connection off without a word', async () => {
    const { state } = await openBybit();
    replay.faults.add({ path: '/v5', kind: 'stream-dropped', everySeconds: 0, times: 1 });
    // 1006: no close frame came
    await eventually(() => state.closed).toBe(1006);
  });

  test('stream-silent goes on answering pings and says nothing of the market', async () => {
    const { socket, messages, say } = await openBybit();
    say(subscribe);
    await eventually(() => messages().length).toBe(2);
    replay.faults.add({ path: '/v5', kind: 'stream-silent' });
    replay.clock.advance(5 * SECOND_MS);
    say({ op: 'ping' });
    await eventually(() => messages().at(-1)?.op).toBe('ping');
    replay.faults.clear();
    replay.clock.advance(5 * SECOND_MS);
    await eventually(() => messages().at(-1)?.topic).toBe('tickers.ETHUSDT');
    expect(messages().filter(({ topic }) => topic !== undefined)).toHaveLength(2);
    socket.close();
  });

  test('stream-garbage is what no client can read', async () => {
    const { socket, texts, say } = await openBybit();
    say(subscribe);
    await eventually(() => texts.length).toBe(2);
    replay.faults.add({ path: '/v5', kind: 'stream-garbage', times: 1 });
    replay.clock.advance(5 * SECOND_MS);
    await eventually(() => texts.length).toBe(3);
    expect(texts[2]).not.toMatch(/^\{"topic":"tickers.ETHUSDT".*"markPrice":"\d.*\}$/);
    socket.close();
  });

  test('no connection outlives a day of the exchange', async () => {
    const { state } = await openBybit();
    replay.clock.advance(DAY_MS);
    await eventually(() => state.closed).toBe(1001);
  });
});
