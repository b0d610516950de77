import { describe, expect, test } from 'vitest';
import { createReconnectingSocket } from '../../../lib/markets/reconnecting-socket.ts';
import { createFakeStream } from './fake-stream.ts';

const started = (refuse?: () => boolean) => {
  const stream = createFakeStream(refuse);
  const socket = createReconnectingSocket(stream.ports, {
    url: () => 'wss://stream.example',
    onOpen: () => undefined,
    onMessage: (data) => data === 'news',
    keepAlive: 'still here',
  });
  socket.start();
  return { stream, socket };
};

const hearFor = (stream: ReturnType<typeof createFakeStream>, seconds: number): void => {
  for (let second = 0; second < seconds; second += 1) {
    stream.pass(1_000);
    stream.socket().say('news');
  }
};

/** Lets the newest connection end at once and says how long the next one takes to come. */
const measureWait = (stream: ReturnType<typeof createFakeStream>, wasClean = false): number => {
  const before = stream.sockets.length;
  stream.socket().end(wasClean);
  for (let waitedMs = 0; waitedMs <= 120_000; waitedMs += 500) {
    stream.pass(0);
    if (stream.sockets.length > before) return waitedMs;
    stream.pass(500);
  }
  return Number.POSITIVE_INFINITY;
};

describe('waits', () => {
  test('double from a second to a minute', () => {
    const { stream } = started();
    const waits = Array.from({ length: 9 }, () => measureWait(stream));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('begin anew after a minute of health', () => {
    const { stream } = started();
    for (let index = 0; index < 4; index += 1) measureWait(stream);
    stream.socket().open();
    stream.socket().say('news');
    hearFor(stream, 61);
    expect(measureWait(stream)).toBe(1_000);
    expect(measureWait(stream)).toBe(2_000);
  });

  test('go on growing where it was open for moments only', () => {
    const { stream } = started();
    for (let index = 0; index < 3; index += 1) {
      stream.socket().open();
      stream.socket().say('news');
      hearFor(stream, 5);
      expect(measureWait(stream)).toBe(1_000 * 2 ** index);
    }
  });

  test('a clean end after health, as each connection has after a day, is followed at once', () => {
    const { stream } = started();
    stream.socket().open();
    stream.socket().say('news');
    hearFor(stream, 61);
    expect(measureWait(stream, true)).toBe(0);
  });

  test('a server that says a clean goodbye again and again is not run at', () => {
    const { stream } = started();
    stream.socket().open();
    stream.socket().say('news');
    expect(measureWait(stream, true)).toBe(1_000);
    expect(measureWait(stream, true)).toBe(2_000);
  });
});

describe('silence', () => {
  test('a connection that never hears says so and is given up after 15 s', () => {
    const { stream } = started();
    stream.socket().open();
    stream.pass(15_000);
    expect(stream.states.at(-1)).toEqual({
      state: 'closed',
      detail: 'Connected, but nothing was heard in 15 s',
    });
    expect(stream.socket().isClosed).toBe(true);
  });

  test('replies and other noise are not what is listened for', () => {
    const { stream } = started();
    stream.socket().open();
    for (let second = 0; second < 15; second += 1) {
      stream.socket().say('noise');
      stream.pass(1_000);
    }
    expect(stream.states.at(-1)?.state).toBe('closed');
  });

  test('a connection that was heard and falls silent is given up', () => {
    const { stream } = started();
    stream.socket().open();
    stream.socket().say('news');
    stream.pass(14_999);
    expect(stream.states.at(-1)).toEqual({ state: 'open' });
    stream.pass(1);
    expect(stream.states.at(-1)).toEqual({
      state: 'closed',
      detail: 'Nothing was heard in 15 s',
    });
  });

  test('a connection that is never made is given up', () => {
    const { stream } = started();
    stream.pass(15_000);
    expect(stream.states.at(-1)).toEqual({ state: 'closed', detail: 'No connection in 15 s' });
    stream.pass(1_000);
    expect(stream.sockets).toHaveLength(2);
  });

  test('what a given-up connection still says is not heard', () => {
    const { stream } = started();
    const old = stream.socket();
    old.open();
    stream.pass(16_000);
    old.say('news');
    old.end(true);
    expect(stream.sockets).toHaveLength(2);
    expect(stream.states.at(-1)).toEqual({ state: 'connecting' });
  });
});

test('an address that the browser refuses is tried again later, and the reason is told', () => {
  let refused = true;
  const { stream } = started(() => refused);
  expect(stream.states).toEqual([
    { state: 'connecting' },
    { state: 'closed', detail: 'Could not be opened: Error: not allowed' },
  ]);
  refused = false;
  stream.pass(1_000);
  expect(stream.sockets).toHaveLength(1);
});

test('nothing is sent on a socket that is not open', () => {
  const { stream, socket } = started();
  expect(socket.send('x')).toBe(false);
  stream.socket().open();
  expect(socket.send('x')).toBe(true);
  stream.socket().readyState = 2;
  expect(socket.send('x')).toBe(false);
  expect(stream.socket().sent).toEqual(['x']);
});

test('stopping ends the wait for the next try', () => {
  const { stream, socket } = started();
  stream.socket().end();
  socket.stop();
  stream.pass(120_000);
  expect(stream.sockets).toHaveLength(1);
  expect(stream.states.at(-1)).toEqual({ state: 'idle' });
});
