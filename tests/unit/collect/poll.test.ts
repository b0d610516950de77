import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { pollSymbol, type CollectPorts } from '../../../lib/collect/poll.ts';
import { MarketError, type MarketErrorKind } from '../../../lib/markets/market-error.ts';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readColumns, readNewestColumn } from '../../../lib/store/columns.ts';
import { readCursors } from '../../../lib/store/cursors.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import {
  copyDatabase,
  lastingPart,
  openFreshDatabase,
  type DatabaseCopy,
} from './database-copy.ts';
import { createFakeMarket, type FakeMarketOptions } from './fake-market.ts';
import { createMortal, Killed } from './mortal.ts';

/** 2026-03-10 12:02:30 UTC, by the exchange. */
const START = Date.UTC(2026, 2, 10, 12, 2, 30);
/** 30 hours of history: a part in steps of five minutes, a day in steps of one. */
const LISTED = Date.UTC(2026, 2, 9, 6);
const SYMBOL = 'BTCUSDT';

let nowMs = START;
let asked: { name: string; startMs: number; endMs: number }[] = [];

const portsOf = (db: Database, options: Partial<FakeMarketOptions> = {}): CollectPorts => ({
  db,
  market: createFakeMarket({
    nowMs: () => nowMs,
    listedMs: LISTED,
    pageRows: 1500,
    ...options,
    onCall: (name, request) => {
      if (request) asked.push({ name, startMs: request.startMs, endMs: request.endMs });
      options.onCall?.(name, request);
    },
  }),
  now: () => nowMs,
  announce: () => Promise.resolve(),
});

beforeEach(() => {
  nowMs = START;
  asked = [];
});

let backfilled: DatabaseCopy | undefined;
/** A database as the first poll at START leaves it. */
const openBackfilled = async (): Promise<Database> => {
  if (!backfilled) {
    const db = await openFreshDatabase();
    const later = nowMs;
    nowMs = START;
    await pollSymbol(portsOf(db), SYMBOL);
    backfilled = await copyDatabase(db);
    nowMs = later;
    asked = [];
  }
  return await openFreshDatabase(backfilled);
};

describe('the first poll', () => {
  test('fills every resolution up to the newest full minute', async () => {
    const db = await openFreshDatabase();
    expect(await pollSymbol(portsOf(db, { listedMs: 0 }), SYMBOL)).toBe('done');
    // 12:02 is the end of the last full minute; 24 h, 7 d and 30 d before it are filled.
    const newestMs = Date.UTC(2026, 2, 10, 12, 2);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(newestMs);
    const minutes = await readColumns(db, SYMBOL, '1m', 0, Infinity);
    expect(minutes[0]?.timeMs).toBeLessThanOrEqual(newestMs - DAY_MS + MINUTE_MS);
    expect(
      minutes.every(
        (column, n) => n === 0 || column.timeMs - (minutes[n - 1]?.timeMs ?? 0) === MINUTE_MS,
      ),
    ).toBe(true);
    const fives = await readColumns(db, SYMBOL, '5m', newestMs - 7 * DAY_MS + HOUR_MS, Infinity);
    // 7 days less an hour in steps of five minutes: 167 h · 12, the first at 13:05, the last at 12:00.
    expect(fives).toHaveLength(167 * 12);
    const halves = await readColumns(db, SYMBOL, '30m', 0, Infinity);
    expect(halves.length).toBeGreaterThan(29.9 * 48);
  });

  test('leaves a status without fault, at progress 1, with the time of the exchange', async () => {
    const db = await openBackfilled();
    expect(await readStatus(db, SYMBOL)).toMatchObject({
      backfillProgress: 1,
      fault: null,
      lastSuccessMs: START,
      lastColumnMs: Date.UTC(2026, 2, 10, 12, 2),
    });
  });

  test('tells its progress on the way, growing', async () => {
    const db = await openFreshDatabase();
    const seen: number[] = [];
    const announce = async (): Promise<void> => {
      seen.push((await readStatus(db, SYMBOL))?.backfillProgress ?? -1);
    };
    await pollSymbol({ ...portsOf(db, { pageRows: 499 }), announce }, SYMBOL);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBe(1);
  });
});

describe('a minute later', () => {
  test('asks for one minute of candles and nothing of open-interest history', async () => {
    const db = await openBackfilled();
    nowMs = START + MINUTE_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    // 12:00 was published when the first poll ran at 12:02:30; 12:05 is not due at 12:03:30.
    const minute = { startMs: Date.UTC(2026, 2, 10, 12, 2), endMs: Date.UTC(2026, 2, 10, 12, 3) };
    expect(asked).toEqual([
      { name: 'candles', ...minute },
      { name: 'markCandles', ...minute },
    ]);
    expect((await readStatus(db, SYMBOL))?.lastPollWeight).toBe(3);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(minute.endMs);
  });

  test('a second poll in the same minute asks for nothing but the time', async () => {
    const db = await openBackfilled();
    await pollSymbol(portsOf(db), SYMBOL);
    expect(asked).toEqual([]);
    expect((await readStatus(db, SYMBOL))?.lastPollWeight).toBe(1);
  });

  test('the open candle is never asked for', async () => {
    const db = await openBackfilled();
    nowMs = START + 10 * MINUTE_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    const candles = asked.filter(({ name }) => name !== 'openInterestHistory');
    expect(candles).toHaveLength(2);
    expect(candles.every(({ endMs }) => endMs === Date.UTC(2026, 2, 10, 12, 12))).toBe(true);
  });
});

describe('a night asleep', () => {
  test('is fetched as exactly the missing span', async () => {
    const db = await openBackfilled();
    nowMs = START + 8 * HOUR_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    const missing = { startMs: Date.UTC(2026, 2, 10, 12, 2), endMs: Date.UTC(2026, 2, 10, 20, 2) };
    expect(asked.filter(({ name }) => name !== 'openInterestHistory')).toEqual([
      { name: 'candles', ...missing },
      { name: 'markCandles', ...missing },
    ]);
    const columns = await readColumns(db, SYMBOL, '1m', 0, Infinity);
    expect(columns.at(-1)?.timeMs).toBe(missing.endMs);
  });

  test('ends with the same book and the same final columns as being awake', async () => {
    const endMs = START + 47 * MINUTE_MS;
    const awake = await openBackfilled();
    for (nowMs = START + MINUTE_MS; nowMs <= endMs; nowMs += MINUTE_MS)
      await pollSymbol(portsOf(awake), SYMBOL);
    nowMs = endMs;
    const { bookThroughMs } = await readCursors(awake, SYMBOL);
    // 12:49:30: the reading of 12:45 was published at 12:47.
    expect(bookThroughMs).toBe(Date.UTC(2026, 2, 10, 12, 45));
    const book = await awake.get('books', SYMBOL);
    const columns = await readColumns(awake, SYMBOL, '1m', 0, bookThroughMs ?? 0);

    const asleep = await openBackfilled();
    await pollSymbol(portsOf(asleep), SYMBOL);
    expect(await asleep.get('books', SYMBOL)).toEqual(book);
    expect(await readColumns(asleep, SYMBOL, '1m', 0, bookThroughMs ?? 0)).toEqual(columns);
  });

  test('of four days goes on in steps of five minutes where one-minute candles are too old', async () => {
    const db = await openBackfilled();
    nowMs = START + 4 * DAY_MS;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
    const coarse = asked.filter(({ name, endMs }) => name === 'candles' && endMs < nowMs - DAY_MS);
    expect(coarse.length).toBeGreaterThan(0);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(START + 4 * DAY_MS - 30_000);
  });

  test('of forty days begins anew, as the first time', async () => {
    const db = await openBackfilled();
    nowMs = START + 40 * DAY_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    const old = await copyDatabase(db);
    const fresh = await openFreshDatabase();
    await pollSymbol(portsOf(fresh), SYMBOL);
    expect(lastingPart(old)).toEqual(lastingPart(await copyDatabase(fresh)));
  });
});

describe('the provisional tail', () => {
  test('is shown from live readings and gives way to the official ones', async () => {
    const db = await openBackfilled();
    nowMs = START + MINUTE_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    const moment = Date.UTC(2026, 2, 10, 12, 3);
    const [early] = await readColumns(db, SYMBOL, '1m', moment, moment);
    expect((await readCursors(db, SYMBOL)).bookThroughMs).toBeLessThan(moment);
    nowMs = START + 6 * MINUTE_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    const [final] = await readColumns(db, SYMBOL, '1m', moment, moment);
    expect((await readCursors(db, SYMBOL)).bookThroughMs).toBeGreaterThan(moment);
    expect(early).toBeDefined();
    expect(final).toBeDefined();
    expect(final).not.toEqual(early);
  });
});

describe('killed', () => {
  const pollKilledAt = async (db: Database, call: number): Promise<boolean> => {
    const ports = portsOf(db);
    const mortal = createMortal(db, ports.market, call);
    try {
      await pollSymbol({ ...ports, db: mortal.db, market: mortal.market }, SYMBOL);
      return false;
    } catch (error) {
      if (error instanceof Killed) return true;
      throw error;
    }
  };

  test('at any call of a later poll, the next one ends where an undisturbed one does', async () => {
    nowMs = START + 3 * HOUR_MS;
    const undisturbed = await openBackfilled();
    nowMs = START + 3 * HOUR_MS;
    await pollSymbol(portsOf(undisturbed), SYMBOL);
    const expected = lastingPart(await copyDatabase(undisturbed));
    let call = 1;
    for (; ; call += 1) {
      const db = await openBackfilled();
      if (!(await pollKilledAt(db, call))) break;
      expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
      expect(lastingPart(await copyDatabase(db)), `killed at call ${call}`).toEqual(expected);
      db.close();
    }
    expect(call).toBeGreaterThan(20);
  }, 120_000);

  test('again and again during the first poll, each time a little later, it still ends the same', async () => {
    const expected = lastingPart(await copyDatabase(await openBackfilled()));
    const db = await openFreshDatabase();
    let kills = 0;
    while (await pollKilledAt(db, 3 + 2 * kills)) kills += 1;
    expect(kills).toBeGreaterThan(5);
    expect(lastingPart(await copyDatabase(db))).toEqual(expected);
  });
});

describe('twice at once', () => {
  test.each([
    ['the first time', () => openFreshDatabase(), START],
    ['later', openBackfilled, START + 3 * HOUR_MS],
  ])('%s, the result is that of one', async (_, open, atMs) => {
    const once = await open();
    nowMs = atMs;
    await pollSymbol(portsOf(once), SYMBOL);
    const expected = lastingPart(await copyDatabase(once));
    const twice = await open();
    nowMs = atMs;
    await Promise.all([pollSymbol(portsOf(twice), SYMBOL), pollSymbol(portsOf(twice), SYMBOL)]);
    expect(lastingPart(await copyDatabase(twice))).toEqual(expected);
    expect((await readStatus(twice, SYMBOL))?.fault).toBeNull();
  });
});

describe('clocks', () => {
  test.each([-3, 3])(
    'a machine clock %i hours off changes nothing but the noted offset',
    async (hours) => {
      const expected = lastingPart(await copyDatabase(await openBackfilled()));
      const db = await openFreshDatabase();
      nowMs = START;
      await pollSymbol({ ...portsOf(db), now: () => nowMs + hours * HOUR_MS }, SYMBOL);
      expect(lastingPart(await copyDatabase(db))).toEqual(expected);
      expect((await readStatus(db, SYMBOL))?.clockOffsetMs).toBe(-hours * HOUR_MS);
    },
  );
});

describe('rows that the exchange does not have', () => {
  const gapStart = START - 30_000 - 90 * MINUTE_MS;
  const isMissing = (timeMs: number): boolean =>
    timeMs >= gapStart && timeMs < gapStart + 15 * MINUTE_MS;

  test('stay a gap, and are not asked for again', async () => {
    const db = await openFreshDatabase();
    await pollSymbol(portsOf(db, { isMissing }), SYMBOL);
    asked = [];
    nowMs = START + MINUTE_MS;
    await pollSymbol(portsOf(db, { isMissing }), SYMBOL);
    expect(asked.every(({ startMs }) => startMs >= START - MINUTE_MS)).toBe(true);
    const columns = await readColumns(db, SYMBOL, '1m', gapStart, gapStart + 16 * MINUTE_MS);
    // 10:32 ends the last candle before the gap, 10:48 the first one after it.
    expect(columns.map(({ timeMs }) => timeMs)).toEqual([gapStart, gapStart + 16 * MINUTE_MS]);
  });

  test('at the newest end are waited for', async () => {
    const db = await openBackfilled();
    nowMs = START + 2 * MINUTE_MS;
    const late = Date.UTC(2026, 2, 10, 12, 3);
    await pollSymbol(portsOf(db, { isMissing: (timeMs) => timeMs === late }), SYMBOL);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(late);
    nowMs += MINUTE_MS;
    await pollSymbol(portsOf(db), SYMBOL);
    expect((await readColumns(db, SYMBOL, '1m', late, late + MINUTE_MS)).length).toBe(2);
  });
});

describe('faults', () => {
  const kinds: MarketErrorKind[] = [
    'offline',
    'timeout',
    'rate-limited',
    'banned',
    'location-refused',
    'firewall',
    'overloaded',
    'server-error',
    'bad-answer',
  ];
  const failing = (kind: MarketErrorKind, where: string, retryAfterMs: number | null = null) => ({
    onCall: (name: string): void => {
      if (name === where) throw new MarketError(kind, `${where} said ${kind}`, retryAfterMs);
    },
  });

  test.each(kinds)('%s is stored, and gone after the next good poll', async (kind) => {
    const db = await openBackfilled();
    nowMs = START + MINUTE_MS;
    expect(await pollSymbol(portsOf(db, failing(kind, 'openInterestNow')), SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault).toEqual({
      kind,
      detail: `openInterestNow said ${kind}`,
      sinceMs: nowMs,
      retryAtMs: null,
    });
    nowMs += MINUTE_MS;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
    expect((await readStatus(db, SYMBOL))?.fault).toBeNull();
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(nowMs - 30_000);
  });

  test('a fault that lasts keeps the moment at which it began', async () => {
    const db = await openBackfilled();
    for (const minute of [1, 2, 3]) {
      nowMs = START + minute * MINUTE_MS;
      await pollSymbol(portsOf(db, failing('offline', 'openInterestNow')), SYMBOL);
    }
    expect((await readStatus(db, SYMBOL))?.fault?.sinceMs).toBe(START + MINUTE_MS);
  });

  test('a wait that was asked for is kept for every symbol, and ends', async () => {
    const db = await openBackfilled();
    const waiting = failing('banned', 'openInterestNow', 120_000);
    await pollSymbol(portsOf(db, waiting), SYMBOL);
    expect((await readStatus(db, SYMBOL))?.fault?.retryAtMs).toBe(START + 120_000);
    nowMs = START + 119_000;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('left-alone');
    expect(await pollSymbol(portsOf(db), 'ETHUSDT')).toBe('left-alone');
    // The other symbol says why it is not asked for, from when and until when.
    const fault = { kind: 'banned', sinceMs: START, retryAtMs: START + 120_000 };
    expect((await readStatus(db, 'ETHUSDT'))?.fault).toMatchObject(fault);
    nowMs = START + 121_000;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
  });

  test('a wait does not outlast a machine clock that is put back', async () => {
    const db = await openBackfilled();
    await pollSymbol(portsOf(db, failing('rate-limited', 'openInterestNow', 60_000)), SYMBOL);
    const ports = { ...portsOf(db), now: () => nowMs - 3 * HOUR_MS };
    expect(await pollSymbol(ports, SYMBOL)).toBe('done');
  });

  test('one series that fails leaves the others stored and the map going', async () => {
    const db = await openBackfilled();
    nowMs = START + 6 * MINUTE_MS;
    const ports = portsOf(db, failing('bad-answer', 'openInterestHistory'));
    expect(await pollSymbol(ports, SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault?.kind).toBe('bad-answer');
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(nowMs - 30_000);
  });

  test('a first poll that breaks off goes on where it was', async () => {
    const db = await openFreshDatabase();
    let calls = 0;
    const onCall = (): void => {
      calls += 1;
      if (calls > 12) throw new MarketError('offline', 'gone');
    };
    await pollSymbol(portsOf(db, { pageRows: 499, onCall }), SYMBOL);
    const before = asked.length;
    const status = await readStatus(db, SYMBOL);
    expect(status?.fault?.kind).toBe('offline');
    expect(status?.backfillProgress).toBeGreaterThan(0);
    asked = [];
    expect(await pollSymbol(portsOf(db, { pageRows: 499 }), SYMBOL)).toBe('done');
    // 12 calls were answered, one of them the time: the second poll does not ask for those pages.
    const whole = await openFreshDatabase();
    const second = asked.length;
    asked = [];
    await pollSymbol(portsOf(whole, { pageRows: 499 }), SYMBOL);
    expect(second).toBe(asked.length - 11);
    expect(before).toBeGreaterThan(11);
  });

  test('an unknown symbol is left alone for an hour', async () => {
    const db = await openFreshDatabase();
    await pollSymbol(portsOf(db, failing('unknown-symbol', 'openInterestNow')), 'NOPE');
    nowMs += 59 * MINUTE_MS;
    expect(await pollSymbol(portsOf(db), 'NOPE')).toBe('left-alone');
    nowMs += 2 * MINUTE_MS;
    expect(await pollSymbol(portsOf(db), 'NOPE')).toBe('done');
  });

  test('an exchange without a row of the symbol is a fault, not an endless wait', async () => {
    const db = await openFreshDatabase();
    expect(await pollSymbol(portsOf(db, { isMissing: () => true }), SYMBOL)).toBe('failed');
    expect((await readStatus(db, SYMBOL))?.fault?.detail).toContain('no candles');
  });
});

describe('the weight', () => {
  test('of a minute is never more than a fifth of the limit, whatever is asked for', async () => {
    const db = await openFreshDatabase();
    const young = { pageRows: 499, listedMs: Date.UTC(2026, 2, 10, 11) };
    const outcomes: string[] = [];
    for (let n = 0; n < 8; n += 1)
      outcomes.push(await pollSymbol(portsOf(db, young), `COIN${n}USDT`));
    // Each first poll costs 85: five of them are 425, the sixth is put off at 480.
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('done'));
    expect(outcomes.slice(5)).toEqual(Array(3).fill('put-off'));
    nowMs += MINUTE_MS + 1;
    expect(await pollSymbol(portsOf(db, young), 'COIN5USDT')).toBe('done');
  });
});

describe('damage', () => {
  test('a damaged chunk of candles is fetched again in the same poll', async () => {
    const db = await openBackfilled();
    const key = [SYMBOL, '1m', Date.UTC(2026, 2, 10, 12)] as [string, string, number];
    await db.put('candles', { open: 'rubbish' }, key);
    nowMs = START + 5 * MINUTE_MS + FIVE_MINUTES_MS;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
    const expected = await openBackfilled();
    await pollSymbol(portsOf(expected), SYMBOL);
    expect(lastingPart(await copyDatabase(db))).toEqual(lastingPart(await copyDatabase(expected)));
  });

  test('a damaged book is built again from stored rows', async () => {
    const db = await openBackfilled();
    const before = lastingPart(await copyDatabase(db));
    await db.put('books', { mass: 'rubbish' }, SYMBOL);
    asked = [];
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
    expect(asked).toEqual([]);
    expect(lastingPart(await copyDatabase(db))).toEqual(before);
  });

  test('a damaged column chunk costs its columns and nothing else', async () => {
    const db = await openBackfilled();
    const key = [SYMBOL, '1m', Date.UTC(2026, 2, 10, 11)] as [string, string, number];
    await db.put('columns', { timesMs: 7 }, key);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(Date.UTC(2026, 2, 10, 12, 2));
    nowMs = START + MINUTE_MS;
    expect(await pollSymbol(portsOf(db), SYMBOL)).toBe('done');
  });
});
