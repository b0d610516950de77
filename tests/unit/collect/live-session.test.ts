import { expect, test, vi } from 'vitest';
import { createLiveSession } from '../../../lib/collect/live-session.ts';
import type { HeardBatch } from '../../../lib/collect/live-record.ts';
import { bookKeyOf, type BookName, type MarketId } from '../../../lib/markets/book-key.ts';
import type { CreateFeed, FeedPorts } from '../../../lib/markets/live-feed.ts';
import type { Liquidation, MarkCandle } from '../../../lib/model/market-data.ts';

const SECOND_MS = 1000;
const CLOSE: Liquidation = { timeMs: 1000, side: 'short', price: 99, quantityCoins: 2 };

interface FakeFeed {
  ports: FeedPorts | null;
  readonly follows: (readonly string[])[];
}

/** Exchanges, clock and timers as the test says. */
const createBench = () => {
  let nowMs = 1_000_000;
  let timers: { readonly atMs: number; readonly onTime: () => void }[] = [];
  const feeds: Record<MarketId, FakeFeed> = {
    binance: { ports: null, follows: [] },
    bybit: { ports: null, follows: [] },
  };
  const createFeed =
    (id: MarketId): CreateFeed =>
    (ports) => {
      feeds[id].ports = ports;
      return { follow: (symbols) => feeds[id].follows.push(symbols), stop: () => {} };
    };
  const asked: { readonly book: string; readonly atMs: number }[] = [];
  const recorded: { readonly bookKey: string; readonly batch: HeardBatch }[] = [];
  const report = vi.fn<(error: unknown, when: string) => void>();
  const exchange = {
    askMark: async (_book: BookName): Promise<{ timeMs: number; markPrice: number } | null> => null,
    askRecentMarks: async (_book: BookName): Promise<readonly MarkCandle[]> => [],
    record: async (bookKey: string, batch: HeardBatch): Promise<void> => {
      recorded.push({ bookKey, batch });
    },
  };
  const session = createLiveSession({
    feeds: { binance: createFeed('binance'), bybit: createFeed('bybit') },
    createSocket: () => {
      throw new Error('the feeds are fakes');
    },
    startTimer: (onTime, delayMs) => {
      const timer = { atMs: nowMs + delayMs, onTime };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    now: () => nowMs,
    askMark: async (book) => {
      asked.push({ book: bookKeyOf(book), atMs: nowMs });
      return await exchange.askMark(book);
    },
    askRecentMarks: async (book) => await exchange.askRecentMarks(book),
    record: (bookKey, batch) => exchange.record(bookKey, batch),
    report,
  });
  /** Lets time go by in seconds; `each` happens in every one of them. */
  const pass = async (seconds: number, each: () => void = () => {}): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      nowMs += SECOND_MS;
      each();
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { onTime } of due) onTime();
      await Promise.resolve().then(() => {});
    }
  };
  const open = (id: MarketId): void => feeds[id].ports?.onState({ state: 'open' });
  const mark = (id: MarketId, symbol: string, timeMs: number, markPrice = 100): void =>
    feeds[id].ports?.onEvent({ kind: 'mark', symbol, timeMs, markPrice });
  const close = (id: MarketId, symbol: string, liquidation: Liquidation): void =>
    feeds[id].ports?.onEvent({ kind: 'liquidation', symbol, liquidation });
  const now = (): number => nowMs;
  const watch = (symbol: string, marketIds: readonly MarketId[]): void =>
    session.watch(
      symbol,
      marketIds.map((marketId) => ({ marketId, symbol })),
    );
  return {
    session,
    watch,
    feeds,
    exchange,
    asked,
    recorded,
    report,
    pass,
    open,
    mark,
    close,
    now,
    timerCount: () => timers.length,
  };
};

test('a watched symbol is followed on its exchanges at once, and each question alike changes nothing', async () => {
  const { watch, feeds, pass } = createBench();
  watch('BTCUSDT', ['binance', 'bybit']);
  watch('ETHUSDT', ['binance']);
  await pass(6, () => watch('BTCUSDT', ['binance', 'bybit']));
  expect(feeds.binance.follows).toEqual([['BTCUSDT'], ['BTCUSDT', 'ETHUSDT']]);
  expect(feeds.bybit.follows).toEqual([['BTCUSDT']]);
});

test('who has not asked for twelve seconds is not watching, and with the last one everything ends', async () => {
  const { session, watch, feeds, pass, timerCount, mark } = createBench();
  watch('BTCUSDT', ['binance']);
  watch('ETHUSDT', ['binance']);
  await pass(12, () => watch('ETHUSDT', ['binance']));
  expect(feeds.binance.follows.at(-1)).toEqual(['BTCUSDT', 'ETHUSDT']);
  mark('binance', 'BTCUSDT', 1000);
  await pass(1, () => watch('ETHUSDT', ['binance']));
  expect(feeds.binance.follows.at(-1)).toEqual(['ETHUSDT']);
  expect(session.read('BTCUSDT', 0)).toBeNull();
  await pass(13);
  expect(feeds.binance.follows.at(-1)).toEqual([]);
  expect(timerCount()).toBe(0);
});

test('watching again after the end begins again', async () => {
  const { watch, feeds, pass } = createBench();
  watch('BTCUSDT', ['binance']);
  await pass(14);
  watch('BTCUSDT', ['binance']);
  expect(feeds.binance.follows).toEqual([['BTCUSDT'], [], ['BTCUSDT']]);
});

test('an exchange that is switched off while a symbol is watched is left', async () => {
  const { watch, feeds } = createBench();
  watch('BTCUSDT', ['binance', 'bybit']);
  watch('BTCUSDT', ['bybit']);
  expect(feeds.binance.follows.at(-1)).toEqual([]);
  expect(feeds.bybit.follows).toEqual([['BTCUSDT']]);
});

test('of more symbols than two dozen those that came first are followed', () => {
  const { watch, feeds } = createBench();
  for (let i = 0; i < 30; i++) watch(`COIN${i}USDT`, ['binance']);
  expect(feeds.binance.follows.at(-1)).toHaveLength(24);
  expect(feeds.binance.follows.at(-1)).not.toContain('COIN24USDT');
});

test('what the mark price ran over before anyone watched is known once it was asked for', async () => {
  const { session, watch, exchange, mark, pass } = createBench();
  const asked: string[] = [];
  exchange.askRecentMarks = async (book) => {
    asked.push(bookKeyOf(book));
    return [{ openTimeMs: 60_000, high: 110, low: 90, close: 100 }];
  };
  watch('BTCUSDT', ['binance']);
  await pass(3, () => watch('BTCUSDT', ['binance']));
  mark('binance', 'BTCUSDT', 100_000, 101);
  expect(session.read('BTCUSDT', 60_000)).toMatchObject({ lowestMark: 90, highestMark: 110 });
  expect(asked).toEqual(['BTCUSDT']);
});

test('a question for the minutes before that fails is told, and live goes on', async () => {
  const { session, watch, exchange, mark, pass, report } = createBench();
  const failure = new Error('no such luck');
  exchange.askRecentMarks = () => Promise.reject(failure);
  watch('BTCUSDT', ['binance']);
  await pass(1);
  mark('binance', 'BTCUSDT', 100_000, 101);
  expect(session.read('BTCUSDT', 60_000)).toMatchObject({ lowestMark: 101, isLive: true });
  expect(report).toHaveBeenCalledWith(failure, 'asking for the last minutes of BTCUSDT');
});

test("each book has its own exchange's marks, and is live while they come", async () => {
  const { session, watch, open, mark, pass } = createBench();
  watch('BTCUSDT', ['binance', 'bybit']);
  open('binance');
  mark('binance', 'BTCUSDT', 61_000, 100);
  mark('bybit', 'BTCUSDT', 61_500, 90);
  expect(session.read('BTCUSDT', 60_000)).toMatchObject({ price: 100, isLive: true });
  expect(session.read('bybit:BTCUSDT', 60_000)).toMatchObject({ price: 90, lowestMark: 90 });
  await pass(11, () => watch('BTCUSDT', ['binance', 'bybit']));
  expect(session.read('BTCUSDT', 60_000)).toMatchObject({ price: 100, isLive: false });
});

test('while the stream tells the mark price nothing is asked', async () => {
  const { watch, open, mark, pass, asked, now } = createBench();
  watch('BTCUSDT', ['binance']);
  open('binance');
  await pass(30, () => {
    watch('BTCUSDT', ['binance']);
    mark('binance', 'BTCUSDT', now());
  });
  expect(asked).toEqual([]);
});

test('without a stream, or with a silent one, the mark price is asked for every five seconds', async () => {
  const { session, watch, open, pass, asked, exchange, now } = createBench();
  exchange.askMark = async () => ({ timeMs: now(), markPrice: 101 });
  const startMs = now();
  watch('BTCUSDT', ['binance']);
  await pass(13, () => watch('BTCUSDT', ['binance']));
  open('binance');
  await pass(10, () => watch('BTCUSDT', ['binance']));
  const seconds = asked.map(({ atMs }) => (atMs - startMs) / SECOND_MS);
  expect(seconds).toEqual([2, 7, 12, 17, 22]);
  expect(session.read('BTCUSDT', 0)).toMatchObject({ price: 101, isLive: true });
});

test('an answer that takes long is waited for, not asked for again', async () => {
  const { watch, pass, asked, exchange } = createBench();
  exchange.askMark = () => new Promise(() => {});
  watch('BTCUSDT', ['binance']);
  await pass(20, () => watch('BTCUSDT', ['binance']));
  expect(asked).toHaveLength(1);
});

test('forced closes are stored after five seconds, once, with what was observed', async () => {
  const { watch, open, mark, close, pass, recorded, now } = createBench();
  watch('BTCUSDT', ['binance']);
  open('binance');
  const startMs = now();
  const listen = (): void => {
    watch('BTCUSDT', ['binance']);
    mark('binance', 'BTCUSDT', now());
  };
  await pass(1, listen);
  close('binance', 'BTCUSDT', CLOSE);
  close('binance', 'ETHUSDT', CLOSE);
  await pass(3, listen);
  expect(recorded).toEqual([]);
  await pass(1, listen);
  expect(recorded).toEqual([
    {
      bookKey: 'BTCUSDT',
      batch: {
        liquidations: [CLOSE],
        observed: { fromMs: startMs + SECOND_MS, throughMs: startMs + 5 * SECOND_MS },
      },
    },
  ]);
});

test('a quiet stream is noted every half minute', async () => {
  const { watch, open, mark, pass, recorded, now } = createBench();
  watch('BTCUSDT', ['binance']);
  open('binance');
  await pass(61, () => {
    watch('BTCUSDT', ['binance']);
    mark('binance', 'BTCUSDT', now());
  });
  expect(recorded).toHaveLength(2);
  const [first, second] = recorded.map(({ batch }) => batch.observed);
  expect(second?.fromMs).toBe(first?.throughMs);
});

test('what is held when the watching ends is stored', async () => {
  const { watch, open, mark, close, pass, recorded } = createBench();
  watch('BTCUSDT', ['binance']);
  await pass(11);
  open('binance');
  mark('binance', 'BTCUSDT', 1000);
  close('binance', 'BTCUSDT', CLOSE);
  watch('BTCUSDT', ['bybit']);
  expect(recorded.map(({ batch }) => batch.liquidations)).toEqual([[CLOSE]]);
});

test('a stream that is cut has observed nothing until it is open again', async () => {
  const { watch, feeds, open, mark, pass, recorded } = createBench();
  watch('BTCUSDT', ['binance']);
  open('binance');
  mark('binance', 'BTCUSDT', 1000);
  mark('binance', 'BTCUSDT', 2000);
  feeds.binance.ports?.onState({ state: 'closed', detail: 'the day is over' });
  open('binance');
  mark('binance', 'BTCUSDT', 5000);
  mark('binance', 'BTCUSDT', 6000);
  await pass(14);
  expect(recorded.map(({ batch }) => batch.observed)).toEqual([
    { fromMs: 1000, throughMs: 2000 },
    { fromMs: 5000, throughMs: 6000 },
  ]);
});

test('a store that cannot be written to is reported, and the session goes on', async () => {
  const { session, watch, open, mark, pass, exchange, report, now } = createBench();
  exchange.record = async () => {
    throw new Error('no disk');
  };
  watch('BTCUSDT', ['binance']);
  open('binance');
  await pass(32, () => {
    watch('BTCUSDT', ['binance']);
    mark('binance', 'BTCUSDT', now());
  });
  expect(report).toHaveBeenCalledTimes(1);
  expect(session.read('BTCUSDT', 0)).toMatchObject({ isLive: true });
});
