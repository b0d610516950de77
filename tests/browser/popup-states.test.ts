/** Every state of the popup in a real browser: it fits, and nothing jumps when the data comes. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gallery, openGallery } from '../gallery/open-gallery.ts';
import { requireBrowser } from './harness/browsers.ts';

let gallery: Gallery;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  gallery = await openGallery();
  browser = await chromium.launch({
    executablePath: requireBrowser('chromium'),
    args: ['--no-sandbox'],
  });
  page = await browser.newPage({ viewport: { width: 360, height: 600 } });
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

const show = async (state: string): Promise<void> => {
  await page.goto(`${gallery.address}#${state}`);
  await page.locator(`[data-drawn="${state}"]`).waitFor();
};

/** Top and height of every section, in CSS pixels. */
const readPlaces = (): Promise<string[]> =>
  page.locator('.popup > *, .figures > *').evaluateAll((parts) =>
    parts.map((part) => {
      const { top, height } = part.getBoundingClientRect();
      return `${part.className.split(' ')[0]} ${top} ${height}`;
    }),
  );

test('every state fits 360 × 600 pixels without scrolling', async () => {
  await page.goto(gallery.address);
  await page.locator('nav').waitFor();
  const states = await page.locator('nav a').allTextContents();
  expect(states.length).toBeGreaterThan(10);
  for (const state of states) {
    await show(state);
    const [width, height] = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight];
    });
    expect([state, width, height]).toEqual([state, 360, 600]);
  }
});

test('nothing moves from the first placeholder to the full picture', async () => {
  await show('first');
  const first = await readPlaces();
  await show('loading');
  expect(await readPlaces()).toEqual(first);
  await show('ready');
  expect(await readPlaces()).toEqual(first);
});

test('the profile tells price and amount under the cursor', async () => {
  await show('ready');
  const plot = page.locator('.profile-plot .u-over');
  await plot.hover({ position: { x: 20, y: 30 } });
  const tooltip = page.locator('.profile-tooltip');
  await expect.poll(() => tooltip.isVisible()).toBe(true);
  // 20 of 328 px into ±5 %: −5 + 10 · 20/328 = −4.39 %, in a step 0.06 % wide.
  const text = ((await tooltip.textContent()) ?? '').replaceAll('\u202f', ' ');
  const [, percent] = /−(\d\.\d\d) %.*longs$/.exec(text) ?? [];
  expect(Math.abs(Number(percent) - 4.39)).toBeLessThan(0.07);
  await page.mouse.move(5, 5);
  await expect.poll(() => tooltip.isVisible()).toBe(false);
});

test('range and site switch can be reached and changed by keyboard', async () => {
  await show('ready');
  const reached: string[] = [];
  for (let presses = 0; presses < 3; presses += 1) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type ?? ''),
    );
  }
  expect(reached.slice(0, 2)).toEqual(['radio', 'checkbox']);
});
