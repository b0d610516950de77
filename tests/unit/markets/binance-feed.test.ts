import { describe, expect, test } from 'vitest';
import { createBinanceFeed, parseBinanceMessage } from '../../../lib/markets/binance-feed.ts';
import { createFakeStream } from './fake-stream.ts';

/** The documented examples of the streams, wrapped as combined streams wrap them. */
const mark = (symbol = 'BTCUSDT') => ({
  stream: `${symbol.toLowerCase()}@markPrice@1s`,
  data: {
    e: 'markPriceUpdate',
    E: 1562305380000,
    s: symbol,
    p: '11794.15000000',
    ap: '11794.15000000',
    i: '11784.62659091',
    P: '11784.25641265',
    r: '0.00038167',
    T: 1562306400000,
    st: 1,
    ps: symbol,
  },
});

const forceOrder = (side = 'SELL', extra: object = { st: 1 }) => ({
  stream: 'btcusdt@forceOrder',
  data: {
    e: 'forceOrder',
    E: 1568014460893,
    o: {
      s: 'BTCUSDT',
      S: side,
      o: 'LIMIT',
      f: 'IOC',
      q: '0.014',
      p: '9910',
      ap: '9910',
      X: 'FILLED',
      l: '0.014',
      z: '0.014',
      T: 1568014460893,
    },
    ...extra,
  },
});

const started = (...symbols: string[]) => {
  const stream = createFakeStream();
  const feed = createBinanceFeed(stream.ports);
  feed.follow(symbols);
  return { stream, feed };
};

const opened = (...symbols: string[]) => {
  const both = started(...symbols);
  both.stream.socket().open();
  both.stream.socket().say(mark(symbols[0]));
  return both;
};

describe('messages', () => {
  test('a mark price', () => {
    expect(parseBinanceMessage(mark())).toEqual({
      symbol: 'BTCUSDT',
      events: [{ kind: 'mark', symbol: 'BTCUSDT', timeMs: 1562305380000, markPrice: 11794.15 }],
    });
  });

  test.each([
    ['SELL', 'long'],
    ['BUY', 'short'],
  ])('an order to %s closes a %s', (orderSide, side) => {
    expect(parseBinanceMessage(forceOrder(orderSide))?.events).toEqual([
      {
        kind: 'liquidation',
        symbol: 'BTCUSDT',
        liquidation: { timeMs: 1568014460893, side, price: 9910, quantityCoins: 0.014 },
      },
    ]);
  });

  test.each([
    ['beside the order', { st: 2 }],
    ['in the order', { o: { ...forceOrder().data.o, st: 2 } }],
  ])('a contract with the coin as margin, told %s, is left out', (_, extra) => {
    expect(parseBinanceMessage(forceOrder('SELL', extra))).toEqual({ symbol: null, events: [] });
  });

  test.each([
    ['to a subscription', { result: null, id: 1 }],
    ['to the question for subscriptions', { result: ['btcusdt@forceOrder'], id: 0 }],
    ['that refuses', { error: { code: 2, msg: 'Invalid request' }, id: 1 }],
  ])('a reply %s is no event', (_, reply) => {
    expect(parseBinanceMessage(reply)).toEqual({ symbol: null, events: [] });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['another event', { data: { e: 'kline', s: 'BTCUSDT' } }],
    ['a price of zero', { data: { ...mark().data, p: '0' } }],
    ['a price as a number', { data: { ...mark().data, p: 11794 } }],
    ['a price of NaN', { data: { ...mark().data, p: 'NaN' } }],
    ['a time in seconds', { data: { ...mark().data, E: 1562305380 } }],
    ['an unknown side', forceOrder('HOLD')],
    ['a symbol without end', { data: { ...mark().data, s: 'A'.repeat(99) } }],
  ])('%s makes no sense', (_, body) => {
    expect(parseBinanceMessage(body)).toBeNull();
  });
});

describe('following', () => {
  test('nothing is connected before a symbol is followed', () => {
    const { stream } = started();
    expect(stream.sockets).toEqual([]);
    expect(stream.states).toEqual([]);
  });

  test('the first connection names its streams in lower case on the market path', () => {
    const { stream } = started('BTCUSDT', 'ETHUSDT');
    expect(stream.socket().url).toBe(
      'wss://fstream.binance.com/market/stream?streams=' +
        'btcusdt@markPrice@1s/btcusdt@forceOrder/ethusdt@markPrice@1s/ethusdt@forceOrder',
    );
  });

  test('it is open when it hears, not when it is connected', () => {
    const { stream } = started('BTCUSDT');
    stream.socket().open();
    expect(stream.states).toEqual([{ state: 'connecting' }]);
    stream.socket().say(mark());
    expect(stream.states).toEqual([{ state: 'connecting' }, { state: 'open' }]);
    expect(stream.events).toHaveLength(1);
  });

  test('a change of symbols is told to the exchange on the same connection', () => {
    const { stream, feed } = opened('BTCUSDT', 'ETHUSDT');
    stream.pass(1_000);
    feed.follow(['BTCUSDT', 'SOLUSDT']);
    expect(stream.sockets).toHaveLength(1);
    expect(stream.socket().sent.map((text): unknown => JSON.parse(text))).toEqual([
      { method: 'UNSUBSCRIBE', params: ['ethusdt@markPrice@1s', 'ethusdt@forceOrder'], id: 1 },
      { method: 'SUBSCRIBE', params: ['solusdt@markPrice@1s', 'solusdt@forceOrder'], id: 2 },
    ]);
  });

  test('a hundred changes within a second are a handful of messages, the last of which is right', () => {
    const { stream, feed } = opened('BTCUSDT');
    stream.pass(1_000);
    for (let index = 0; index < 100; index += 1) {
      feed.follow(['BTCUSDT', `A${index}USDT`]);
      stream.pass(10);
    }
    stream.pass(1_000);
    const { sent } = stream.socket();
    expect(sent.length).toBeLessThanOrEqual(10);
    expect(JSON.parse(sent.at(-1) ?? '')).toMatchObject({
      method: 'SUBSCRIBE',
      params: ['a99usdt@markPrice@1s', 'a99usdt@forceOrder'],
    });
  });

  test('symbols that change while it connects are settled once it is connected', () => {
    const { stream, feed } = started('BTCUSDT');
    feed.follow(['ETHUSDT']);
    expect(stream.sockets).toHaveLength(1);
    expect(stream.socket().sent).toEqual([]);
    stream.socket().open();
    stream.pass(1_000);
    expect(stream.socket().sent).toHaveLength(2);
  });

  test('what is not followed any more is not heard', () => {
    const { stream, feed } = opened('BTCUSDT', 'ETHUSDT');
    feed.follow(['ETHUSDT']);
    stream.socket().say(mark('BTCUSDT'));
    stream.socket().say(mark('ETHUSDT'));
    expect(stream.events.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  test('no more than 200 streams are asked for', () => {
    const { stream } = started(...Array.from({ length: 300 }, (_, index) => `A${index}USDT`));
    expect(stream.socket().url.split('=')[1]?.split('/')).toHaveLength(200);
  });

  test('none followed closes the socket, and no timer goes on', () => {
    const { stream, feed } = opened('BTCUSDT');
    feed.follow([]);
    expect(stream.socket().isClosed).toBe(true);
    expect(stream.states.at(-1)).toEqual({ state: 'idle' });
    expect(stream.running()).toBe(0);
    stream.socket().say(mark());
    stream.socket().end();
    expect(stream.events).toHaveLength(1);
    expect(stream.sockets).toHaveLength(1);
  });

  test('a listener that has heard enough may stop it at the very message', () => {
    const stream = createFakeStream();
    const ports = { ...stream.ports, onEvent: () => feed.stop() };
    const feed = createBinanceFeed(ports);
    feed.follow(['BTCUSDT']);
    stream.socket().open();
    stream.socket().say(mark());
    expect(stream.states.at(-1)).toEqual({ state: 'idle' });
    expect(stream.running()).toBe(0);
  });

  test('it can be followed again after a stop', () => {
    const { stream, feed } = opened('BTCUSDT');
    feed.stop();
    feed.follow(['ETHUSDT']);
    expect(stream.sockets).toHaveLength(2);
    expect(stream.socket().url).toContain('ethusdt@markPrice@1s');
  });

  test('subscriptions are asked for every 20 s, so that nobody falls asleep', () => {
    const { stream } = opened('BTCUSDT');
    for (let second = 0; second < 60; second += 1) {
      stream.pass(1_000);
      stream.socket().say(mark());
    }
    const question = JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: 0 });
    expect(stream.socket().sent).toEqual([question, question, question]);
  });

  test('messages without sense are counted and hurt nothing', () => {
    const { stream, feed } = opened('BTCUSDT');
    for (const text of ['', '{', 'null', '[[[[', '"x"', `"${'x'.repeat(70_000)}"`, '{"data":1}'])
      stream.socket().say(text);
    expect(feed.droppedMessages()).toBe(7);
    stream.socket().say(mark());
    expect(stream.events).toHaveLength(2);
  });
});
