import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import type { Market } from '../../../lib/markets/market.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readColumns, readNewestColumn } from '../../../lib/store/columns.ts';
import { readGaps } from '../../../lib/store/gap-rows.ts';
import { readCursors } from '../../../lib/store/cursors.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { copyDatabase, lastingPart, openFreshDatabase } from './database-copy.ts';
import { openBackfilled, portsOf, resetWorld, START, SYMBOL, world } from './poll-world.ts';

/** Whole months are gone through here, which a busy machine may take a minute for. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeEach(resetWorld);

describe('the first poll', () => {
  test('fills every resolution up to the newest full minute', async () => {
    const db = await openFreshDatabase();
    expect(await pollBook(portsOf(db, { listedMs: 0 }), SYMBOL)).toBe('done');
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

  test('that another one overtakes leaves it to the other, and is no failure', async () => {
    const db = await openFreshDatabase();
    const ports = portsOf(db);
    // The first stretch of the other poll's book goes into the store while this one still fetches.
    const openInterestHistory: Market['openInterestHistory'] = async (request) => {
      const answer = await ports.market.openInterestHistory(request);
      const cursors = await readCursors(db, SYMBOL);
      await db.put('cursors', { ...cursors, revision: 7 }, SYMBOL);
      return answer;
    };
    const market = { ...ports.market, openInterestHistory };
    expect(await pollBook({ ...ports, market }, SYMBOL)).toBe('done');
    expect((await readStatus(db, SYMBOL))?.fault).toBeNull();
  });

  test('tells its progress on the way, growing', async () => {
    const db = await openFreshDatabase();
    const seen: number[] = [];
    const announce = async (): Promise<void> => {
      seen.push((await readStatus(db, SYMBOL))?.backfillProgress ?? -1);
    };
    await pollBook({ ...portsOf(db, { pageRows: 499 }), announce }, SYMBOL);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBe(1);
  });
});

describe('a minute later', () => {
  test('asks for one minute of candles and nothing of open-interest history', async () => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    // 12:00 was published when the first poll ran at 12:02:30; 12:05 is not due at 12:03:30.
    const minute = { startMs: Date.UTC(2026, 2, 10, 12, 2), endMs: Date.UTC(2026, 2, 10, 12, 3) };
    expect(world.asked).toEqual([
      { name: 'candles', ...minute },
      { name: 'markCandles', ...minute },
    ]);
    expect((await readStatus(db, SYMBOL))?.lastPollWeight).toBe(3);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(minute.endMs);
  });

  test('a second poll in the same minute asks for nothing but the time', async () => {
    const db = await openBackfilled();
    await pollBook(portsOf(db), SYMBOL);
    expect(world.asked).toEqual([]);
    expect((await readStatus(db, SYMBOL))?.lastPollWeight).toBe(1);
  });

  test('the open candle is never asked for', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 10 * MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    const candles = world.asked.filter(({ name }) => name !== 'openInterestHistory');
    expect(candles).toHaveLength(2);
    expect(candles.every(({ endMs }) => endMs === Date.UTC(2026, 2, 10, 12, 12))).toBe(true);
  });
});

describe('a night asleep', () => {
  test('is fetched as exactly the missing span', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 8 * HOUR_MS;
    await pollBook(portsOf(db), SYMBOL);
    const missing = { startMs: Date.UTC(2026, 2, 10, 12, 2), endMs: Date.UTC(2026, 2, 10, 20, 2) };
    expect(world.asked.filter(({ name }) => name !== 'openInterestHistory')).toEqual([
      { name: 'candles', ...missing },
      { name: 'markCandles', ...missing },
    ]);
    const columns = await readColumns(db, SYMBOL, '1m', 0, Infinity);
    expect(columns.at(-1)?.timeMs).toBe(missing.endMs);
  });

  test('ends with the same book and the same final columns as being awake', async () => {
    const endMs = START + 47 * MINUTE_MS;
    const awake = await openBackfilled();
    for (world.nowMs = START + MINUTE_MS; world.nowMs <= endMs; world.nowMs += MINUTE_MS)
      await pollBook(portsOf(awake), SYMBOL);
    world.nowMs = endMs;
    const { bookThroughMs } = await readCursors(awake, SYMBOL);
    // 12:49:30: the reading of 12:45 was published at 12:47.
    expect(bookThroughMs).toBe(Date.UTC(2026, 2, 10, 12, 45));
    const book = await awake.get('books', SYMBOL);
    const columns = await readColumns(awake, SYMBOL, '1m', 0, bookThroughMs ?? 0);

    const asleep = await openBackfilled();
    await pollBook(portsOf(asleep), SYMBOL);
    expect(await asleep.get('books', SYMBOL)).toEqual(book);
    expect(await readColumns(asleep, SYMBOL, '1m', 0, bookThroughMs ?? 0)).toEqual(columns);
  });

  test('of four days goes on in steps of five minutes where one-minute candles are too old', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 4 * DAY_MS;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    const coarse = world.asked.filter(
      ({ name, endMs }) => name === 'candles' && endMs < world.nowMs - DAY_MS,
    );
    expect(coarse.length).toBeGreaterThan(0);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(START + 4 * DAY_MS - 30_000);
  });

  test('of forty days begins anew, and keeps what was before it and the gap between', async () => {
    const db = await openBackfilled();
    const before = lastingPart(await copyDatabase(db));
    const finalMs = (await readCursors(db, SYMBOL)).bookThroughMs ?? 0;
    world.nowMs = START + 40 * DAY_MS;
    await pollBook(portsOf(db), SYMBOL);
    const after = lastingPart(await copyDatabase(db));
    const fresh = await openFreshDatabase();
    await pollBook(portsOf(fresh), SYMBOL);
    expect(after).toMatchObject(lastingPart(await copyDatabase(fresh)));
    // 2026-03-09 06:00, when the contract was listed, and the chunk of that day.
    const old = `columns ${SYMBOL},30m,${Date.UTC(2026, 2, 9)}`;
    expect(after[old]).toBe(before[old]);
    // The exchange's month before 2026-04-19 12:02:30 begins at 2026-03-20 12:30 by the half hour.
    const gap = { fromMs: finalMs, throughMs: Date.UTC(2026, 2, 20, 12, 30), reason: 'away' };
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual(
      ['candles', 'mark', 'open-interest'].map((series) => ({ ...gap, series })),
    );
  });

  test('that was long leaves no column of the time that is lost', async () => {
    const db = await openBackfilled();
    const finalMs = (await readCursors(db, SYMBOL)).bookThroughMs ?? 0;
    world.nowMs = START + 40 * DAY_MS;
    await pollBook(portsOf(db), SYMBOL);
    const lost = await readColumns(db, SYMBOL, '30m', finalMs + 1, Date.UTC(2026, 2, 20, 12, 30));
    expect(lost).toEqual([]);
    expect((await readColumns(db, SYMBOL, '30m', 0, finalMs)).length).toBeGreaterThan(50);
  });
});

describe('the provisional tail', () => {
  test('is shown from live readings and gives way to the official ones', async () => {
    const db = await openBackfilled();
    world.nowMs = START + MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    const moment = Date.UTC(2026, 2, 10, 12, 3);
    const [early] = await readColumns(db, SYMBOL, '1m', moment, moment);
    expect((await readCursors(db, SYMBOL)).bookThroughMs).toBeLessThan(moment);
    world.nowMs = START + 6 * MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    const [final] = await readColumns(db, SYMBOL, '1m', moment, moment);
    expect((await readCursors(db, SYMBOL)).bookThroughMs).toBeGreaterThan(moment);
    expect(early).toBeDefined();
    expect(final).toBeDefined();
    expect(final).not.toEqual(early);
  });
});
