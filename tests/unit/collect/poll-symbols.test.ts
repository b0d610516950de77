import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExchangeUses } from '../../../lib/collect/active-books.ts';
import { pollBook } from '../../../lib/collect/poll.ts';
import { pollBooksOf, pollSymbols, type BooksPorts } from '../../../lib/collect/poll-symbols.ts';
import { bookKeyOf, type BookName } from '../../../lib/markets/book-key.ts';
import { MarketError, type MarketErrorKind } from '../../../lib/markets/market-error.ts';
import { computeBrackets } from '../../../lib/model/brackets.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readNewestMap } from '../../../lib/store/newest-map.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { openFreshDatabase } from './database-copy.ts';
import { portsOf, resetWorld, world } from './poll-world.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const DEFAULT: ExchangeUses = { binance: 'on', bybit: 'fallback' };
const YOUNG = { listedMs: Date.UTC(2026, 2, 10, 11), pageRows: 499 };

/** What each exchange says when it is asked; null where it serves. */
const says: Record<BookName['marketId'], MarketErrorKind | null> = { binance: null, bybit: null };
let db: Database;
let polled: string[];

beforeEach(async () => {
  resetWorld();
  says.binance = null;
  says.bybit = null;
  polled = [];
  db = await openFreshDatabase();
});

const portsWith = (exchanges: ExchangeUses): BooksPorts => ({
  db,
  exchanges,
  now: () => world.nowMs,
  poll: async (book) => {
    polled.push(bookKeyOf(book));
    const onCall = (): void => {
      const kind = says[book.marketId];
      if (kind) throw new MarketError(kind, `${book.marketId} says ${kind}`);
    };
    const ports = portsOf(db, { ...YOUNG, id: book.marketId, onCall });
    await pollBook(ports, book.symbol);
  },
});

const pollMinute = async (exchanges: ExchangeUses, ...symbols: string[]): Promise<string[]> => {
  polled = [];
  world.nowMs += MINUTE_MS;
  await pollSymbols(portsWith(exchanges), symbols);
  return polled;
};

describe('an exchange that refuses this location', () => {
  test('gives way to the fallback in the same poll, which alone makes the map', async () => {
    says.binance = 'location-refused';
    expect(await pollMinute(DEFAULT, 'BTCUSDT')).toEqual(['BTCUSDT', 'bybit:BTCUSDT']);
    expect((await readStatus(db, 'BTCUSDT'))?.fault?.kind).toBe('location-refused');
    const { column, parts } = await readNewestMap(db, ['bybit:BTCUSDT']);
    expect(column?.timeMs).toBeGreaterThan(world.nowMs - 2 * MINUTE_MS);
    expect(parts[0]?.status?.fault).toBeNull();
  });

  test('is tried again once an hour, by one symbol, and comes back for all', async () => {
    says.binance = 'location-refused';
    await pollMinute(DEFAULT, 'BTCUSDT', 'ETHUSDT');
    for (let minute = 0; minute < 58; minute += 1)
      expect(await pollMinute(DEFAULT, 'BTCUSDT', 'ETHUSDT')).toEqual([
        'bybit:BTCUSDT',
        'bybit:ETHUSDT',
      ]);
    world.nowMs += 2 * MINUTE_MS;
    says.binance = null;
    expect((await pollMinute(DEFAULT, 'BTCUSDT', 'ETHUSDT')).toSorted()).toEqual([
      'BTCUSDT',
      'ETHUSDT',
    ]);
    expect(await pollMinute(DEFAULT, 'BTCUSDT')).toEqual(['BTCUSDT']);
  });

  test('is told of for a symbol that is new, without being asked for it', async () => {
    says.binance = 'location-refused';
    await pollMinute(DEFAULT, 'BTCUSDT');
    expect(await pollMinute(DEFAULT, 'SOLUSDT')).toEqual(['bybit:SOLUSDT']);
    expect((await readStatus(db, 'SOLUSDT'))?.fault?.kind).toBe('location-refused');
  });

  test('is tried at once where a user asks', async () => {
    says.binance = 'location-refused';
    await pollMinute(DEFAULT, 'BTCUSDT');
    says.binance = null;
    polled = [];
    world.nowMs += MINUTE_MS;
    await pollBooksOf(portsWith(DEFAULT), 'BTCUSDT', true);
    expect(polled).toEqual(['BTCUSDT']);
    expect((await readStatus(db, 'BTCUSDT'))?.fault).toBeNull();
  });

  test('is tried each minute where nothing serves in its place', async () => {
    says.binance = 'location-refused';
    const alone: ExchangeUses = { binance: 'on', bybit: 'off' };
    await pollMinute(alone, 'BTCUSDT');
    expect(await pollMinute(alone, 'BTCUSDT')).toEqual(['BTCUSDT']);
    says.bybit = 'location-refused';
    await pollMinute(DEFAULT, 'BTCUSDT');
    expect(await pollMinute(DEFAULT, 'BTCUSDT')).toContain('BTCUSDT');
  });
});

describe('a fallback that refused once', () => {
  test('is tried again when it is needed again', async () => {
    says.binance = 'location-refused';
    says.bybit = 'firewall';
    await pollMinute(DEFAULT, 'BTCUSDT');
    says.bybit = null;
    expect(await pollMinute(DEFAULT, 'BTCUSDT')).toEqual(['BTCUSDT', 'bybit:BTCUSDT']);
    expect((await readStatus(db, 'bybit:BTCUSDT'))?.fault).toBeNull();
    expect(await pollMinute(DEFAULT, 'BTCUSDT')).toEqual(['bybit:BTCUSDT']);
  });
});

describe('a symbol that the exchange does not have', () => {
  test('is taken from the fallback, other symbols are not', async () => {
    says.binance = 'unknown-symbol';
    await pollMinute(DEFAULT, 'ONLYUSDT');
    says.binance = null;
    expect(await pollMinute(DEFAULT, 'ONLYUSDT', 'BTCUSDT')).toEqual(
      expect.arrayContaining(['bybit:ONLYUSDT', 'BTCUSDT']),
    );
    expect(polled).not.toContain('bybit:BTCUSDT');
  });
});

describe('two exchanges that are on', () => {
  test('are both polled, and the map is the sum of their books', async () => {
    const both: ExchangeUses = { binance: 'on', bybit: 'on' };
    expect(await pollMinute(both, 'BTCUSDT')).toEqual(['BTCUSDT', 'bybit:BTCUSDT']);
    const { column, parts } = await readNewestMap(db, ['BTCUSDT', 'bybit:BTCUSDT']);
    const [binance, bybit] = parts.map((part) => part.column);
    expect(column?.timeMs).toBe(binance?.timeMs);
    // Both small markets are the same, so the sum's peak is twice the peak of one.
    expect((column?.peakCoins ?? 0) / (bybit?.peakCoins ?? 1)).toBeCloseTo(2, 1);
  });
});

describe('twenty symbols', () => {
  const symbols = Array.from({ length: 20 }, (_, n) => `COIN${n}USDT`);
  const alone: ExchangeUses = { binance: 'on', bybit: 'off' };

  test('cost 60 of the 120 weight that a twentieth of the budget is, and are polled three at a time', async () => {
    // A first run each: 18 pages of open interest, of which first runs may have 150 in five minutes.
    for (let minute = 0; minute < 16; minute += 1) await pollMinute(alone, ...symbols);
    for (const symbol of symbols)
      expect((await readStatus(db, symbol))?.backfillProgress, symbol).toBe(1);
    let atOnce = 0;
    let most = 0;
    let weight = 0;
    const ports = portsWith(alone);
    const poll = async (book: BookName): Promise<void> => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await ports.poll(book);
      atOnce -= 1;
    };
    world.asked = [];
    world.nowMs += MINUTE_MS;
    await pollSymbols({ ...ports, poll }, symbols);
    for (const symbol of symbols) {
      const status = await readStatus(db, symbol);
      expect(status?.lastSuccessMs, symbol).toBe(world.nowMs);
      weight += status?.lastPollWeight ?? 0;
    }
    // 1 for the time, 1 for a minute of candles, 1 for a minute of mark candles.
    expect(weight).toBe(60);
    expect(world.asked.filter(({ name }) => name !== 'openInterestHistory')).toHaveLength(40);
    expect(most).toBe(3);
  });

  test('that are watched are polled before one that has yet to be filled', async () => {
    await pollMinute(alone, 'BTCUSDT');
    expect((await pollMinute(alone, 'NEWUSDT', 'BTCUSDT'))[0]).toBe('BTCUSDT');
  });
});

describe('the brackets of an exchange that gives them', () => {
  const brackets = computeBrackets([
    [100_000, 20, 2],
    [1_000_000, 5, 10],
  ]);
  const poll = (given: typeof brackets | null) => {
    const asked: string[] = [];
    const options = { ...YOUNG, id: 'bybit' as const, brackets: given };
    const ports = portsOf(db, { ...options, onCall: (name) => void asked.push(name) });
    return pollBook(ports, 'BTCUSDT').then((outcome) => ({ outcome, asked }));
  };

  test('are asked for once a day and shape the book', async () => {
    expect((await poll(brackets)).asked).toContain('brackets');
    const withOwn = (await readNewestMap(db, ['bybit:BTCUSDT'])).column;
    world.nowMs += HOUR_MS;
    expect((await poll(brackets)).asked).not.toContain('brackets');
    world.nowMs += DAY_MS;
    expect((await poll(brackets)).asked).toContain('brackets');
    resetWorld();
    db = await openFreshDatabase();
    await poll(null);
    const withTable = (await readNewestMap(db, ['bybit:BTCUSDT'])).column;
    expect(withOwn?.codes).not.toEqual(withTable?.codes);
  });

  test('that fail leave the table’s, and the fault is told', async () => {
    const ports = portsOf(db, {
      ...YOUNG,
      id: 'bybit',
      brackets,
      onCall: (name) => {
        if (name === 'brackets') throw new MarketError('bad-answer', 'no list');
      },
    });
    expect(await pollBook(ports, 'BTCUSDT')).toBe('failed');
    expect((await readNewestMap(db, ['bybit:BTCUSDT'])).column).toBeDefined();
    expect((await readStatus(db, 'bybit:BTCUSDT'))?.fault?.detail).toBe('no list');
  });
});
