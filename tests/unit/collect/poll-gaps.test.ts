import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import type { Market } from '../../../lib/markets/market.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { readColumns, readNewestColumn } from '../../../lib/store/columns.ts';
import { readCursors } from '../../../lib/store/cursors.ts';
import { readGaps } from '../../../lib/store/gap-rows.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { copyDatabase, lastingPart, openFreshDatabase } from './database-copy.ts';
import { openBackfilled, portsOf, resetWorld, START, SYMBOL, world } from './poll-world.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeEach(resetWorld);

const at = (hour: number, minute: number): number => Date.UTC(2026, 2, 10, hour, minute);

describe('a hole in the answers of the exchange', () => {
  const isMissing = (timeMs: number): boolean => timeMs >= at(10, 30) && timeMs < at(10, 45);

  test('becomes a gap in every series that lacks it, once it is final', async () => {
    const db = await openFreshDatabase();
    await pollBook(portsOf(db, { isMissing }), SYMBOL);
    const gap = { fromMs: at(10, 30), throughMs: at(10, 45), reason: 'not-had' };
    // The readings of 10:30, 10:35 and 10:40 are missing: each stands for the five minutes before it.
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([
      { ...gap, series: 'candles' },
      { ...gap, series: 'mark' },
      { ...gap, series: 'open-interest', fromMs: at(10, 25), throughMs: at(10, 40) },
    ]);
    const inside = await readColumns(db, SYMBOL, '1m', at(10, 31), at(10, 45));
    expect(inside).toEqual([]);
  });

  test('is none before the contract was listed', async () => {
    const db = await openBackfilled();
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([]);
  });

  test('is no gap while its rows may still come', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 2 * MINUTE_MS;
    await pollBook(portsOf(db, { isMissing: (timeMs) => timeMs >= at(12, 2) }), SYMBOL);
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([]);
  });

  test('is the same gap however often the book is built again', async () => {
    const db = await openFreshDatabase();
    await pollBook(portsOf(db, { isMissing }), SYMBOL);
    const before = lastingPart(await copyDatabase(db));
    await db.put('books', { mass: 'rubbish' }, SYMBOL);
    await pollBook(portsOf(db, { isMissing }), SYMBOL);
    expect(lastingPart(await copyDatabase(db))).toEqual(before);
  });
});

describe('time asleep', () => {
  test('leaves no gap where the exchange still has all of it', async () => {
    const db = await openBackfilled();
    world.nowMs = START + 30 * 60 * MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([]);
  });

  test('leaves minutes as candles of five minutes, which equal the exchange’s own', async () => {
    const db = await openBackfilled();
    const key = [SYMBOL, '5m', Date.UTC(2026, 2, 10)] as [string, string, number];
    const { high, close } = (await db.get('candles', key)) as Record<string, Float64Array>;
    const { bookThroughMs } = await readCursors(db, SYMBOL);
    const market: Market = portsOf(db).market;
    const endMs = bookThroughMs ?? 0;
    const range = { symbol: SYMBOL, startMs: at(0, 0), endMs };
    const { rows } = await market.candles({ ...range, interval: '5m' });
    expect(rows).toHaveLength((endMs - at(0, 0)) / FIVE_MINUTES_MS);
    // The small market's closes are one function of time, so those of both intervals are equal; its
    // highs are not, as each interval adds its own wick.
    rows.forEach((row, n) => expect(close?.[n]).toBe(row.close));
    expect(Number.isNaN(high?.[rows.length - 1])).toBe(false);
    expect(Number.isNaN(close?.[rows.length])).toBe(true);
  });
});

describe('a row that cannot be true', () => {
  const wrongAt = at(12, 4);
  /** Drops the minute as the exchange's client does. */
  const dropping = (market: Market): Market => ({
    ...market,
    candles: async (request) => {
      const answer = await market.candles(request);
      const isWrong = (timeMs: number): boolean => timeMs === wrongAt && request.interval === '1m';
      if (!answer.rows.some(({ openTimeMs }) => isWrong(openTimeMs))) return answer;
      return {
        ...answer,
        rows: answer.rows.filter(({ openTimeMs }) => !isWrong(openTimeMs)),
        dropped: [{ timeMs: wrongAt, detail: '/klines, candle of 12:04: close 9 outside' }],
      };
    },
  });

  test('becomes a gap with its reason, is told of, and stops nothing', async () => {
    const db = await openBackfilled();
    world.nowMs = at(12, 8) + 30_000;
    const ports = portsOf(db);
    const poll = () => pollBook({ ...ports, market: dropping(ports.market) }, SYMBOL);
    expect(await poll()).toBe('done');
    const status = await readStatus(db, SYMBOL);
    expect(status?.fault?.kind).toBe('bad-answer');
    expect(status?.fault?.detail).toContain('/klines, candle of 12:04');
    expect(status?.lastSuccessMs).toBe(world.nowMs);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(at(12, 8));
    const gap = { fromMs: wrongAt, throughMs: at(12, 5), series: 'candles', reason: 'bad-row' };
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([gap]);
    // Once the book has gone over it, it is still that one gap, and no fault is told any more.
    world.nowMs = at(12, 30) + 30_000;
    expect(await poll()).toBe('done');
    expect((await readStatus(db, SYMBOL))?.fault).toBeNull();
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([gap]);
  });

  test('at the newest end is asked for again, and when it comes right there is no gap', async () => {
    const db = await openBackfilled();
    world.nowMs = at(12, 5) + 30_000;
    const ports = portsOf(db);
    await pollBook({ ...ports, market: dropping(ports.market) }, SYMBOL);
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toHaveLength(1);
    world.nowMs += MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    expect(await readGaps(db, SYMBOL, 0, world.nowMs)).toEqual([]);
    expect((await readColumns(db, SYMBOL, '1m', at(12, 5), at(12, 5))).length).toBe(1);
  });
});

describe('a candle asked for within two seconds of its close', () => {
  test('is shown at once and asked for once more', async () => {
    const db = await openBackfilled();
    world.nowMs = at(12, 4) + 300;
    await pollBook(portsOf(db), SYMBOL);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(at(12, 4));
    world.asked = [];
    world.nowMs = at(12, 5) + 300;
    await pollBook(portsOf(db), SYMBOL);
    const span = { startMs: at(12, 3), endMs: at(12, 5) };
    expect(world.asked.filter(({ name }) => name.includes('andles'))).toEqual([
      { name: 'candles', ...span },
      { name: 'markCandles', ...span },
    ]);
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(at(12, 5));
  });

  test('ends with the same as one asked for later', async () => {
    const early = await openBackfilled();
    for (let minute = 3; minute <= 40; minute += 1) {
      world.nowMs = at(12, minute) + 300;
      await pollBook(portsOf(early), SYMBOL);
    }
    world.nowMs = at(12, 40) + 30_000;
    await pollBook(portsOf(early), SYMBOL);
    const late = await openBackfilled();
    world.nowMs = at(12, 40) + 30_000;
    await pollBook(portsOf(late), SYMBOL);
    const { bookThroughMs } = await readCursors(late, SYMBOL);
    expect(await early.get('books', SYMBOL)).toEqual(await late.get('books', SYMBOL));
    expect(await readColumns(early, SYMBOL, '1m', 0, bookThroughMs ?? 0)).toEqual(
      await readColumns(late, SYMBOL, '1m', 0, bookThroughMs ?? 0),
    );
  });
});
