/** The options page in real Chromium: what it stores, carries out and in again, and how it is built. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findViolations } from './harness/accessibility.ts';
import { openStage, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';
import { readStoredRows, type StoredRow } from './harness/stored-rows.ts';
import { readStatus } from './harness/stored-status.ts';
import { until } from './harness/until.ts';

const CARRIED = ['candles', 'openInterest', 'columns'] as const;

interface LayoutShift {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

let stage: Stage;
let page: Page;

const openOptions = async (): Promise<Page> => {
  const opened = await stage.session.context.newPage();
  await opened.goto(`chrome-extension://${stage.session.extensionId}/options.html`);
  await opened.locator('[data-ready=true]').waitFor();
  return opened;
};

beforeAll(async () => {
  stage = await openStage({ speed: 0 });
  await waitForMap(stage.session);
  page = await openOptions();
});
afterAll(() => stage?.close());

/** The settings as they lie in the browser's storage. */
const readSettings = (): Promise<Record<string, unknown>> =>
  page.evaluate(async () => {
    const { settings } = await chrome.storage.local.get('settings');
    return settings as Record<string, unknown>;
  });

const readBook = async (symbol: string): Promise<Record<string, StoredRow[]>> => {
  const rows: Record<string, StoredRow[]> = {};
  for (const store of CARRIED)
    rows[store] = (await readStoredRows(await stage.session.extensionPage(), store)).filter(
      ({ key }) => (key as string[])[0] === symbol,
    );
  return rows;
};

const bookOf = (symbol: string) => page.locator(`[data-book="${symbol}"]`);

const exportJson = async (symbol: string): Promise<string> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    bookOf(symbol)
      .getByRole('button', { name: /^Export JSON/ })
      .click(),
  ]);
  return await download.path();
};

const importFile = async (path: string): Promise<string> => {
  const outcome = page.locator('#stored .options-body > .outcome');
  await page.locator('input[type=file]').setInputFiles(path);
  await until('the import is told of', async () =>
    /outcome-(good|bad)/.test((await outcome.getAttribute('class')) ?? ''),
  );
  return (await outcome.textContent()) ?? '';
};

test('a symbol that is added is loaded and kept; nonsense is refused in words', async () => {
  const input = page.getByLabel('Add a perpetual');
  await input.fill('not a symbol!');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('is no name of a perpetual').waitFor();
  await input.fill('ethusdt');
  await input.press('Enter');
  await page.getByText('ETHUSDT is watched from now on.').waitFor();
  await waitForMap(stage.session, 'ETHUSDT');
  await until('the page shows the book', () => bookOf('ETHUSDT').isVisible());
  expect(await readSettings()).toMatchObject({ watchlist: [SYMBOL, 'ETHUSDT'] });
});

test('the icon’s symbol is chosen, and goes to another when it is removed', async () => {
  await page.getByRole('radio', { name: 'On the icon: ETHUSDT' }).check();
  await until('it is stored', async () => (await readSettings())['symbol'] === 'ETHUSDT');
  await page.getByRole('button', { name: 'Remove ETHUSDT' }).click();
  await page.getByText('ETHUSDT is not watched any more').waitFor();
  expect(await readSettings()).toMatchObject({ symbol: SYMBOL, watchlist: [SYMBOL] });
  expect(await page.getByRole('button', { name: `Remove ${SYMBOL}` }).isDisabled()).toBe(true);
});

test('exchanges are switched, and one of them always stays', async () => {
  const bybit = page.getByRole('group', { name: 'Use Bybit' });
  const binance = page.getByRole('group', { name: 'Use Binance' });
  await bybit.getByText('Off').click();
  await until('it is stored', async () => {
    const { exchanges } = (await readSettings()) as { exchanges?: { bybit?: string } };
    return exchanges?.bybit === 'off';
  });
  expect(await binance.getByRole('radio', { name: 'Off' }).isDisabled()).toBe(true);
  await bybit.getByText('If needed').click();
  await until('Binance may be off again', () =>
    binance.getByRole('radio', { name: 'Off' }).isEnabled(),
  );
});

test('a site’s switch is the popup’s own', async () => {
  await page.getByRole('switch', { name: 'Bands on Binance Futures' }).click();
  await until('it is stored', async () =>
    ((await readSettings())['sitesOff'] as string[]).includes('binance'),
  );
  await page.getByRole('switch', { name: 'Bands on Binance Futures' }).click();
});

test('an export holds what is stored; cleared and imported again, every byte is as before', async () => {
  await bookOf('ETHUSDT').waitFor();
  const before = await readBook('ETHUSDT');
  const path = await exportJson('ETHUSDT');
  const file = JSON.parse(readFileSync(path, 'utf8')) as {
    tables: { candles: { rows: unknown[][] }; columns: { rows: unknown[][] } };
  };
  // Slots with a close or a mark close, counted in the stored arrays themselves.
  const stored = before['candles']!.reduce((sum, { value }) => {
    const { close, markClose } = value as Record<string, Float64Array>;
    return (
      sum + close!.filter((price, n) => !Number.isNaN(price) || !Number.isNaN(markClose![n])).length
    );
  }, 0);
  expect(file.tables.candles.rows).toHaveLength(stored);
  const columns = before['columns']!.reduce(
    (sum, { value }) => sum + (value as { timesMs: Float64Array }).timesMs.length,
    0,
  );
  expect(file.tables.columns.rows).toHaveLength(columns);

  await bookOf('ETHUSDT').getByRole('button', { name: 'Clear ETHUSDT of Binance' }).click();
  await until('the harmless answer has the focus', () =>
    page.evaluate(() => document.activeElement?.textContent === 'Keep'),
  );
  await bookOf('ETHUSDT').getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('ETHUSDT of Binance is cleared.').waitFor();
  expect(await readBook('ETHUSDT')).toEqual({ candles: [], openInterest: [], columns: [] });
  expect(await readStatus(await stage.session.extensionPage(), 'ETHUSDT')).toBeFalsy();

  expect(await importFile(path)).toContain('columns added.');
  expect(await readBook('ETHUSDT')).toEqual(before);
  await bookOf('ETHUSDT').waitFor();
});

test('a table is saved as CSV', async () => {
  await bookOf(SYMBOL)
    .getByRole('button', { name: /^Export CSV/ })
    .click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    bookOf(SYMBOL).getByRole('button', { name: 'Open interest' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(
    /^liquidation-lens-BTCUSDT-binance-\d{4}-\d\d-\d\d-open-interest\.csv$/,
  );
  const [header, first] = readFileSync(await download.path(), 'utf8').split('\n');
  expect(header).toBe('exchange,symbol,source,time_ms,open_interest');
  expect(first).toMatch(/^binance,BTCUSDT,official,\d{13},[\d.]+$/);
});

test('a file that is cut off or foreign is told of and changes nothing', async () => {
  const path = await exportJson(SYMBOL);
  const before = await readBook(SYMBOL);
  const cut = join(path, '..', 'cut.json');
  writeFileSync(cut, readFileSync(path, 'utf8').slice(0, -500));
  expect(await importFile(cut)).toBe(
    'cut.json was not imported. The file ends too early: it was cut off. Export or copy it again.',
  );
  const foreign = join(path, '..', 'foreign.csv');
  writeFileSync(foreign, 'date;price\n2026-01-01;1\n');
  expect(await importFile(foreign)).toContain('separated by semicolons');
  expect(await readBook(SYMBOL)).toEqual(before);
});

test('nothing moves while the page fills', async () => {
  const opened = await stage.session.context.newPage();
  await opened.setViewportSize({ width: 1280, height: 1400 });
  await opened.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[])
        for (const { node } of entry.sources)
          shifts.push(`${entry.value}: ${(node as Element | null)?.outerHTML ?? 'a text'}`);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await opened.goto(`chrome-extension://${stage.session.extensionId}/options.html`);
  await opened.locator('[data-ready=true] .book').first().waitFor();
  await opened.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  expect(
    await opened.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts),
  ).toEqual([]);
  await opened.close();
});

test.each([320, 1280, 2560])('nothing is cut off at %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  const [content, visible] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(content).toBeLessThanOrEqual(visible);
});

test.each(['dark', 'light'] as const)('axe-core finds nothing wrong (%s)', async (colorScheme) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme });
  expect(await findViolations(page)).toEqual([]);
  await bookOf(SYMBOL).getByRole('button', { name: 'Clear BTCUSDT of Binance' }).click();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  const popup = await stage.session.openPopup();
  await popup.emulateMedia({ colorScheme });
  await popup.locator('.popup[data-price]').waitFor();
  expect(await findViolations(popup)).toEqual([]);
  await popup.close();
});

test('everything can be reached and left by keyboard', async () => {
  await page.reload();
  await page.locator('[data-ready=true] .book').first().waitFor();
  const count = await page.evaluate(
    () => document.querySelectorAll('a, button:not(:disabled), input:not(:disabled)').length,
  );
  const reached = new Set<string>();
  for (let presses = 0; presses < count + 2; presses += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.getAttribute('aria-label') ?? activeElement?.id ?? '';
      }),
    );
  }
  expect([...reached]).toEqual(
    expect.arrayContaining([
      'new-symbol',
      `Export JSON of ${SYMBOL} of Binance`,
      `Clear ${SYMBOL} of Binance`,
      'Clear everything that is stored',
    ]),
  );
});
