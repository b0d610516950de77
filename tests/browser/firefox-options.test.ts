/** The options page in real Firefox: it opens, saves a file and takes it in again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReplay, type Replay } from '../replay/server.ts';
import { launchFirefox, type FirefoxSession } from './harness/firefox.ts';
import { SYMBOL, waitForMap } from './harness/stage.ts';
import { readStoredRows, type StoredRow } from './harness/stored-rows.ts';
import { until } from './harness/until.ts';

let replay: Replay;
let session: FirefoxSession;
let downloads: string;

beforeAll(async () => {
  downloads = mkdtempSync(join(tmpdir(), 'lens-downloads-'));
  replay = await startReplay({ recordingsDir: null, speed: 0 });
  session = await launchFirefox({
    replay,
    prefs: {
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
    },
  });
});
afterAll(async () => {
  await session?.close();
  await replay?.stop();
  rmSync(downloads, { recursive: true, force: true });
});

const click = (page: Page, selector: string): Promise<void> =>
  page.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)?.click(), selector);

/** Hands a file to the page's file field, as a user's choice would. */
const chooseFile = (page: Page, name: string, text: string): Promise<void> =>
  page.evaluate(
    (given) => {
      const input = document.querySelector<HTMLInputElement>('input[type=file]');
      const chosen = new DataTransfer();
      chosen.items.add(new File([given.text], given.name));
      if (!input) throw new Error('there is no file field');
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    { name, text },
  );

const readOutcome = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('#stored .outcome')?.textContent ?? '');

const OTHER = 'ETHUSDT';

const watchAnother = async (): Promise<void> => {
  await chrome.storage.local.set({ settings: { watchlist: ['ETHUSDT'], symbol: 'ETHUSDT' } });
};

const readColumns = async (): Promise<StoredRow[]> =>
  (await readStoredRows(await session.extensionPage(), 'columns')).filter(
    ({ key }) => (key as string[])[0] === SYMBOL,
  );

/** Whole books go to and fro over the driver, which takes a busy machine a minute or more. */
test('a book is saved, cleared and taken in again', async () => {
  await waitForMap(session);
  const extensionPage = await session.extensionPage();
  const page = await session.openOptions();
  await until('the book is listed', () => page.$(`[data-book="${SYMBOL}"]`));
  // A watched symbol would be fetched again as soon as it is cleared.
  await extensionPage.evaluate(watchAnother);
  await waitForMap(session, OTHER);
  const before = await readColumns();

  await click(page, `[aria-label="Export JSON of ${SYMBOL} of Binance"]`);
  const name = await until('the file is saved', () =>
    readdirSync(downloads).find((file) => file.endsWith('.json')),
  );
  const text = await until('the file is whole', () => {
    const content = readFileSync(join(downloads, name), 'utf8');
    return content.endsWith('}}\n') && content;
  });

  await click(page, `[aria-label="Clear ${SYMBOL} of Binance"]`);
  await until('the question is asked', () => page.$('.confirm .danger'));
  await click(page, '.confirm .danger');
  await until('it is cleared', async () => (await readOutcome(page)).includes('is cleared'));
  expect(await readColumns()).toEqual([]);

  await chooseFile(page, 'cut.json', text.slice(0, -100));
  await until('it is refused', async () => (await readOutcome(page)).includes('ends too early'));
  expect(await readColumns()).toEqual([]);

  await chooseFile(page, name, text);
  await until('it is added', async () => (await readOutcome(page)).includes('columns added.'));
  expect(await readColumns()).toEqual(before);
}, 300_000);
