/**
 * A copy of the built extension whose worker goes by the replay's clock: days of polls take minutes, and
 * limits of a minute and waits that the exchange asks for still mean what they say.
 *
 * A few lines stand before the worker's own code, which is unchanged. They add to `Date.now` what the
 * replay's clock was pushed ahead, asked of the stand-in at birth and before each alarm is handed on; and
 * they hand an alarm on when a page of the extension says so, because the browser lets none go off within
 * a second of the last.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Replay } from '../../replay/server.ts';
import { requireBuild } from './browsers.ts';
import { launchChromium, type ChromiumSession } from './chromium.ts';
import { until } from './until.ts';

/** The stand-in's state, under a name that every build may ask. */
const STATE_URL = 'https://fapi.binance.com/__replay__/state';

interface WorkerClock {
  readonly stateUrl: string;
  /** The replay's clock and the machine's, read at the same moment. */
  readonly startMs: number;
  readonly machineStartMs: number;
  /** Worker's milliseconds per real one. */
  readonly speed: number;
  /** Whether the browser's own alarms are heard too, beside those handed on. */
  readonly hearsBrowser: boolean;
}

/** Put as text in front of the worker's code. */
const followReplay = (clock: WorkerClock): void => {
  const { stateUrl, startMs, machineStartMs, speed, hearsBrowser } = clock;
  const realNow = Date.now.bind(Date);
  let pushedMs = 0;
  Date.now = () => Math.floor(machineStartMs + (realNow() - machineStartMs) * speed + pushedMs);
  const ask = fetch.bind(globalThis);
  const readClock = async (): Promise<void> => {
    const state = (await (await ask(stateUrl)).json()) as { nowMs: number; speed: number };
    pushedMs = state.nowMs - startMs - (realNow() - machineStartMs) * state.speed;
  };
  const born = readClock();
  const { onMessage } = chrome.runtime;
  const addQuestionListener = onMessage.addListener.bind(onMessage);
  // A question that woke the worker is not answered by a clock that is about to jump.
  onMessage.addListener = (listener) =>
    addQuestionListener((message: unknown, sender, answer) => {
      void born.then(async () => {
        const answered: unknown = await listener(message, sender, answer);
        if (typeof answered === 'object') answer(answered);
      });
      return true;
    });
  const { onAlarm } = chrome.alarms;
  const addListener = onAlarm.addListener.bind(onAlarm);
  onAlarm.addListener = (listener: (alarm: chrome.alarms.Alarm) => void) => {
    const handOn = (alarm: chrome.alarms.Alarm): void =>
      void readClock().then(() => listener(alarm));
    if (hearsBrowser) addListener(handOn);
    addQuestionListener((message: { readonly replayAlarm?: unknown }, _sender, answer) => {
      if (!message.replayAlarm) return false;
      void readClock().then(() => {
        listener(message.replayAlarm as chrome.alarms.Alarm);
        answer(true);
      });
      return true;
    });
  };
};

/** Sent into a page of the extension: hands the extension's one alarm to its worker, waking it. */
const handAlarmOn = async (): Promise<void> => {
  const [replayAlarm] = await chrome.alarms.getAll();
  if (!replayAlarm) throw new Error('the extension has no alarm');
  // A worker that dies before it answers has had its alarm all the same.
  await chrome.runtime.sendMessage({ replayAlarm }).catch(() => undefined);
};

type ReplayClockOptions = Partial<Pick<WorkerClock, 'speed' | 'hearsBrowser'>>;

interface ReplayClockBuild {
  readonly dir: string;
  remove(): void;
}

const makeBuild = (
  folder: string,
  startMs: number,
  { speed = 1, hearsBrowser = true }: ReplayClockOptions,
): ReplayClockBuild => {
  const dir = mkdtempSync(join(tmpdir(), 'lens-build-'));
  cpSync(requireBuild(folder), dir, { recursive: true });
  const worker = join(dir, 'background.js');
  const machineStartMs = Date.now();
  const given: WorkerClock = { stateUrl: STATE_URL, startMs, machineStartMs, speed, hearsBrowser };
  const call = `(${followReplay.toString()})(${JSON.stringify(given)});`;
  writeFileSync(worker, `${call}\n${readFileSync(worker, 'utf8')}`);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

export interface ReplayClockSession extends ChromiumSession {
  /** Lets the browser's own alarm go off; `fireAlarm` hands one on at once. */
  fireBrowserAlarm(): Promise<void>;
}

/**
 * Starts Chromium with such a build. The worker's clock is pushed as the replay's is and runs on beside
 * it, `speed` times as fast as the real one; the replay's own speed must be 1, or 0 to stand still.
 */
export const launchOnReplayClock = async (
  replay: Replay,
  options: ReplayClockOptions = {},
): Promise<ReplayClockSession> => {
  const build = makeBuild('.output/chrome-mv3', replay.clock.nowMs(), options);
  try {
    const session = await launchChromium({
      replay,
      extensionDir: build.dir,
      holdsBackRequests: false,
    });
    const page = await session.extensionPage();
    return {
      ...session,
      fireBrowserAlarm: session.fireAlarm,
      fireAlarm: async () => {
        await until('the alarm is handed on', async () => {
          await page.evaluate(handAlarmOn);
          return true;
        });
      },
      close: async () => {
        await session.close();
        build.remove();
      },
    };
  } catch (error) {
    build.remove();
    throw error;
  }
};
