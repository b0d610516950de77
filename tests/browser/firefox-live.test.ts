import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReplay, type Replay } from '../replay/server.ts';
import { launchFirefox, type FirefoxSession } from './harness/firefox.ts';
import {
  askMap,
  liveRequests,
  openedStreams,
  type ReadyMap,
  waitForNoStream,
} from './harness/live.ts';
import { bandsOf } from './harness/overlay.ts';
import { waitForFigures } from './harness/popup.ts';
import { chartUrl, SYMBOL, waitForMap } from './harness/stage.ts';
import { until } from './harness/until.ts';

const FRESH_MS = 5000;
/** Longer than the half minute after which Firefox unloads an event page that nobody asks anything. */
const BEYOND_UNLOADING_MS = 45_000;

let replay: Replay;
let session: FirefoxSession;
let extensionPage: Page;

beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null });
  session = await launchFirefox({ replay });
  extensionPage = await session.extensionPage();
  await waitForMap(session);
});
afterAll(async () => {
  await session?.close();
  await replay?.stop();
});

const openWatchedChart = async (): Promise<Page> => {
  const page = await session.newPage(chartUrl({ live: '0' }));
  await page.evaluate(() => window.chartTruth.ready);
  // Firefox paints no frames in a tab behind another one.
  await page.bringToFront();
  await until('the bands are drawn', () => page.$(bandsOf(SYMBOL)), 60_000);
  return page;
};

/** Asks seldom: questions of the test must not be what keeps the event page loaded. */
const agesDuring = async (spanMs: number, everyMs: number): Promise<number[]> => {
  const ages: number[] = [];
  const endMs = replay.clock.nowMs() + spanMs;
  while (replay.clock.nowMs() < endMs) {
    const nextMs = replay.clock.nowMs() + everyMs;
    await until('the next look is due', () => replay.clock.nowMs() > nextMs);
    const map: ReadyMap | null = await askMap(extensionPage, SYMBOL);
    ages.push(replay.clock.nowMs() - (map?.column.timeMs ?? 0));
  }
  return ages;
};

test('while an overlay can be seen the map is live, longer than an event page is kept', async () => {
  const page = await openWatchedChart();
  await until('the map is live', async () => (await askMap(extensionPage, SYMBOL))?.isLive);
  const ages = await agesDuring(BEYOND_UNLOADING_MS, 9000);
  expect(Math.max(...ages)).toBeLessThan(FRESH_MS);
  expect(openedStreams(replay.requests)).toHaveLength(1);
  await page.close();
});

test('a tab behind another one is not watched: its stream is closed, and opened when it is seen again', async () => {
  const page = await openWatchedChart();
  await until('the stream is open', () => replay.openStreams() === 1);
  await extensionPage.bringToFront();
  await waitForNoStream(replay);
  await page.bringToFront();
  await until('the stream is open again', () => replay.openStreams() === 1);
  await page.close();
  await waitForNoStream(replay);
});

test('the popup is live while it is open', async () => {
  const popup = await session.openPopup();
  await popup.bringToFront();
  await waitForFigures(popup, ({ text }) => /live · \d+ s ago/.test(text));
  await popup.close();
  await waitForNoStream(replay);
});

test('nothing is asked beyond polls once nobody watches', async () => {
  const from = replay.requests.length;
  await session.fireAlarm();
  await until('a poll was made', () =>
    replay.requests.slice(from).some(({ path }) => path === '/fapi/v1/openInterest'),
  );
  expect(liveRequests(replay.requests.slice(from))).toEqual([]);
});
