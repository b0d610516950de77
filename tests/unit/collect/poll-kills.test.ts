import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { readNewestColumn } from '../../../lib/store/columns.ts';
import { readCursors } from '../../../lib/store/cursors.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { copyDatabase, lastingPart, openFreshDatabase } from './database-copy.ts';
import { createMortal, Killed } from './mortal.ts';
import { openBackfilled, portsOf, resetWorld, START, SYMBOL, world } from './poll-world.ts';

/** Whole months are gone through here, which a busy machine may take a minute for. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeEach(resetWorld);

describe('killed', () => {
  const pollKilledAt = async (db: Database, call: number): Promise<boolean> => {
    const ports = portsOf(db);
    const mortal = createMortal(db, ports.market, call);
    try {
      await pollBook({ ...ports, db: mortal.db, market: mortal.market }, SYMBOL);
      return false;
    } catch (error) {
      if (error instanceof Killed) return true;
      throw error;
    }
  };

  test('at any call of a later poll, the next one ends where an undisturbed one does', async () => {
    world.nowMs = START + 3 * HOUR_MS;
    const undisturbed = await openBackfilled();
    world.nowMs = START + 3 * HOUR_MS;
    await pollBook(portsOf(undisturbed), SYMBOL);
    const expected = lastingPart(await copyDatabase(undisturbed));
    let call = 1;
    for (; ; call += 1) {
      const db = await openBackfilled();
      if (!(await pollKilledAt(db, call))) break;
      expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
      expect(lastingPart(await copyDatabase(db)), `killed at call ${call}`).toEqual(expected);
      db.close();
    }
    expect(call).toBeGreaterThan(20);
  });

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
    world.nowMs = atMs;
    await pollBook(portsOf(once), SYMBOL);
    const expected = lastingPart(await copyDatabase(once));
    const twice = await open();
    world.nowMs = atMs;
    await Promise.all([pollBook(portsOf(twice), SYMBOL), pollBook(portsOf(twice), SYMBOL)]);
    expect(lastingPart(await copyDatabase(twice))).toEqual(expected);
    expect((await readStatus(twice, SYMBOL))?.fault).toBeNull();
  });
});

describe('a book that a new version of the model cannot go on from', () => {
  test('is built anew, and until then the map counts as loading', async () => {
    const db = await openBackfilled();
    const expected = lastingPart(await copyDatabase(db));
    await db.put('books', { modelVersion: 0 }, SYMBOL);
    let killAtCall = 1;
    const isOldAndReady = async (): Promise<boolean> => {
      const ageMs = world.nowMs - ((await readNewestColumn(db, SYMBOL))?.timeMs ?? 0);
      return ageMs > HOUR_MS && (await readStatus(db, SYMBOL))?.backfillProgress === 1;
    };
    // Killed later and later: whatever is stored then is never an old map that says to be ready.
    for (; ; killAtCall += 1) {
      // Hundreds of polls in no time would use up the minute.
      await db.delete('facts', 'exchange');
      const ports = portsOf(db);
      const mortal = createMortal(db, ports.market, killAtCall);
      const poll = pollBook({ ...ports, db: mortal.db, market: mortal.market }, SYMBOL);
      const isKilled = await poll.then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      expect(await isOldAndReady(), `killed at call ${killAtCall}`).toBe(false);
      if (!isKilled) break;
      await db.put('books', { modelVersion: 0 }, SYMBOL);
    }
    expect(killAtCall).toBeGreaterThan(20);
    expect((await readStatus(db, SYMBOL))?.backfillProgress).toBe(1);
    expect(lastingPart(await copyDatabase(db))).toEqual(expected);
  });
});

describe('clocks', () => {
  test.each([-3, 3])(
    'a machine clock %i hours off changes nothing but the noted offset',
    async (hours) => {
      const expected = lastingPart(await copyDatabase(await openBackfilled()));
      const db = await openFreshDatabase();
      world.nowMs = START;
      await pollBook({ ...portsOf(db), now: () => world.nowMs + hours * HOUR_MS }, SYMBOL);
      expect(lastingPart(await copyDatabase(db))).toEqual(expected);
      expect((await readStatus(db, SYMBOL))?.clockOffsetMs).toBe(-hours * HOUR_MS);
    },
  );

  test.each([
    ['a year', 365 * DAY_MS],
    ['two days', 2 * DAY_MS],
    ['an hour', HOUR_MS],
  ])('an exchange that once said a time of %s ahead does no lasting harm', async (_, aheadMs) => {
    const db = await openBackfilled();
    world.nowMs = START + aheadMs;
    await pollBook(portsOf(db, { isMissing: (timeMs) => timeMs > START }), SYMBOL);
    world.nowMs = START + MINUTE_MS;
    expect(await pollBook(portsOf(db), SYMBOL)).toBe('done');
    expect((await readNewestColumn(db, SYMBOL))?.timeMs).toBe(START + MINUTE_MS - 30_000);
    const undisturbed = await openFreshDatabase();
    await pollBook(portsOf(undisturbed), SYMBOL);
    const { coverage } = await readCursors(undisturbed, SYMBOL);
    expect((await readCursors(db, SYMBOL)).coverage).toEqual(coverage);
  });
});
