import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OVERLAY, waitForBands } from './harness/overlay.ts';
import { openChart, openStage, waitForMap, type Stage } from './harness/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** What a frame showed: the symbol in the address and whose bands were on the chart. */
interface Frame {
  readonly shown: string;
  readonly bands: string | null;
}

/** Notes in every frame, after all scripts had their turn, what is about to be painted. */
const recordFrames = (page: Page): Promise<void> =>
  page.evaluate((selector) => {
    const frames: Frame[] = [];
    const look = (): void => {
      const canvas = document.querySelector<HTMLElement>(selector);
      const isDrawing = canvas?.dataset['state'] === 'drawing' && canvas.checkVisibility();
      frames.push({
        shown: location.pathname.split('/').at(-1) ?? '',
        bands: isDrawing ? (canvas.dataset['symbol'] ?? '') : null,
      });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { recordedFrames: frames });
  }, OVERLAY);

const readFrames = (page: Page): Promise<Frame[]> =>
  page.evaluate(() => (window as unknown as { recordedFrames: Frame[] }).recordedFrames);

test.each(['lightweight', 'kline'])(
  'going from one symbol to another never leaves the old bands on the new chart (%s)',
  async (engine) => {
    const page = await openChart(stage.session, { engine }, 'BTCUSDT');
    await waitForBands(page, 'BTCUSDT');
    await waitForMap(stage.session, 'BTCUSDT');
    await recordFrames(page);
    for (const symbol of ['ETHUSDT', 'BTCUSDT', 'ETHUSDT']) {
      await page.getByRole('link', { name: symbol }).click();
      await waitForBands(page, symbol);
    }
    await page.goBack();
    await waitForBands(page, 'BTCUSDT');

    const frames = await readFrames(page);
    const wrong = frames.filter(({ shown, bands }) => bands !== null && bands !== shown);
    expect(wrong).toEqual([]);
    expect(new Set(frames.map(({ bands }) => bands))).toEqual(
      new Set(['BTCUSDT', 'ETHUSDT', null]),
    );
    await page.close();
  },
);

test('a page of the site without a contract gets no bands and no requests', async () => {
  const page = await stage.session.newPage('https://www.binance.com/en/markets/overview');
  const popup = await stage.session.openPopup(page);
  await popup.getByText('No symbol on this page').waitFor();
  expect(await page.locator(OVERLAY).count()).toBe(0);
});
