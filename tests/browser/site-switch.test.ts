import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OVERLAY, waitForBands, waitForNoBands } from './harness/overlay.ts';
import { waitForFigures } from './harness/popup.ts';
import { openChart, openStage, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';

let stage: Stage;
let page: Page;
let popup: Page;

beforeAll(async () => {
  stage = await openStage();
  page = await openChart(stage.session);
  await waitForBands(page, SYMBOL);
  await waitForMap(stage.session);
  popup = await stage.session.openPopup(page);
  await waitForFigures(popup, ({ text }) => text.includes('Bands are on the chart'));
});
afterAll(() => stage?.close());

const flipSwitch = (): Promise<void> => popup.getByRole('switch').click({ force: true });

test('the switch takes the bands off the page at once', async () => {
  await flipSwitch();
  await waitForNoBands(page);
  await waitForFigures(popup, ({ text }) => text.includes('off on this site'));
});

test('it stays off after the page is loaded again', async () => {
  await page.reload();
  await page.evaluate(() => window.chartTruth.ready);
  // The tab's own report comes from the overlay, so it has read the switch by then.
  await waitForFigures(popup, ({ text }) => text.includes('Bands are off on this site'));
  expect(await page.locator(`${OVERLAY}[data-state="drawing"]`).count()).toBe(0);
});

test('it is off on every tab of the site', async () => {
  const other = await openChart(stage.session, { engine: 'kline' });
  const otherPopup = await stage.session.openPopup(other);
  await waitForFigures(otherPopup, ({ text }) => text.includes('Bands are off on this site'));
  expect(await other.locator(`${OVERLAY}[data-state="drawing"]`).count()).toBe(0);
  await otherPopup.close();
  await other.close();
});

test('switched on again, the bands come back without a reload', async () => {
  await flipSwitch();
  await waitForBands(page, SYMBOL);
});

test('Alt+L hides them in this tab and shows them again', async () => {
  await page.bringToFront();
  await page.keyboard.press('Alt+l');
  await waitForNoBands(page);
  await waitForFigures(popup, ({ text }) => text.includes('hidden in this tab'));
  await page.keyboard.press('Alt+l');
  await waitForBands(page, SYMBOL);
});

test('the page keeps every event over the bands', async () => {
  const box = await page.locator(OVERLAY).boundingBox();
  if (!box) throw new Error('there is no overlay');
  await page.evaluate(() => {
    const seen: string[] = [];
    for (const type of ['mousemove', 'mousedown', 'wheel'])
      document.querySelector('#chart')?.addEventListener(type, () => seen.push(type), true);
    Object.assign(window, { seenEvents: seen });
  });
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 10);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForFunction(
    () => new Set((window as unknown as { seenEvents: string[] }).seenEvents).size === 3,
  );
});
