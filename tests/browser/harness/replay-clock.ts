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
  /** The replay's clock before it was pushed. It must stand still otherwise. */
  readonly startMs: number;
  /** Worker's milliseconds per real one. */
  readonly speed: number;
}

/** Put as text in front of the worker's code. */
const followReplay = ({ stateUrl, startMs, speed }: WorkerClock): void => {
  const realNow = Date.now.bind(Date);
  const bornMs = realNow();
  let pushedMs = 0;
  Date.now = () => Math.floor(bornMs + (realNow() - bornMs) * speed + pushedMs);
  const ask = fetch.bind(globalThis);
  const readClock = async (): Promise<void> => {
    const { nowMs } = (await (await ask(stateUrl)).json()) as { nowMs: number };
    pushedMs = nowMs - startMs;
  };
  const { onAlarm } = chrome.alarms;
  const addListener = onAlarm.addListener.bind(onAlarm);
  onAlarm.addListener = (listener: (alarm: chrome.alarms.Alarm) => void) => {
    const handOn = (alarm: chrome.alarms.Alarm): void =>
      void readClock().then(() => listener(alarm));
    addListener(handOn);
    chrome.runtime.onMessage.addListener((message: { readonly replayAlarm?: unknown }) => {
      if (message.replayAlarm) handOn(message.replayAlarm as chrome.alarms.Alarm);
    });
  };
  void readClock();
};

/** Sent into a page of the extension: hands the extension's one alarm to its worker, waking it. */
const handAlarmOn = async (): Promise<void> => {
  const [replayAlarm] = await chrome.alarms.getAll();
  if (!replayAlarm) throw new Error('the extension has no alarm');
  // Nobody answers; the worker is awake when that is known.
  await chrome.runtime.sendMessage({ replayAlarm }).catch(() => undefined);
};

interface ReplayClockBuild {
  readonly dir: string;
  remove(): void;
}

const makeBuild = (folder: string, startMs: number, speed: number): ReplayClockBuild => {
  const dir = mkdtempSync(join(tmpdir(), 'lens-build-'));
  cpSync(requireBuild(folder), dir, { recursive: true });
  const worker = join(dir, 'background.js');
  const given: WorkerClock = { stateUrl: STATE_URL, startMs, speed };
  const call = `(${followReplay.toString()})(${JSON.stringify(given)});`;
  writeFileSync(worker, `${call}\n${readFileSync(worker, 'utf8')}`);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

export interface ReplayClockSession extends ChromiumSession {
  /** Lets the browser's own alarm go off; `fireAlarm` hands one on at once. */
  fireBrowserAlarm(): Promise<void>;
}

/**
 * Starts Chromium with such a build. The replay's clock must stand still but for being pushed; the
 * worker's runs on beside it, `speed` times as fast as the real one.
 */
export const launchOnReplayClock = async (
  replay: Replay,
  { speed = 1 }: { readonly speed?: number } = {},
): Promise<ReplayClockSession> => {
  const build = makeBuild('.output/chrome-mv3', replay.clock.nowMs(), speed);
  try {
    const session = await launchChromium({ replay, extensionDir: build.dir });
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
