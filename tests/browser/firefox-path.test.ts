import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { computeImbalance } from '../../lib/model/imbalance.ts';
import { startReplay, type Replay } from '../replay/server.ts';
import { measureAxisError } from './harness/axis-error.ts';
import { launchFirefox, type FirefoxSession } from './harness/firefox.ts';
import { keepQuiet } from './harness/live.ts';
import { readNewestColumn } from './harness/newest-column.ts';
import { bandsOf, OVERLAY } from './harness/overlay.ts';
import { waitForFigures } from './harness/popup.ts';
import { EXCHANGE_HOSTS, hostsOfExtension } from './harness/request-weight.ts';
import { chartUrl, SYMBOL } from './harness/stage.ts';
import { readStatus } from './harness/stored-status.ts';
import { until } from './harness/until.ts';

/** The range that the popup counts within before anyone chooses another. */
const WITHIN_PERCENT = 5;
const ALLOWED_PX = { lightweight: 0.5, kline: 1.2 };

let replay: Replay;
let session: FirefoxSession;

beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0 });
  keepQuiet(replay);
  session = await launchFirefox({ replay });
});
afterAll(async () => {
  await session?.close();
  await replay?.stop();
});

const openChart = async (options: Record<string, string> = {}): Promise<Page> => {
  const page = await session.newPage(chartUrl(options));
  await page.evaluate(() => window.chartTruth.ready);
  // Firefox paints no frames in a tab behind another one.
  await page.bringToFront();
  return page;
};

const waitForBands = (page: Page): Promise<unknown> =>
  until('the bands are drawn', () => page.$(bandsOf(SYMBOL)), 60_000);

test('from installation to bands on the chart without a click', async () => {
  const page = await openChart();
  await waitForBands(page);
  const extensionPage = await session.extensionPage();
  await until('the map is stored', async () => {
    const status = await readStatus(extensionPage, SYMBOL);
    return status?.backfillProgress === 1 && status.lastColumnMs !== null;
  });
  await page.close();
});

test.each(['lightweight', 'kline'] as const)(
  'bands lie where the engine puts their prices (%s)',
  async (engine) => {
    const page = await openChart({ engine, live: '0' });
    await waitForBands(page);
    const extensionPage = await session.extensionPage();
    const error = await until('the bands are those of the stored map', async () => {
      const column = await readNewestColumn(extensionPage, SYMBOL);
      const measured = column && (await measureAxisError(page, column));
      return measured && measured.places > 0 && measured.residual < 6 ? measured : null;
    });
    expect(error.errorPx).toBeLessThanOrEqual(ALLOWED_PX[engine]);
    await page.close();
  },
);

test('the popup shows the numbers of the store', async () => {
  const column = await readNewestColumn(await session.extensionPage(), SYMBOL);
  if (!column) throw new Error('no column is stored');
  const expected = computeImbalance(column, column.price, WITHIN_PERCENT);
  const popup = await session.openPopup();
  const figures = await waitForFigures(popup, ({ price }) => price === column.price);
  expect(figures.health).toBe('ok');
  expect(figures.longUsd).toBeCloseTo(expected.longUsd, 0);
  expect(figures.shortUsd).toBeCloseTo(expected.shortUsd, 0);
  await popup.close();
});

test('the switch takes the bands off, they stay off after a reload, and come back', async () => {
  const page = await openChart();
  await waitForBands(page);
  const popup = await session.openPopup(page);
  const flip = (): Promise<void> =>
    popup.evaluate(() => document.querySelector<HTMLElement>('[role="switch"]')?.click());
  await waitForFigures(popup, ({ text }) => text.includes('Bands are on the chart'));
  await flip();
  await waitForFigures(popup, ({ text }) => text.includes('Bands are off on this site'));
  await page.bringToFront();
  await page.reload({ waitUntil: 'domcontentloaded' });
  await page.evaluate(() => window.chartTruth.ready);
  await waitForFigures(popup, ({ text }) => text.includes('Bands are off on this site'));
  expect(await page.$(`${OVERLAY}[data-state="drawing"]`)).toBeNull();
  await flip();
  await waitForBands(page);
  await popup.close();
  await page.close();
});

test('nobody but Binance was asked for anything while it serves', () => {
  expect(hostsOfExtension(replay.requests)).toEqual(EXCHANGE_HOSTS);
});

test('a fault of the exchange is shown in words and recovered from', async () => {
  const popup = await session.openPopup();
  replay.faults.add({ path: '/', kind: 'location' });
  await session.fireAlarm();
  const figures = await waitForFigures(popup, ({ health }) => health === 'location-refused');
  expect(figures.text).toContain('(451)');
  replay.faults.clear();
  await session.fireAlarm();
  await waitForFigures(popup, ({ health }) => health === 'ok');
  await popup.close();
});

test('where it refused, Bybit was asked in its place, and nobody else', () => {
  const others = hostsOfExtension(replay.requests).filter((host) => !EXCHANGE_HOSTS.includes(host));
  // Its stream is listened to only where the popup was watched for long enough.
  expect(others.filter((host) => host !== 'stream.bybit.com')).toEqual(['api.bybit.com']);
});
