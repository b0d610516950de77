import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pollBook } from '../../../lib/collect/poll.ts';
import { createCalibration } from '../../../lib/model/calibration.ts';
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import {
  readAccuracy,
  readCalibration,
  readLearned,
  resetCalibration,
} from '../../../lib/store/learned.ts';
import { putLiquidations } from '../../../lib/store/liquidation-rows.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { copyDatabase, lastingPart } from './database-copy.ts';
import { priceAt } from './fake-market.ts';
import { createMortal, Killed } from './mortal.ts';
import { openBackfilled, portsOf, resetWorld, START, SYMBOL, world } from './poll-world.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeEach(resetWorld);

const listenedFromMs = START;
/** As if the stream had been open from START on and told one long each three minutes. */
const listen = async (db: Database): Promise<void> => {
  const liquidations = Array.from({ length: 15 }, (_, n) => {
    const timeMs = listenedFromMs + n * 3 * MINUTE_MS;
    return { timeMs, side: 'long', price: priceAt(timeMs), quantityCoins: 3 } as const;
  });
  const observed = { fromMs: listenedFromMs, throughMs: listenedFromMs + 45 * MINUTE_MS };
  await putLiquidations(db, SYMBOL, { liquidations, observed });
};

describe('forced closes that were heard', () => {
  test('are compared with what the final book swept, slot by slot', async () => {
    const db = await openBackfilled();
    await listen(db);
    world.nowMs = START + 47 * MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    const { samples, calibration } = await readLearned(db, SYMBOL);
    // Final at 12:49:30 to 12:45; listened from 12:02:30 to 12:47:30: whole are 12:05 to 12:45.
    expect(samples.map(({ timeMs }) => timeMs)).toEqual(
      Array.from({ length: 8 }, (_, n) => Date.UTC(2026, 2, 10, 12, 10) + n * FIVE_MINUTES_MS),
    );
    expect(calibration.slots).toBe(8);
    // Each slot of five minutes has one or two of the closes, of three coins at a price near 100.
    for (const { long } of samples) {
      expect(long.observedUsd).toBeGreaterThan(280);
      expect(long.observedUsd).toBeLessThan(660);
    }
    expect(await readAccuracy(db, SYMBOL)).toEqual({ long: null, short: null });
  });

  test('teach nothing twice, whenever the worker is killed', async () => {
    const undisturbed = await openBackfilled();
    await listen(undisturbed);
    world.nowMs = START + 47 * MINUTE_MS;
    await pollBook(portsOf(undisturbed), SYMBOL);
    const expected = lastingPart(await copyDatabase(undisturbed));
    expect(Object.keys(expected)).toContain(`learned ${SYMBOL}`);
    let kills = 0;
    for (let call = 1; ; call += 3) {
      const db = await openBackfilled();
      await listen(db);
      world.nowMs = START + 47 * MINUTE_MS;
      const ports = portsOf(db);
      const mortal = createMortal(db, ports.market, call);
      const poll = pollBook({ ...ports, db: mortal.db, market: mortal.market }, SYMBOL);
      const isKilled = await poll.then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      await pollBook(portsOf(db), SYMBOL);
      expect(lastingPart(await copyDatabase(db)), `killed at call ${call}`).toEqual(expected);
      if (!isKilled) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(5);
  });
});

describe('the way back to the prior', () => {
  const learn = async (): Promise<Database> => {
    const db = await openBackfilled();
    await listen(db);
    world.nowMs = START + 47 * MINUTE_MS;
    await pollBook(portsOf(db), SYMBOL);
    return db;
  };

  test('forgets the calibration and keeps what says how right the map was', async () => {
    const db = await learn();
    await resetCalibration(db, SYMBOL);
    expect(await readCalibration(db, SYMBOL)).toEqual(createCalibration());
    expect((await readLearned(db, SYMBOL)).samples).toHaveLength(8);
  });

  test('is not undone by a poll that was under way', async () => {
    const db = await openBackfilled();
    await listen(db);
    world.nowMs = START + 47 * MINUTE_MS;
    let reset: Promise<void> | undefined;
    const onCall = (name: string): void => {
      if (name === 'candles') reset ??= resetCalibration(db, SYMBOL);
    };
    await pollBook(portsOf(db, { onCall }), SYMBOL);
    await reset;
    expect((await readCalibration(db, SYMBOL)).slots).toBe(0);
  });

  test('is what a damaged row leads to', async () => {
    const db = await learn();
    await db.put('learned', { calibration: 7, samples: Float64Array.of(1, 2) }, SYMBOL);
    expect(await readLearned(db, SYMBOL)).toEqual({
      calibration: createCalibration(),
      samples: [],
    });
  });
});
