import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { askPage } from './harness/ask-page.ts';
import {
  askMap,
  isSweptByItsPrice,
  isWhatIsLeft,
  type Listener,
  listenToCloses,
  liveRequests,
  makeAlarm,
  openedStreams,
  readPicture,
  type ReadyMap,
  readStoredCloses,
  removeAlarm,
  waitForNoStream,
} from './harness/live.ts';
import { bandsOf, waitForBands } from './harness/overlay.ts';
import { readFigures, waitForFigures } from './harness/popup.ts';
import { sumWeight } from './harness/request-weight.ts';
import { openChart, openStage, pollOnce, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';
import { readStoredRows } from './harness/stored-rows.ts';
import { until } from './harness/until.ts';

const FRESH_MS = 5000;
/** So fast that the price gets somewhere, at more than a mark price each two seconds of the exchange's. */
const FAST = 12;
/** The generated market falls then, and the price runs over what counts. */
const UNTIL_CRASH_MS = (19 * 60 + 41) * 60_000;

let stage: Stage;
let extensionPage: Page;
let listener: Listener | null = null;

beforeAll(async () => {
  stage = await openStage();
  extensionPage = await stage.session.extensionPage();
  await waitForMap(stage.session);
  stage.replay.clock.advance(UNTIL_CRASH_MS);
});
/** The minutes that went by too fast for the polls are caught up on. */
beforeEach(async () => {
  stage.replay.clock.setSpeed(1);
  await askPage(extensionPage, makeAlarm, undefined);
  await pollOnce(stage);
});
afterEach(async () => {
  stage.replay.faults.clear();
  listener?.stop();
  for (const page of stage.session.context.pages()) if (page !== extensionPage) await page.close();
});
afterAll(() => stage?.close());

const waitForAnswer = (what: string, isWanted: (map: ReadyMap) => boolean) =>
  until(what, async () => {
    const map = await askMap(extensionPage, SYMBOL);
    return map && isWanted(map) ? map : null;
  });

const liveMap = (what: string) => waitForAnswer(what, ({ isLive }) => isLive);

const watchChart = async (): Promise<Page> => {
  const page = await openChart(stage.session, { live: '0' });
  await waitForBands(page, SYMBOL);
  await liveMap('the map is live');
  return page;
};

const leave = async (page: Page): Promise<void> => {
  await page.close();
  await waitForNoStream(stage.replay);
};

/** Asks again and again until the exchange's clock has gone on by `spanMs`; gives every answer's age. */
const agesDuring = async (spanMs: number): Promise<number[]> => {
  const endMs = stage.replay.clock.nowMs() + spanMs;
  const ages: number[] = [];
  await until(`${spanMs} ms have gone by`, async () => {
    const map = await askMap(extensionPage, SYMBOL);
    ages.push(stage.replay.clock.nowMs() - (map?.column.timeMs ?? 0));
    return stage.replay.clock.nowMs() > endMs;
  });
  return ages;
};

test('nobody watches: no stream, and nothing asked beyond the polls', () => {
  expect(liveRequests(stage.replay.requests)).toEqual([]);
});

test('forced closes that the exchange sends are stored, each once', async () => {
  const { replay } = stage;
  const exchange = await listenToCloses(replay, SYMBOL);
  listener = exchange;
  await watchChart();
  replay.clock.setSpeed(FAST);
  await until('a dozen forced closes were sent', () => exchange.heard.length >= 12, 90_000);
  replay.clock.setSpeed(1);
  const sentMs = replay.clock.nowMs();
  const { closes, observed } = await until('all of them are stored', async () => {
    const stored = await readStoredCloses(extensionPage, SYMBOL);
    return (stored.observed.at(-1)?.[1] ?? 0) > sentMs && stored;
  });
  const [fromMs, throughMs] = observed.at(-1) ?? [0, 0];
  // At the very ends a close and the mark price beside it may come in either order.
  const inside = ({ timeMs }: { timeMs: number }): boolean =>
    timeMs > fromMs + 1000 && timeMs < Math.min(throughMs, sentMs);
  const sent = exchange.heard.filter(inside).toSorted((a, b) => a.timeMs - b.timeMs);
  expect(sent.length).toBeGreaterThan(5);
  expect(closes.filter(inside)).toEqual(sent);
});

test('while an overlay can be seen the map is never older than five seconds', async () => {
  const page = await watchChart();
  expect(stage.replay.openStreams()).toBe(1);
  const ages = await agesDuring(12_000);
  expect(ages.length).toBeGreaterThan(10);
  expect(Math.max(...ages)).toBeLessThan(FRESH_MS);
  await leave(page);
});

test('what the price runs over is gone at once, and what is stored stays as it was', async () => {
  const { replay } = stage;
  const page = await watchChart();
  await askPage(extensionPage, removeAlarm, undefined);
  const before = await liveMap('the map is live again');
  const columns = await readStoredRows(extensionPage, 'columns');
  const picture = await askPage(page, readPicture, bandsOf(SYMBOL));
  replay.clock.setSpeed(FAST);
  const after = await waitForAnswer('the price ran over something', ({ column }) =>
    isWhatIsLeft(before.column, column),
  );
  await until('the overlay shows it', async () => {
    const now = await askPage(page, readPicture, bandsOf(SYMBOL));
    return now !== null && now !== picture;
  });
  expect(isSweptByItsPrice(after.column)).toBe(true);
  expect(await readStoredRows(extensionPage, 'columns')).toEqual(columns);
});

test('the popup is live while it is open, and says the same price and age as the worker', async () => {
  const popup = await stage.session.openPopup();
  const figures = await waitForFigures(popup, ({ text }) => /live · \d+ s ago/.test(text));
  expect(figures).toMatchObject({ state: 'ready', health: 'ok' });
  await until('both say the same', async () => {
    const [map, shown] = [
      await askMap(extensionPage, SYMBOL),
      await askPage(popup, readFigures, undefined),
    ];
    return map !== null && shown?.price === map.column.price;
  });
  await leave(popup);
});

test('a worker that is killed while somebody watches streams again', async () => {
  await watchChart();
  const opened = openedStreams(stage.replay.requests).length;
  await stage.session.killWorker();
  await until('another stream is open', () => openedStreams(stage.replay.requests).length > opened);
  await liveMap('the map is live again');
});

test('a stream that the exchange ends is opened again, and the map stays live', async () => {
  await watchChart();
  const opened = openedStreams(stage.replay.requests).length;
  stage.replay.cutStreams();
  await until('another stream is open', () => openedStreams(stage.replay.requests).length > opened);
  const ages = await agesDuring(6000);
  expect(Math.max(...ages)).toBeLessThan(FRESH_MS + 1000);
});

test('where streams are refused the mark price is asked for instead, at a weight of one', async () => {
  const { replay } = stage;
  await waitForNoStream(replay);
  replay.faults.add({ path: '/market', kind: 'location' });
  const from = replay.requests.length;
  const page = await watchChart();
  const questions = () =>
    liveRequests(replay.requests.slice(from)).filter(({ method }) => method === 'GET');
  await until('it was asked for several times', () => questions().length >= 4, 60_000);
  expect(sumWeight(questions())).toBe(questions().length);
  const seconds = questions().map(({ timeMs }) => timeMs / 1000);
  const spacing = ((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)) / (seconds.length - 1);
  expect(spacing).toBeGreaterThan(4);
  expect(await askMap(extensionPage, SYMBOL)).toMatchObject({ isLive: true, fault: null });
  await page.close();
  await until('no more is asked', async () => {
    const count = questions().length;
    await agesDuring(7000);
    return questions().length === count;
  });
});

test('when the tab is closed there are polls again, and polls alone', async () => {
  const { replay, session } = stage;
  const page = await watchChart();
  await leave(page);
  const from = replay.requests.length;
  await pollOnce({ session });
  await pollOnce({ session });
  expect(liveRequests(replay.requests.slice(from))).toEqual([]);
  expect(replay.openStreams()).toBe(0);
});
