import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import { MarketError, type MarketErrorKind } from '../../../lib/markets/market-error.ts';
import { FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readColumns, readNewestColumn } from '../../../lib/store/columns.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { copyDatabase, lastingPart, openFreshDatabase } from './database-copy.ts';
import {
  failing,
  openBackfilled,
  portsOf,
  resetWorld,
  START,
  SYMBOL,
  world,
} from './poll-world.ts';

/** Whole months are gone through here, which a busy machine may take a minute for. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeEach(resetWorld);

describe('rows that the exchange does not have', () => {
  const gapStart = START - 30_000 - 90 * MINUTE_MS;
  const isMissing = (timeMs: number): boolean =>
    timeMs >= gapStart && timeMs < gapStart + 15 * MINUTE_MS;

  test('stay a gap, and are not asked for again', async () => {
    const db = await openFreshDatabase();
    await pollBook(portsOf(db, { isMissing }), SYMBOL);
    world.asked = [];
    world.nowMs = START + MINUTE_MS;
    await pollBook(portsOf(db, { isMissing }), SYMBOL);
    expect(world.asked.every(({ startMs }) => startMs >= START - MINUTE_MS)).toBe(true);
    const columns = await readColumns(db, SYMBOL, '1m', gapStart, gapStart + 16 * MINUTE_MS);
    // 10:32 ends the last candle before the gap, 10:48 the first one after it.
    expect(columns.map(({ timeMs }) => timeMs)).toEqual([gapStart, gapStart + 16 * MINUTE_MS]);
  });

  test('at the newest end are waited for', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 2 * MINUTE_MS;
    const late = Date.UTC(2026, 2, 10, 12, 3);
    await pollBook(portsOf(db, { isMissing: (timeMs) => timeMs === late }), SYMBOL);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(late);
    world.nowMs += MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    expect((await readColumns(db, SYMBOL, '1m', late, late + MINUTE_MS)).length).toBe(2);
  });
});

describe('faults', () => {
  const kinds: MarketErrorKind[] = [
    'offline',
    'unreachable',
    'timeout',
    'rate-limited',
    'banned',
    'location-refused',
    'firewall',
    'overloaded',
    'server-error',
    'bad-answer',
  ];
  test.each(kinds)('%s is stored, and gone after the next good poll', async (kind) => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    expect(await pollBook(portsOf(db, failing(kind, 'openInterestNow')), SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault).toEqual({
      kind,
      detail: `openInterestNow said ${kind}`,
      sinceMs: world.nowMs,
      retryAtMs: null,
    });
    world.nowMs += MINUTE_MS;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    expect((await readStatus(db, SYMBOL))?.fault).toBeNull();
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(world.nowMs - 30_000);
  });

  test('a fault that lasts keeps the moment at which it began', async () => {
    const db = await openBackfilled();
    for (const minute of [1, 2, 3]) {
      world.nowMs = START + minute * MINUTE_MS;
      await pollBook(portsOf(db, failing('offline', 'openInterestNow')), SYMBOL);
    }
    expect((await readStatus(db, SYMBOL))?.fault?.sinceMs).toBe(START + MINUTE_MS);
  });

  test('an exchange that said it is overloaded is that for a quarter of an hour, though the browser holds requests back', async () => {
    const db = await openBackfilled();
    await pollBook(portsOf(db, failing('overloaded', 'openInterestNow')), SYMBOL);
    const outOfReach = failing('unreachable', 'openInterestNow');
    world.nowMs = START + 14 * MINUTE_MS;
    await pollBook(portsOf(db, outOfReach), SYMBOL);
    const held = (await readStatus(db, SYMBOL))?.fault;
    expect(held).toMatchObject({ kind: 'overloaded', sinceMs: START });
    world.nowMs = START + 15 * MINUTE_MS;
    await pollBook(portsOf(db, outOfReach), SYMBOL);
    expect((await readStatus(db, SYMBOL))?.fault?.kind).toBe('unreachable');
  });

  test('a wait that was asked for is kept for every symbol, and ends', async () => {
    const db = await openBackfilled();
    const waiting = failing('banned', 'openInterestNow', 120_000);
    await pollBook(portsOf(db, waiting), SYMBOL);
    expect((await readStatus(db, SYMBOL))?.fault?.retryAtMs).toBe(START + 120_000);
    world.nowMs = START + 119_000;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('left-alone');
    expect(await pollBook(portsOf(db), 'ETHUSDT')).toBe('left-alone');
    // The other symbol says why it is not asked for, from when and until when.
    const fault = { kind: 'banned', sinceMs: START, retryAtMs: START + 120_000 };
    expect((await readStatus(db, 'ETHUSDT'))?.fault).toMatchObject(fault);
    world.nowMs = START + 121_000;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
  });

  test('a wait does not outlast a machine clock that is put back', async () => {
    const db = await openBackfilled();
    await pollBook(portsOf(db, failing('rate-limited', 'openInterestNow', 60_000)), SYMBOL);
    const ports = { ...portsOf(db), now: () => world.nowMs - 3 * HOUR_MS };
    expect(await pollBook(ports, SYMBOL)).toBe('done');
  });

  test('one series that fails leaves the others stored and the map going', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 6 * MINUTE_MS;
    const ports = portsOf(db, failing('bad-answer', 'openInterestHistory'));
    expect(await pollBook(ports, SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault?.kind).toBe('bad-answer');
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(world.nowMs - 30_000);
  });

  test('a first poll that breaks off goes on where it was', async () => {
    const db = await openFreshDatabase();
    let calls = 0;
    const onCall = (): void => {
      calls += 1;
      if (calls > 12) throw new MarketError('offline', 'gone');
    };
    await pollBook(portsOf(db, { pageRows: 499, onCall }), SYMBOL);
    const before = world.asked.length;
    const status = await readStatus(db, SYMBOL);
    expect(status?.fault?.kind).toBe('offline');
    expect(status?.backfillProgress).toBeGreaterThan(0);
    world.asked = [];
    expect(await pollBook(portsOf(db, { pageRows: 499 }), SYMBOL)).toBe('done');
    // 12 calls were answered, one of them the time: the second poll does not ask for those pages.
    const whole = await openFreshDatabase();
    const second = world.asked.length;
    world.asked = [];
    await pollBook(portsOf(whole, { pageRows: 499 }), SYMBOL);
    expect(second).toBe(world.asked.length - 11);
    expect(before).toBeGreaterThan(11);
  });

  test('an unknown symbol is left alone for an hour', async () => {
    const db = await openFreshDatabase();
    await pollBook(portsOf(db, failing('unknown-symbol', 'openInterestNow')), 'NOPE');
    world.nowMs += 59 * MINUTE_MS;
    expect(await pollBook(portsOf(db), 'NOPE')).toBe('left-alone');
    world.nowMs += 2 * MINUTE_MS;
    expect(await pollBook(portsOf(db), 'NOPE')).toBe('done');
  });

  test('an unknown symbol is left alone for another hour each time that it is still unknown', async () => {
    const db = await openFreshDatabase();
    const unknown = failing('unknown-symbol', 'openInterestNow');
    await pollBook(portsOf(db, unknown), 'NOPE');
    world.nowMs += 61 * MINUTE_MS;
    expect(await pollBook(portsOf(db, unknown), 'NOPE')).toBe('failed');
    world.nowMs += MINUTE_MS;
    expect(await pollBook(portsOf(db, unknown), 'NOPE')).toBe('left-alone');
    // Told as known since the first time.
    expect((await readStatus(db, 'NOPE'))?.fault?.sinceMs).toBe(START);
  });

  test('a ban is kept to also where another request failed before it', async () => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    const onCall = (name: string): void => {
      if (name === 'candles') throw new MarketError('timeout', 'too slow');
      if (name === 'markCandles') throw new MarketError('banned', 'go away', 600_000);
    };
    expect(await pollBook(portsOf(db, { onCall }), SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault?.kind).toBe('banned');
    expect(await pollBook(portsOf(db), 'ETHUSDT')).toBe('left-alone');
  });

  test('a wait is told also where the symbol had another fault before', async () => {
    const db = await openFreshDatabase();
    await pollBook(portsOf(db, failing('offline', 'openInterestNow')), 'ETHUSDT');
    await pollBook(portsOf(db, failing('banned', 'openInterestNow', 120_000)), SYMBOL);
    await pollBook(portsOf(db), 'ETHUSDT');
    expect((await readStatus(db, 'ETHUSDT'))?.fault?.kind).toBe('banned');
  });

  test('an address that others use up is told, and left alone but for the time', async () => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    const ports = portsOf(db);
    // Of 2,400 a minute 1,921 are more than four fifths.
    const openInterestNow = async (symbol: string) => ({
      ...(await ports.market.openInterestNow(symbol)),
      usedWeight1m: 1921,
    });
    const busy = { ...ports, market: { ...ports.market, openInterestNow } };
    expect(await pollBook(busy, SYMBOL)).toBe('failed');
    expect(world.asked).toEqual([]);
    const status = await readStatus(db, SYMBOL);
    expect(status?.fault).toMatchObject({ kind: 'rate-limited', retryAtMs: null });
    expect(status?.fault?.detail).toContain('1921 of 2400');
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
  });

  test('an exchange without a row of the symbol is a fault, not an endless wait', async () => {
    const db = await openFreshDatabase();
    expect(await pollBook(portsOf(db, { isMissing: () => true }), SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault?.detail).toContain('no candles');
  });
});

describe('the weight', () => {
  test('of a minute is never more than a fifth of the limit, whatever is asked for', async () => {
    const db = await openFreshDatabase();
    const young = { pageRows: 499, listedMs: Date.UTC(2026, 2, 10, 11) };
    const outcomes: string[] = [];
    for (let n = 0; n < 8; n += 1)
      outcomes.push(await pollBook(portsOf(db, young), `COIN${n}USDT`));
    // Each first poll costs 85: four of them are 340, the fifth is put off at 360.
    expect(outcomes.slice(0, 4)).toEqual(Array(4).fill('done'));
    expect(outcomes.slice(4)).toEqual(Array(4).fill('put-off'));
    world.nowMs += MINUTE_MS + 1;
    expect(await pollBook(portsOf(db, young), 'COIN5USDT')).toBe('done');
  });

  test('is never so used up by first polls that a minute of another symbol is put off', async () => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    const young = { pageRows: 499, listedMs: Date.UTC(2026, 2, 10, 11) };
    for (let n = 0; n < 5; n += 1) await pollBook(portsOf(db, young), `COIN${n}USDT`);
    expect(await pollBook(portsOf(db, young), 'COIN9USDT')).toBe('put-off');
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
  });

  test('of each exchange is its own', async () => {
    const db = await openFreshDatabase();
    const young = { pageRows: 499, listedMs: Date.UTC(2026, 2, 10, 11) };
    for (let n = 0; n < 5; n += 1) await pollBook(portsOf(db, young), `COIN${n}USDT`);
    expect(await pollBook(portsOf(db, { ...young, id: 'bybit' }), 'COIN4USDT')).toBe('done');
  });

  test('of the history of open interest is that of its own counter', async () => {
    const db = await openFreshDatabase();
    // 29 days of readings are 84 pages of 100; a first run may make 150 of the 1000 requests.
    const many = { pageRows: 100, listedMs: Date.UTC(2026, 2, 10, 11) };
    const ports = portsOf(db, many);
    const market = { ...ports.market, candlesPerPage: 1500 };
    expect(await pollBook({ ...ports, market }, 'AUSDT')).toBe('done');
    expect(await pollBook({ ...ports, market }, 'BUSDT')).toBe('put-off');
    world.nowMs += 5 * MINUTE_MS;
    expect(await pollBook({ ...ports, market }, 'BUSDT')).toBe('done');
  });
});

describe('damage', () => {
  test('a damaged chunk of candles is fetched again in the same poll', async () => {
    const db = await openBackfilled();
    const key = [SYMBOL, '1m', Date.UTC(2026, 2, 10, 12)] as [string, string, number];
    await db.put('candles', { open: 'rubbish' }, key);
    world.nowMs = START + 5 * MINUTE_MS + FIVE_MINUTES_MS;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    const expected = await openBackfilled();
    await pollBook(portsOf(expected), SYMBOL);
    expect(lastingPart(await copyDatabase(db))).toEqual(lastingPart(await copyDatabase(expected)));
  });

  test('a damaged book is built again from stored rows', async () => {
    const db = await openBackfilled();
    const before = lastingPart(await copyDatabase(db));
    await db.put('books', { mass: 'rubbish' }, SYMBOL);
    world.asked = [];
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    expect(world.asked).toEqual([]);
    expect(lastingPart(await copyDatabase(db))).toEqual(before);
  });

  test('a damaged column chunk costs its columns and nothing else', async () => {
    const db = await openBackfilled();
    const key = [SYMBOL, '1m', Date.UTC(2026, 2, 10, 11)] as [string, string, number];
    await db.put('columns', { timesMs: 7 }, key);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(Date.UTC(2026, 2, 10, 12, 2));
    world.nowMs = START + MINUTE_MS;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
  });
});
