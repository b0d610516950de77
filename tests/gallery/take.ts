/**
 * Takes a picture of every state of the popup, in both colour schemes, to `output/gallery/`.
 * `node tests/gallery/take.ts [scale] [state …]`
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { requireBrowser } from '../browser/harness/browsers.ts';
import { openGallery, ROOT } from './open-gallery.ts';

const output = resolve(ROOT, 'output/gallery');
const [scale = '2', ...chosen] = process.argv.slice(2);
const SCHEMES = ['dark', 'light'] as const;

const readStates = async (page: Page, address: string): Promise<string[]> => {
  await page.goto(address);
  await page.locator('nav').waitFor();
  return await page.locator('nav a').allTextContents();
};

const takeAll = async (browser: Browser, address: string): Promise<void> => {
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({
      colorScheme,
      deviceScaleFactor: Number(scale),
      viewport: { width: 360, height: 600 },
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    const all = await readStates(page, address);
    for (const state of chosen.length > 0 ? chosen : all) {
      await page.goto(`${address}#${state}`);
      await page.locator(`[data-drawn="${state}"]`).waitFor();
      const path = `${output}/popup-${state}-${colorScheme}@${scale}x.png`;
      await page.screenshot({ path, animations: 'disabled' });
    }
    await context.close();
  }
};

mkdirSync(output, { recursive: true });
const gallery = await openGallery();
const browser = await chromium.launch({
  executablePath: requireBrowser('chromium'),
  args: ['--no-sandbox'],
});
try {
  await takeAll(browser, gallery.address);
} finally {
  await browser.close();
  await gallery.close();
}
