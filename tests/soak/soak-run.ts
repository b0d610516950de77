/**
 * Days of polls at speed with several symbols and random faults, in real Chromium: the worker is told of
 * its next alarm as soon as the last poll has ended, and its clock is the replay's.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { DAY_MS, floorToPeriod, HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import type { SymbolStatus } from '../../lib/store/status.ts';
import { waitForPoll } from '../browser/harness/ask-worker.ts';
import { launchOnReplayClock, type ReplayClockSession } from '../browser/harness/replay-clock.ts';
import { fireAlarmUntil } from '../browser/harness/stage.ts';
import { readStoredRows } from '../browser/harness/stored-rows.ts';
import { readWorkerHeap } from '../browser/harness/worker-heap.ts';
import { createRandom, type Random } from '../replay/seeded-random.ts';
import { startReplay, type Replay } from '../replay/server.ts';
import { SYMBOLS } from '../replay/symbols.ts';
import { countMissing } from './missing-minutes.ts';
import { median } from './soak-verdict.ts';
import { drawDeath, drawSpell, isKillingTime, type Spell } from './soak-weather.ts';

const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);
/** Beside the names of faults. */
export const DEATH = 'worker killed';
const HEAP_EVERY_MINUTES = 5;
const MOST_MINUTES_TO_RECOVER = 20;
/** A worker dies this many real milliseconds after its alarm, at most. */
const MOST_LIFE_MS = 300;

export interface SoakOptions {
  readonly minutes: number;
  readonly symbolCount: number;
  readonly seed: number;
  readonly onHour?: (hour: number) => void;
}

export interface SoakResult {
  readonly minutes: number;
  readonly symbols: readonly string[];
  readonly seed: number;
  /** How often each fault came; the worker's deaths under a name of their own. */
  readonly faults: Readonly<Record<string, number>>;
  /** Bytes of live objects in one worker's long life, one reading for every few minutes. */
  readonly heapBytes: readonly number[];
  /** Bytes that the browser says are stored, for each symbol. */
  readonly storedBytesPerSymbol: number;
  /** The most that was used of each of the exchange's limits within one of its windows. */
  readonly peaks: ReturnType<Replay['peaks']>;
  /** Minutes of the last day that should be there and are not, of all symbols. */
  readonly missingMinutes: number;
  /** Real milliseconds of one minute's poll of all symbols: the median of those without fault. */
  readonly pollMs: number;
}

interface Scene {
  readonly replay: Replay;
  readonly session: ReplayClockSession;
  readonly symbols: readonly string[];
  readonly random: Random;
}

/** Sent into the page: the settings as the options page would store them. */
const storeWatchlist = (watchlist: readonly string[]): Promise<void> =>
  chrome.storage.local.set({ settings: { watchlist } });

const isPolled = async ({ replay, session, symbols }: Scene): Promise<boolean> => {
  const rows = await readStoredRows(await session.extensionPage(), 'status');
  const minuteMs = floorToPeriod(replay.clock.nowMs(), MINUTE_MS);
  return symbols.every((symbol) => {
    const status = rows.find(({ key }) => key === symbol)?.value as SymbolStatus | undefined;
    return status?.backfillProgress === 1 && (status.lastSuccessMs ?? 0) >= minuteMs;
  });
};

/** A minute in which polls may fail: their end is asked for, symbol by symbol. */
const pollInFault = async ({ replay, session, symbols }: Scene): Promise<void> => {
  replay.clock.advance(MINUTE_MS);
  await session.fireAlarm();
  const page = await session.extensionPage();
  for (const symbol of symbols) await waitForPoll(page, symbol);
};

/** Polls minute by minute until all symbols are well; what a minute's limit puts off comes in the next. */
const recover = async (scene: Scene): Promise<number> => {
  for (let minutes = 1; minutes <= MOST_MINUTES_TO_RECOVER; minutes += 1) {
    await pollInFault(scene);
    if (await isPolled(scene)) return minutes;
  }
  throw new Error(`not well ${MOST_MINUTES_TO_RECOVER} minutes after the last fault`);
};

/** A fault, its minutes and the way out of it; gives the minutes that it took. */
const runSpell = async (scene: Scene, { rule, minutes }: Spell): Promise<number> => {
  scene.replay.faults.add(rule);
  for (let minute = 0; minute < minutes; minute += 1) await pollInFault(scene);
  scene.replay.faults.clear();
  return minutes + (await recover(scene));
};

/** A minute whose worker is killed at some point of its poll; the next one takes it up again. */
const runDeath = async (scene: Scene): Promise<number> => {
  const { replay, session, random } = scene;
  replay.clock.advance(MINUTE_MS);
  await session.fireAlarm();
  await pause(random() * MOST_LIFE_MS);
  await session.killWorker();
  return 1 + (await recover(scene));
};

const pollMinute = async (scene: Scene): Promise<void> => {
  scene.replay.clock.advance(MINUTE_MS);
  await fireAlarmUntil(scene.session, 'all symbols are polled', () => isPolled(scene));
};

const readStoredBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

const createNotes = () => ({
  faults: {} as Record<string, number>,
  heapBytes: [] as number[],
  calmMs: [] as number[],
});

type Notes = ReturnType<typeof createNotes>;

/** One minute, or a fault's or a death's several; gives how many. */
const runOne = async (scene: Scene, notes: Notes, isKilling: boolean): Promise<number> => {
  const count = (name: string): void => {
    notes.faults[name] = (notes.faults[name] ?? 0) + 1;
  };
  const spell = drawSpell(scene.random);
  if (spell) {
    count(spell.rule.kind);
    return await runSpell(scene, spell);
  }
  if (drawDeath(scene.random, isKilling)) {
    count(DEATH);
    return await runDeath(scene);
  }
  const sinceMs = performance.now();
  await pollMinute(scene);
  notes.calmMs.push(performance.now() - sinceMs);
  return 1;
};

const runMinutes = async (scene: Scene, options: SoakOptions): Promise<SoakResult> => {
  const { replay, session, symbols } = scene;
  const page = await session.extensionPage();
  const { minutes, seed } = options;
  const notes = createNotes();
  let nextHeap = 0;
  let nextHour = 1;
  for (let minute = await recover(scene); minute < minutes;) {
    const isKilling = isKillingTime(minute, minutes);
    minute += await runOne(scene, notes, isKilling);
    if (!isKilling && minute >= nextHeap) {
      const bytes = await readWorkerHeap(session.context);
      if (bytes !== null) notes.heapBytes.push(bytes);
      nextHeap = minute + HEAP_EVERY_MINUTES;
    }
    if (minute * MINUTE_MS >= nextHour * HOUR_MS) options.onHour?.(nextHour++);
  }
  return {
    minutes,
    symbols,
    seed,
    faults: notes.faults,
    heapBytes: notes.heapBytes,
    storedBytesPerSymbol: (await readStoredBytes(page)) / symbols.length,
    peaks: replay.peaks(),
    missingMinutes: await countMissing(replay, page, symbols),
    pollMs: median(notes.calmMs),
  };
};

/** Runs the replay for `minutes`; every random choice hangs on `seed`. */
export const runSoak = async (options: SoakOptions): Promise<SoakResult> => {
  const replay = await startReplay({ recordingsDir: null, startMs: START_MS, speed: 1 });
  const session = await launchOnReplayClock(replay, { hearsBrowser: false });
  try {
    const symbols = SYMBOLS.slice(0, options.symbolCount).map(({ symbol }) => symbol);
    await (await session.extensionPage()).evaluate(storeWatchlist, symbols);
    const random = createRandom('soak', options.seed);
    return await runMinutes({ replay, session, symbols, random }, options);
  } finally {
    await session.close();
    await replay.stop();
  }
};

export const DAY_MINUTES = DAY_MS / MINUTE_MS;
