import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { eventually } from './eventually.ts';
import { startReplay, type Replay } from './server.ts';

/** Half a minute before a whole one; the clock stands until pushed. */
const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
});
beforeEach(() => replay.faults.clear());
afterAll(() => replay.stop());

interface Message {
  readonly [field: string]: unknown;
}

/** An open connection and what has come over it. */
async function openStream(path: string) {
  const socket = new WebSocket(`wss://127.0.0.1:${replay.port}${path}`, {
    rejectUnauthorized: false,
    headers: { Host: 'fstream.binance.com' },
  });
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, messages, say: (message: object) => socket.send(JSON.stringify(message)) };
}
const byEvent = (messages: readonly Message[], event: string) =>
  messages.filter((message) => message['e'] === event);

describe('/market', () => {
  test('tells the mark price each second, bare on /ws', async () => {
    const { socket, messages } = await openStream('/market/ws/btcusdt@markPrice@1s');
    replay.clock.advance(SECOND_MS);
    await eventually(() => messages.length).toBe(1);
    expect(messages[0]).toMatchObject({
      e: 'markPriceUpdate',
      E: Math.floor(replay.clock.nowMs() / SECOND_MS) * SECOND_MS,
      s: 'BTCUSDT',
      p: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      r: expect.stringMatching(/^-?0\.\d{8}$/) as string,
    });
    socket.close();
  });

  test('wraps events with the name of their stream on /stream', async () => {
    const path = '/market/stream?streams=ethusdt@aggTrade/btcusdt@markPrice@1s';
    const { socket, messages } = await openStream(path);
    replay.clock.advance(SECOND_MS);
    await eventually(() => messages.length).toBe(2);
    expect(messages.map((message) => message['stream'])).toEqual([
      'ethusdt@aggTrade',
      'btcusdt@markPrice@1s',
    ]);
    expect(messages[0]!['data']).toMatchObject({ e: 'aggTrade', s: 'ETHUSDT' });
    socket.close();
  });

  test('says once of each candle that it has closed', async () => {
    const { socket, messages } = await openStream('/market/ws/btcusdt@kline_1m');
    replay.clock.advance(2 * MINUTE_MS);
    const closed = () =>
      byEvent(messages, 'kline')
        .map((message) => message['k'] as { t: number; x: boolean })
        .filter((candle) => candle.x);
    await eventually(() => closed().length).toBe(2);
    expect(closed()[1]!.t - closed()[0]!.t).toBe(MINUTE_MS);
    socket.close();
  });

  test('shows at most one forced order a second of a symbol', async () => {
    const { socket, messages } = await openStream('/market/ws/!forceOrder@arr');
    // the crash that every generated market has a day ahead
    replay.clock.advance(24 * 60 * MINUTE_MS);
    await eventually(() => messages.length).toBeGreaterThan(500);
    const seconds = byEvent(messages, 'forceOrder').map((message) => {
      const { s, T } = message['o'] as { s: string; T: number };
      return `${s} ${Math.floor(T / SECOND_MS)}`;
    });
    expect(new Set(seconds).size).toBe(seconds.length);
    const order = messages[0]!['o'] as Message;
    expect(order).toMatchObject({ o: 'LIMIT', f: 'IOC', X: 'FILLED' });
    expect(messages[0]).toMatchObject({ st: 1 });
    socket.close();
  });

  test('SUBSCRIBE, LIST_SUBSCRIPTIONS and UNSUBSCRIBE are answered by their id', async () => {
    const { socket, messages, say } = await openStream('/market/ws');
    say({ method: 'SUBSCRIBE', params: ['btcusdt@markPrice@1s', 'btcusdt@kline_1m'], id: 1 });
    say({ method: 'UNSUBSCRIBE', params: ['btcusdt@kline_1m'], id: 2 });
    say({ method: 'LIST_SUBSCRIPTIONS', id: 3 });
    await eventually(() => messages).toEqual([
      { result: null, id: 1 },
      { result: null, id: 2 },
      { result: ['btcusdt@markPrice@1s'], id: 3 },
    ]);
    replay.clock.advance(SECOND_MS);
    await eventually(() => messages.length).toBe(4);
    socket.close();
  });

  test('names are lower case: others stay silent', async () => {
    const path = '/market/stream?streams=BTCUSDT@markPrice@1s/ethusdt@markPrice@1s';
    const { socket, messages } = await openStream(path);
    replay.clock.advance(3 * SECOND_MS);
    await eventually(() => messages.length).toBeGreaterThan(0);
    expect(new Set(messages.map((message) => message['stream']))).toEqual(
      new Set(['ethusdt@markPrice@1s']),
    );
    socket.close();
  });

  test('eleven messages within a second end the connection', async () => {
    const { socket, say } = await openStream('/market/ws');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (let id = 0; id < 11; id++) say({ method: 'LIST_SUBSCRIPTIONS', id });
    expect(await closed).toBe(1008);
  });
});

describe.each(['/ws/', '/public/ws/'])('%s', (prefix) => {
  test('takes subscriptions and says nothing of the market', async () => {
    const old = await openStream(`${prefix}btcusdt@forceOrder`);
    const current = await openStream('/market/ws/btcusdt@markPrice@1s');
    old.say({ method: 'SUBSCRIBE', params: ['btcusdt@markPrice@1s'], id: 1 });
    await eventually(() => old.messages.length).toBe(1);
    replay.clock.advance(10 * SECOND_MS);
    // what the current path was told in the same tick the old one would have been told, too
    await eventually(() => current.messages.length).toBeGreaterThan(0);
    expect(old.messages).toEqual([{ result: null, id: 1 }]);
    old.socket.close();
    current.socket.close();
  });
});

test('streams can be cut as the exchange does after 24 hours, and opened again', async () => {
  const { socket } = await openStream('/market/ws/btcusdt@markPrice@1s');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  replay.cutStreams();
  expect(await closed).toBe(1001);
  (await openStream('/market/ws/btcusdt@markPrice@1s')).socket.close();
});

test.each(['/market', '/nowhere/ws'])('%s is no stream', async (path) => {
  await expect(openStream(path)).rejects.toThrow('404');
});

test('faults reach streams: from a restricted location no connection is made', async () => {
  replay.faults.add({ path: '/market', kind: 'location', times: 1 });
  await expect(openStream('/market/ws/btcusdt@forceOrder')).rejects.toThrow('451');
  expect(replay.requests.at(-1)).toMatchObject({ method: 'WEBSOCKET', status: 451 });
});
