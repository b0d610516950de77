/** Both exchanges' clients and feeds against the stand-in, which was made from the documents alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { createBinanceFeed } from '../../../lib/markets/binance-feed.ts';
import { createBinanceMarket, type BinanceMarket } from '../../../lib/markets/binance.ts';
import { createBybitFeed } from '../../../lib/markets/bybit-feed.ts';
import { createBybitMarket } from '../../../lib/markets/bybit.ts';
import type { RequestPorts } from '../../../lib/markets/http-request.ts';
import type { CreateFeed, FeedState, LiveEvent, LiveFeed } from '../../../lib/markets/live-feed.ts';
import type { Market } from '../../../lib/markets/market.ts';
import { FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/model/time.ts';
import { startReplay, type Replay } from '../../replay/server.ts';
import { createReplayFetch } from '../collect/replay-fetch.ts';
import { errorOf } from './fake-fetch.ts';

/** Ports and sockets take their own time on a busy machine; nothing here is about how long. */
const PATIENCE_MS = 60_000;
/** The clock stands until it is pushed. */
const START_MS = Date.UTC(2026, 10, 22, 16, 2, 30);

let replay: Replay;
let binance: BinanceMarket;
const markets = new Map<string, Market>();
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START_MS });
  const ports: RequestPorts = {
    fetch: createReplayFetch(replay.port),
    now: replay.clock.nowMs,
    sleep: () => Promise.resolve(),
  };
  binance = createBinanceMarket(ports);
  markets.set('binance', binance).set('bybit', createBybitMarket(ports));
});
beforeEach(() => replay.faults.clear());
afterAll(() => replay.stop());

const hour = { symbol: 'BTCUSDT', startMs: START_MS - 2 * HOUR_MS, endMs: START_MS - HOUR_MS };
/** Rows whose time is a multiple of the period, inside that hour. */
const timesOf = (periodMs: number): number[] => {
  const first = Math.ceil(hour.startMs / periodMs) * periodMs;
  const count = Math.ceil((hour.endMs - first) / periodMs);
  return Array.from({ length: count }, (_, index) => first + index * periodMs);
};

describe.each(['binance', 'bybit'])('%s', (id) => {
  const market = (): Market => markets.get(id) as Market;

  test('every candle of an hour once, in order, at both intervals', async () => {
    const minutes = await market().candles({ ...hour, interval: '1m' });
    expect(minutes.rows.map((row) => row.openTimeMs)).toEqual(timesOf(MINUTE_MS));
    const marks = await market().markCandles({ ...hour, interval: '5m' });
    expect(marks.rows.map((row) => row.openTimeMs)).toEqual(timesOf(FIVE_MINUTES_MS));
  });

  test('every reading of open interest, of the size of the reading of now', async () => {
    const { rows } = await market().openInterestHistory(hour);
    expect(rows.map((row) => row.timeMs)).toEqual(timesOf(FIVE_MINUTES_MS));
    const { reading } = await market().openInterestNow('BTCUSDT');
    expect(reading.openInterestCoins / (rows.at(-1)?.openInterestCoins ?? 0)).toBeCloseTo(1, 0);
  });

  test('a mark price beside the last traded one', async () => {
    const mark = await market().markPrice('BTCUSDT');
    const end = Math.floor(START_MS / MINUTE_MS) * MINUTE_MS;
    const range = { symbol: 'BTCUSDT', startMs: end - MINUTE_MS, endMs: end };
    const { rows } = await market().candles({ ...range, interval: '1m' });
    expect(mark.markPrice / (rows[0]?.close ?? 0)).toBeCloseTo(1, 1);
    expect(Math.abs(mark.timeMs - START_MS)).toBeLessThan(MINUTE_MS);
    expect(mark.nextFundingTimeMs).toBeGreaterThan(START_MS);
  });

  test('a list of symbols with BTCUSDT in it', async () => {
    const { rows } = await market().listedSymbols();
    expect(rows.find(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject({
      base: 'BTC',
      quote: 'USDT',
    });
  });

  test('an unknown symbol is known to be one', async () => {
    const range = { ...hour, symbol: 'NOSUCHUSDT', interval: '1m' } as const;
    expect((await errorOf(market().candles(range))).kind).toBe('unknown-symbol');
    expect((await errorOf(market().markPrice('NOSUCHUSDT'))).kind).toBe('unknown-symbol');
  });
});

test('Bybit’s brackets join without a gap, and the amounts keep the margin continuous', async () => {
  const brackets = (await markets.get('bybit')?.brackets('BTCUSDT')) ?? [];
  expect(brackets.length).toBeGreaterThan(3);
  brackets.forEach((bracket, index) => {
    const before = brackets[index - 1];
    expect(bracket.floorUsd).toBe(before?.capUsd ?? 0);
    if (!before) return;
    // floor · rate − amount is the same from below and from above.
    const fromAbove =
      bracket.floorUsd * bracket.maintenanceMarginRate - bracket.maintenanceAmountUsd;
    const fromBelow = bracket.floorUsd * before.maintenanceMarginRate - before.maintenanceAmountUsd;
    expect(fromAbove).toBeCloseTo(fromBelow, 0);
  });
});

test('Binance’s statistics, funding and order book', async () => {
  const shares = await binance.globalLongShort(hour);
  expect(shares.rows.map((row) => row.timeMs)).toEqual(timesOf(FIVE_MINUTES_MS));
  for (const { longShare, shortShare } of shares.rows)
    expect(longShare + shortShare).toBeCloseTo(1, 3);
  expect((await binance.topTraderAccounts(hour))?.rows).toHaveLength(12);
  expect((await binance.topTraderPositions(hour))?.rows).toHaveLength(12);
  expect((await binance.takerVolume(hour)).rows).toHaveLength(12);
  const day = { ...hour, startMs: hour.endMs - 24 * HOUR_MS };
  expect((await binance.fundingHistory(day)).rows).toHaveLength(3);
  const { bids, asks } = await binance.depth('BTCUSDT', 20);
  expect(bids[0]?.price).toBeLessThan(asks[0]?.price ?? 0);
  const ticker = await binance.ticker24h('BTCUSDT');
  expect(ticker.high).toBeGreaterThan(ticker.low);
});

/** A feed on the stand-in, with real sockets and timers. */
const startFeed = (createFeed: CreateFeed) => {
  const events: LiveEvent[] = [];
  const states: FeedState[] = [];
  const feed = createFeed({
    createSocket: (url) => {
      const { pathname, search, host } = new URL(url);
      const target = `wss://127.0.0.1:${replay.port}${pathname}${search}`;
      const options = { rejectUnauthorized: false, headers: { Host: host } };
      return new NodeSocket(target, options) as unknown as WebSocket;
    },
    startTimer: (onTime, delayMs) => {
      const timer = setTimeout(onTime, delayMs);
      return () => clearTimeout(timer);
    },
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
  return { feed, events, states };
};

describe.each<[string, CreateFeed]>([
  ['Binance', createBinanceFeed],
  ['Bybit', createBybitFeed],
])('the feed of %s', { timeout: PATIENCE_MS }, (_, createFeed) => {
  const feeds: LiveFeed[] = [];
  const start = () => {
    const started = startFeed(createFeed);
    feeds.push(started.feed);
    return started;
  };
  afterAll(() => feeds.forEach((feed) => feed.stop()));

  /** Goes on a second at a time until `isDone`: sockets take their own time. */
  const advanceUntil = (isDone: () => boolean): Promise<void> =>
    expect
      .poll(
        () => {
          replay.clock.advance(SECOND_MS);
          return isDone();
        },
        { timeout: PATIENCE_MS },
      )
      .toBe(true);

  test('hears the mark price of each symbol, and of a further one on the same socket', async () => {
    const { feed, events, states } = start();
    feed.follow(['BTCUSDT', 'ETHUSDT']);
    const heard = (symbol: string): boolean => events.some((event) => event.symbol === symbol);
    await advanceUntil(() => heard('BTCUSDT') && heard('ETHUSDT'));
    expect(states).toEqual([{ state: 'connecting' }, { state: 'open' }]);
    feed.follow(['SOLUSDT']);
    await advanceUntil(() => heard('SOLUSDT'));
    expect(states).toHaveLength(2);
    const last = events.findLast((event) => event.kind === 'mark');
    expect(last?.kind === 'mark' && last.timeMs).toBeLessThanOrEqual(replay.clock.nowMs());
  });

  test('hears forced closes', async () => {
    const { feed, events } = start();
    feed.follow(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT']);
    await advanceUntil(() => events.some(({ kind }) => kind === 'liquidation'));
  });

  test('comes back after the exchange has ended the connection', async () => {
    const { feed, states } = start();
    feed.follow(['BTCUSDT']);
    const opened = (): number => states.filter(({ state }) => state === 'open').length;
    await advanceUntil(() => opened() === 1);
    replay.cutStreams();
    await advanceUntil(() => opened() === 2);
  });
});
