/** Two exchanges over real HTTPS: where one refuses, the other's book is the map. */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import { pollSymbols } from '../../../lib/collect/poll-symbols.ts';
import { refreshSymbolList, findListed, isListed } from '../../../lib/collect/symbol-list.ts';
import { createBinanceMarket } from '../../../lib/markets/binance.ts';
import { createBybitMarket } from '../../../lib/markets/bybit.ts';
import type { BookName, MarketId } from '../../../lib/markets/book-key.ts';
import type { Market } from '../../../lib/markets/market.ts';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import { readBrackets } from '../../../lib/store/bracket-facts.ts';
import { readNewestMap } from '../../../lib/store/newest-map.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { readSymbolList } from '../../../lib/store/symbol-facts.ts';
import { startReplay, type Replay } from '../../replay/server.ts';
import { openFreshDatabase } from './database-copy.ts';
import { createReplayFetch } from './replay-fetch.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const SYMBOL = 'BTCUSDT';
const START = Date.UTC(2026, 2, 10, 12, 2, 30);
let replay: Replay;
let markets: Readonly<Record<MarketId, Market>>;
let db: Database;
const now = (): number => replay.clock.nowMs();

beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: START });
  const ports = {
    fetch: createReplayFetch(replay.port),
    now,
    sleep: () => Promise.resolve(),
  };
  markets = { binance: createBinanceMarket(ports), bybit: createBybitMarket(ports) };
});
afterAll(() => replay.stop());
beforeEach(async () => {
  replay.faults.clear();
  db = await openFreshDatabase();
});

const poll = async ({ marketId, symbol }: BookName): Promise<void> => {
  const announce = (): Promise<void> => Promise.resolve();
  await pollBook({ db, market: markets[marketId], now, announce }, symbol);
};
const pollAll = (): Promise<void> =>
  pollSymbols({ db, exchanges: { binance: 'on', bybit: 'fallback' }, now, poll }, [SYMBOL]);

describe('where Binance does not serve the location', () => {
  test('Bybit’s book is filled to the minute, with brackets of its own', async () => {
    replay.faults.add({ path: '/fapi', kind: 'location' });
    await pollAll();
    expect((await readStatus(db, SYMBOL))?.fault?.kind).toBe('location-refused');
    const { parts, column } = await readNewestMap(db, ['bybit:BTCUSDT']);
    expect(parts[0]?.status).toMatchObject({ fault: null, backfillProgress: 1 });
    expect(column?.timeMs).toBe(Math.floor(now() / MINUTE_MS) * MINUTE_MS);
    expect(column?.codes.some((code) => code > 0)).toBe(true);
    expect((await readBrackets(db, 'bybit:BTCUSDT'))?.brackets.length).toBeGreaterThan(1);
  });

  test('and serves again, its book comes back', async () => {
    replay.faults.add({ path: '/fapi', kind: 'location' });
    await pollAll();
    replay.faults.clear();
    replay.clock.advance(61 * MINUTE_MS);
    await pollAll();
    expect(await readStatus(db, SYMBOL)).toMatchObject({ fault: null, backfillProgress: 1 });
  });
});

describe('the list of an exchange’s contracts', () => {
  test.each(['binance', 'bybit'] as const)('of %s is asked for once a day', async (marketId) => {
    const ports = { db, market: markets[marketId], now };
    await refreshSymbolList(ports);
    const list = await readSymbolList(db, marketId);
    expect(isListed([list], SYMBOL)).toBe(true);
    expect(isListed([list], 'NOPEUSDT')).toBe(false);
    expect(isListed([undefined], SYMBOL)).toBeNull();
    expect(findListed([list], 'btc', 1)).toEqual([SYMBOL]);
    const before = replay.requests.length;
    await refreshSymbolList(ports);
    expect(replay.requests.length).toBe(before);
    replay.clock.advance(25 * 60 * MINUTE_MS);
    await refreshSymbolList(ports);
    expect(replay.requests.length).toBeGreaterThan(before);
  });

  test('that cannot be had leaves the old one', async () => {
    const ports = { db, market: markets.binance, now };
    await refreshSymbolList(ports);
    const list = await readSymbolList(db, 'binance');
    replay.clock.advance(25 * 60 * MINUTE_MS);
    replay.faults.add({ path: '/fapi/v1/exchangeInfo', kind: 'truncated' });
    await refreshSymbolList(ports);
    expect(await readSymbolList(db, 'binance')).toEqual(list);
  });
});
