/**
 * Days of polls at speed with several symbols and random faults, in real Chromium: the worker is told of
 * its next alarm as soon as the last poll has ended, and its clock is the replay's.
 */
import { DAY_MS, floorToPeriod, HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import type { SymbolStatus } from '../../lib/store/status.ts';
import { waitForPoll } from '../browser/harness/ask-worker.ts';
import { launchOnReplayClock, type ReplayClockSession } from '../browser/harness/replay-clock.ts';
import { fireAlarmUntil } from '../browser/harness/stage.ts';
import { candleMinutes, columnMinutes } from '../browser/harness/stored-minutes.ts';
import { readStoredRows } from '../browser/harness/stored-rows.ts';
import { readWorkerHeap } from '../browser/harness/worker-heap.ts';
import type { FaultKind } from '../replay/faults.ts';
import { createRandom, type Random } from '../replay/seeded-random.ts';
import { startReplay, type Replay } from '../replay/server.ts';
import { SYMBOLS } from '../replay/symbols.ts';

const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);
/** A fault begins in one of so many minutes, and lasts up to so many. */
const FAULT_CHANCE = 1 / 40;
const LONGEST_FAULT_MINUTES = 4;
/**
 * What may happen. Not among them: what takes ten real seconds (no answer), what leaves gaps as it should,
 * and refusals, after which each symbol's month is loaded from the other exchange.
 */
const FAULTS: readonly FaultKind[] = [
  'rate-limit',
  'ban',
  'overload',
  'reset',
  'refused',
  'truncated',
  'missing-fields',
  'extra-fields',
  'duplicates',
  'out-of-order',
  'html-200',
];
const HEAP_EVERY_MINUTES = 30;
const MOST_MINUTES_TO_RECOVER = 10;

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
  readonly faults: Readonly<Record<string, number>>;
  /** Bytes of live objects in the worker, one for each half hour. */
  readonly heapBytes: readonly number[];
  /** Bytes that the browser says are stored, for each symbol. */
  readonly storedBytesPerSymbol: number;
  /** The most that was used of each of the exchange's limits within one of its windows. */
  readonly peaks: ReturnType<Replay['peaks']>;
  /** Minutes of the last day without a candle or a column, of all symbols. */
  readonly missingMinutes: number;
  /** Real milliseconds of one minute's poll of all symbols, faults left out. */
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
const runFault = async (scene: Scene, kind: FaultKind): Promise<number> => {
  const length = 1 + Math.floor(scene.random() * LONGEST_FAULT_MINUTES);
  scene.replay.faults.add({ path: '/', kind });
  for (let minute = 0; minute < length; minute += 1) await pollInFault(scene);
  scene.replay.faults.clear();
  return length + (await recover(scene));
};

const pollMinute = async (scene: Scene): Promise<void> => {
  scene.replay.clock.advance(MINUTE_MS);
  await fireAlarmUntil(scene.session, 'all symbols are polled', () => isPolled(scene));
};

const countMissing = async ({ replay, session, symbols }: Scene): Promise<number> => {
  const page = await session.extensionPage();
  const [candles, columns] = [
    await readStoredRows(page, 'candles'),
    await readStoredRows(page, 'columns'),
  ];
  const endMs = floorToPeriod(replay.clock.nowMs(), MINUTE_MS);
  const wanted = Array.from({ length: 23 * 60 }, (_, at) => endMs - (at + 1) * MINUTE_MS);
  return symbols.reduce((sum, symbol) => {
    const opens = new Set(candleMinutes(candles, symbol).map(({ openTimeMs }) => openTimeMs));
    const ends = new Set(columnMinutes(columns, symbol));
    return sum + wanted.filter((timeMs) => !opens.has(timeMs) || !ends.has(timeMs)).length;
  }, 0);
};

const runMinutes = async (scene: Scene, options: SoakOptions): Promise<SoakResult> => {
  const { replay, session, symbols, random } = scene;
  const page = await session.extensionPage();
  const faults: Record<string, number> = {};
  const heapBytes: number[] = [];
  let pollMs = 0;
  let calmMinutes = 0;
  let nextHeap = 0;
  let nextHour = 1;
  for (let minute = await recover(scene); minute < options.minutes;) {
    if (minute >= nextHeap) {
      const bytes = await readWorkerHeap(session.context);
      if (bytes !== null) heapBytes.push(bytes);
      nextHeap = minute + HEAP_EVERY_MINUTES;
    }
    if (random() < FAULT_CHANCE) {
      const kind = FAULTS[Math.floor(random() * FAULTS.length)] ?? 'reset';
      faults[kind] = (faults[kind] ?? 0) + 1;
      minute += await runFault(scene, kind);
    } else {
      const sinceMs = performance.now();
      await pollMinute(scene);
      pollMs += performance.now() - sinceMs;
      calmMinutes += 1;
      minute += 1;
    }
    if (minute * MINUTE_MS >= nextHour * HOUR_MS) options.onHour?.(nextHour++);
  }
  const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  return {
    minutes: options.minutes,
    symbols,
    seed: options.seed,
    faults,
    heapBytes,
    storedBytesPerSymbol: usage / symbols.length,
    peaks: replay.peaks(),
    missingMinutes: await countMissing(scene),
    pollMs: pollMs / Math.max(1, calmMinutes),
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

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Mean of the worker's memory in the last third of a run over that in the first. */
export const computeHeapGrowth = (heapBytes: readonly number[]): number => {
  const third = Math.max(1, Math.floor(heapBytes.length / 3));
  return mean(heapBytes.slice(-third)) / mean(heapBytes.slice(0, third));
};

/** What a run must keep to; `storedBytes` for each symbol. */
export const SOAK_LIMITS = {
  weight: 480,
  statistics: 1000 * 0.2,
  storedBytes: 25e6,
  heapGrowth: 1.25,
  /** A growth below this is the noise of a heap of a few megabytes. */
  heapNoiseBytes: 2e6,
} as const;

/** What a run broke, in words; empty where all is well. */
export const judgeSoak = (result: SoakResult): string[] => {
  const { peaks, heapBytes, storedBytesPerSymbol, missingMinutes } = result;
  const growth = computeHeapGrowth(heapBytes);
  const faults: string[] = [];
  if (peaks.weight > SOAK_LIMITS.weight) faults.push(`weight ${peaks.weight} in one minute`);
  if (peaks.statistics > SOAK_LIMITS.statistics)
    faults.push(`${peaks.statistics} questions for statistics in five minutes`);
  if (storedBytesPerSymbol > SOAK_LIMITS.storedBytes)
    faults.push(`${Math.round(storedBytesPerSymbol / 1e6)} MB stored for each symbol`);
  const grownBytes = Math.max(0, (heapBytes.at(-1) ?? 0) - (heapBytes[0] ?? 0));
  if (growth > SOAK_LIMITS.heapGrowth && grownBytes > SOAK_LIMITS.heapNoiseBytes)
    faults.push(`the worker's memory grew to ${growth.toFixed(2)} times its size`);
  if (missingMinutes > 0) faults.push(`${missingMinutes} minutes are missing`);
  return faults;
};

export const DAY_MINUTES = DAY_MS / MINUTE_MS;
