import { describe, expect, test } from 'vitest';
import { createBybitFeed, parseBybitMessage } from '../../../lib/markets/bybit-feed.ts';
import { createFakeStream } from './fake-stream.ts';

/** The documented example of a snapshot. */
const snapshot = {
  topic: 'tickers.BTCUSDT',
  type: 'snapshot',
  data: {
    symbol: 'BTCUSDT',
    tickDirection: 'PlusTick',
    price24hPcnt: '0.017103',
    lastPrice: '17216.00',
    prevPrice24h: '16926.50',
    highPrice24h: '17281.50',
    lowPrice24h: '16915.00',
    prevPrice1h: '17238.00',
    markPrice: '17217.33',
    indexPrice: '17227.36',
    openInterest: '68744.761',
    openInterestValue: '1183601235.91',
    turnover24h: '1570383121.943499',
    volume24h: '91705.276',
    nextFundingTime: '1673280000000',
    fundingRate: '-0.000212',
    bid1Price: '17215.50',
    bid1Size: '84.489',
    ask1Price: '17216.00',
    ask1Size: '83.020',
  },
  cs: 24987956059,
  ts: 1673272861686,
};

const delta = (data: object) => ({
  topic: 'tickers.BTCUSDT',
  type: 'delta',
  data: { symbol: 'BTCUSDT', ...data },
  cs: 24987956060,
  ts: 1673272861786,
});

/** The documented example of a liquidation. */
const liquidation = (side = 'Sell', symbol = 'ROSEUSDT') => ({
  topic: 'allLiquidation.ROSEUSDT',
  type: 'snapshot',
  ts: 1739502303204,
  data: [{ T: 1739502302929, s: symbol, S: side, v: '20000', p: '0.04499' }],
});

describe('messages', () => {
  test('a snapshot tells the mark price', () => {
    expect(parseBybitMessage(snapshot)).toEqual({
      symbol: 'BTCUSDT',
      events: [{ kind: 'mark', symbol: 'BTCUSDT', timeMs: 1673272861686, markPrice: 17217.33 }],
    });
  });

  test('a delta tells it where it has changed, and is a sign of life where not', () => {
    expect(parseBybitMessage(delta({ markPrice: '17218.00' }))?.events).toEqual([
      { kind: 'mark', symbol: 'BTCUSDT', timeMs: 1673272861786, markPrice: 17218 },
    ]);
    expect(parseBybitMessage(delta({ bid1Size: '84.1' }))).toEqual({
      symbol: 'BTCUSDT',
      events: [],
    });
  });

  test.each([
    ['Buy', 'long'],
    ['Sell', 'short'],
  ])('the side is the position’s: %s says that a %s was liquidated', (told, side) => {
    expect(parseBybitMessage(liquidation(told))?.events).toEqual([
      {
        kind: 'liquidation',
        symbol: 'ROSEUSDT',
        liquidation: { timeMs: 1739502302929, side, price: 0.04499, quantityCoins: 20000 },
      },
    ]);
  });

  test('a row of another symbol than the topic’s is left out', () => {
    expect(parseBybitMessage(liquidation('Buy', 'BTCUSDT'))).toEqual({
      symbol: 'ROSEUSDT',
      events: [],
    });
  });

  test.each([
    ['a pong', { success: true, ret_msg: 'pong', conn_id: 'c', req_id: '', op: 'ping' }],
    ['a subscription', { success: true, ret_msg: '', conn_id: 'c', op: 'subscribe' }],
    [
      'a refused topic',
      { success: false, ret_msg: 'error:handler not found,topic:tickers.X', op: 'subscribe' },
    ],
  ])('%s is no event', (_, reply) => {
    expect(parseBybitMessage(reply)).toEqual({ symbol: null, events: [] });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['another topic', { topic: 'kline.1.BTCUSDT', type: 'snapshot', data: [], ts: 1 }],
    ['a price of zero', delta({ markPrice: '0' })],
    ['a price of words', delta({ markPrice: 'Infinity' })],
    ['an unknown side', liquidation('Hold')],
    ['a quantity below zero', { ...liquidation(), data: [{ ...liquidation().data[0], v: '-1' }] }],
  ])('%s makes no sense', (_, body) => {
    expect(parseBybitMessage(body)).toBeNull();
  });
});

test('each symbol is subscribed to by itself, so that an unknown one takes no other with it', () => {
  const stream = createFakeStream();
  createBybitFeed(stream.ports).follow(['BTCUSDT', 'XUSDT']);
  expect(stream.socket().url).toBe('wss://stream.bybit.com/v5/public/linear');
  stream.socket().open();
  expect(stream.socket().sent).toEqual([
    '{"op":"subscribe","args":["tickers.BTCUSDT","allLiquidation.BTCUSDT"]}',
    '{"op":"subscribe","args":["tickers.XUSDT","allLiquidation.XUSDT"]}',
  ]);
});

test('every 20 s it is pinged', () => {
  const stream = createFakeStream();
  createBybitFeed(stream.ports).follow(['BTCUSDT']);
  stream.socket().open();
  for (let second = 0; second < 40; second += 1) {
    stream.socket().say(delta({ bid1Size: '1' }));
    stream.pass(1_000);
  }
  expect(stream.socket().sent.slice(1)).toEqual(['{"op":"ping"}', '{"op":"ping"}']);
});

test('after a break all that is followed is subscribed to anew', () => {
  const stream = createFakeStream();
  const feed = createBybitFeed(stream.ports);
  feed.follow(['BTCUSDT']);
  stream.socket().open();
  stream.socket().end();
  feed.follow(['ETHUSDT']);
  stream.pass(1_000);
  stream.socket().open();
  expect(stream.socket().sent).toEqual([
    '{"op":"subscribe","args":["tickers.ETHUSDT","allLiquidation.ETHUSDT"]}',
  ]);
  stream.pass(5_000);
  expect(stream.socket().sent).toHaveLength(1);
});
