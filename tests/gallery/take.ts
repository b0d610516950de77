/**
 * Takes a picture of every state of the popup, in both colour schemes, to `output/gallery/`.
 * `node tests/gallery/take.ts [scale] [state …]`; the browser is LENS_CHROMIUM or the system's.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { createServer } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const output = resolve(root, 'output/gallery');
const [scale = '2', ...chosen] = process.argv.slice(2);
const SCHEMES = ['dark', 'light'] as const;

const takeAll = async (browser: Browser, address: string): Promise<void> => {
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({
      colorScheme,
      deviceScaleFactor: Number(scale),
      viewport: { width: 360, height: 600 },
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(address);
    await page.locator('nav').waitFor();
    const all = await page.locator('nav a').allTextContents();
    for (const state of chosen.length > 0 ? chosen : all) {
      await page.goto(`${address}?state=${state}`);
      const popup = page.locator('.popup');
      await popup.waitFor();
      const height = (await popup.boundingBox())?.height;
      if (height === undefined || height > 600) console.error(`${state} is ${height} px high`);
      const path = `${output}/popup-${state}-${colorScheme}@${scale}x.png`;
      await page.screenshot({ path, animations: 'disabled' });
    }
    await context.close();
  }
};

mkdirSync(output, { recursive: true });
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@': root } },
  optimizeDeps: { entries: ['tests/gallery/index.html'] },
  server: { port: 0 },
});
await server.listen();
const browser = await chromium.launch({
  executablePath: process.env['LENS_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await takeAll(browser, `${server.resolvedUrls?.local[0]}tests/gallery/index.html`);
} finally {
  await browser.close();
  await server.close();
}
