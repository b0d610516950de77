/**
 * One market, first loadings and live minutes, with or without the worker's deaths at random points of
 * them. Two runs with the same options must store the same bytes, whatever deaths there were.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE_MS } from '../../lib/model/time.ts';
import type { SymbolStatus } from '../../lib/store/status.ts';
import { askForMap } from '../browser/harness/ask-worker.ts';
import { launchOnReplayClock, type ReplayClockSession } from '../browser/harness/replay-clock.ts';
import { toExchange } from '../browser/harness/request-weight.ts';
import { fireAlarmUntil } from '../browser/harness/stage.ts';
import { readStoredRows } from '../browser/harness/stored-rows.ts';
import { readSymbolData, type SymbolData } from '../browser/harness/symbol-data.ts';
import { createRandom, type Random } from '../replay/seeded-random.ts';
import { startReplay, type Replay } from '../replay/server.ts';

/** 2026-01-10 00:00:30 UTC: half a minute past a full day, so that all kinds of chunks have a border. */
export const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);
/**
 * The worker's clock runs ahead of the exchange's, which stands still within a minute: answers that a death
 * lost are asked for again, and these must not wait for the next minute's share of the limit.
 */
const WORKER_SPEED = 30;
/** Symbols by the minute in which a page first asks for them. */
export const JOINS: readonly (readonly [minute: number, symbol: string])[] = [
  [0, 'BTCUSDT'],
  [2, 'ETHUSDT'],
  [4, 'SOLUSDT'],
  [6, 'DOGEUSDT'],
];
const DEATHS_A_MINUTE = 5;
/** Of all deaths, those in each first loading at most. */
const LOADING_SHARE = 0.1;
/** Requests seen in one life before its end, at most: a minute asks little of each symbol. */
const MOST_REQUESTS = { loading: 5, minute: 6 } as const;
/** While a first loading is to be killed its answers take this long, or it would be over before that. */
const LOADING_ANSWER_MS = 40;
/** A death comes this much after the request it was set for, at most: answers, commits and sums lie there. */
const MOST_PAUSE_MS = 30;
const LOOK_EVERY_MS = 2;

/** Where a worker died. */
export interface Death {
  readonly minute: number;
  readonly phase: 'loading' | 'minute';
  /** Requests seen in that life. */
  readonly requests: number;
}

export interface KillRun {
  readonly data: SymbolData;
  readonly deaths: readonly Death[];
  readonly minutes: number;
  /** The exchange's clock at the end. */
  readonly endMs: number;
}

interface Scene {
  readonly replay: Replay;
  readonly session: ReplayClockSession;
  readonly random: Random;
  readonly deaths: Death[];
}

const countAsked = (replay: Replay): number => toExchange(replay.requests).length;

const isPolled = async (
  { replay, session }: Scene,
  symbols: readonly string[],
): Promise<boolean> => {
  const rows = await readStoredRows(await session.extensionPage(), 'status');
  const nowMs = replay.clock.nowMs();
  return symbols.every((symbol) => {
    const status = rows.find(({ key }) => key === symbol)?.value as SymbolStatus | undefined;
    return status?.backfillProgress === 1 && status.lastSuccessMs === nowMs && !status.fault;
  });
};

/** Lets the alarm go off until every symbol has been polled at the exchange's present moment. */
const pollAll = (scene: Scene, symbols: readonly string[]): Promise<boolean> =>
  fireAlarmUntil(scene.session, `${symbols.join(', ')} are polled`, () => isPolled(scene, symbols));

/** Waits for `wanted` requests; false where everything was polled before they came. */
const waitForRequests = async (
  scene: Scene,
  symbols: readonly string[],
  goal: number,
): Promise<boolean> => {
  for (let looks = 1; countAsked(scene.replay) < goal; looks += 1) {
    await pause(LOOK_EVERY_MS);
    if (looks % 20 === 0 && (await isPolled(scene, symbols))) return false;
    // An alarm may have gone to a worker that was just dying.
    if (looks % 1000 === 0) await scene.session.fireAlarm();
  }
  return true;
};

/** Wakes the worker and kills it at a random point; false where it had done everything before that. */
const liveAndDie = async (
  scene: Scene,
  symbols: readonly string[],
  at: Pick<Death, 'minute' | 'phase'>,
): Promise<boolean> => {
  const { replay, session, random, deaths } = scene;
  const wanted = 1 + Math.floor(random() * MOST_REQUESTS[at.phase]);
  const pauseMs = random() * MOST_PAUSE_MS;
  const before = countAsked(replay);
  // The browser's own alarm wakes every tenth life: it does not go off twice within a second.
  await (deaths.length % 10 === 0 ? session.fireBrowserAlarm() : session.fireAlarm());
  if (!(await waitForRequests(scene, symbols, before + wanted))) return false;
  await pause(pauseMs);
  await session.killWorker();
  const requests = countAsked(replay) - before;
  if (await isPolled(scene, symbols)) return false;
  deaths.push({ ...at, requests });
  return true;
};

const dieUpTo = async (
  scene: Scene,
  symbols: readonly string[],
  at: Pick<Death, 'minute' | 'phase'>,
  most: number,
): Promise<void> => {
  for (let count = 0; count < most; count += 1) if (!(await liveAndDie(scene, symbols, at))) return;
};

export interface KillPlan {
  readonly seed: number;
  /** The run ends with the minute in which so many deaths are reached … */
  readonly deaths: number;
  /** … and not before so many minutes. */
  readonly minutes: number;
}

const runMinutes = async (scene: Scene, { deaths, minutes }: KillPlan): Promise<KillRun> => {
  const { replay, session } = scene;
  const extensionPage = await session.extensionPage();
  const symbols: string[] = [];
  let minute = 0;
  for (; minute < minutes || scene.deaths.length < deaths; minute += 1) {
    if (minute > 0) replay.clock.advance(MINUTE_MS);
    const joining = JOINS.find(([at]) => at === minute)?.[1];
    if (joining) {
      symbols.push(joining);
      await askForMap(extensionPage, joining);
    }
    const phase = joining ? 'loading' : 'minute';
    const most = joining ? Math.round(deaths * LOADING_SHARE) : DEATHS_A_MINUTE;
    if (deaths > 0 && joining)
      replay.faults.add({ path: '/', kind: 'slow', delayMs: LOADING_ANSWER_MS });
    if (deaths > 0) await dieUpTo(scene, symbols, { minute, phase }, most);
    replay.faults.clear();
    await pollAll(scene, symbols);
  }
  const data = await readSymbolData(extensionPage);
  return { data, deaths: scene.deaths, minutes: minute, endMs: replay.clock.nowMs() };
};

/** Runs the market once; `deaths: 0` leaves the worker alone. */
export const runKills = async (plan: KillPlan): Promise<KillRun> => {
  const replay = await startReplay({ recordingsDir: null, startMs: START_MS, speed: 0 });
  const session = await launchOnReplayClock(replay, { speed: WORKER_SPEED });
  try {
    const random = createRandom('kills', plan.seed);
    return await runMinutes({ replay, session, random, deaths: [] }, plan);
  } finally {
    await session.close();
    await replay.stop();
  }
};
