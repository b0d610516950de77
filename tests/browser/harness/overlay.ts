/**
 * What a test sees of the overlay from inside the page, as any script of the page could: the canvas
 * and its attributes.
 */
import type { Page } from 'playwright-core';

export const OVERLAY = 'canvas[data-liquidation-lens="overlay"]';

/** The overlay's canvas while bands of `symbol` are on it. */
export const bandsOf = (symbol: string): string =>
  `${OVERLAY}[data-state="drawing"][data-symbol="${symbol}"]`;

/** Waits until bands of `symbol` are drawn; gives the time since the page's navigation began, in ms. */
export const waitForBands = async (
  page: Page,
  symbol: string,
  timeoutMs = 30_000,
): Promise<number> => {
  const found = await page.waitForFunction(
    (selector) => {
      const canvas = document.querySelector<HTMLElement>(selector);
      return canvas && canvas.checkVisibility() ? performance.now() : null;
    },
    bandsOf(symbol),
    { polling: 'raf', timeout: timeoutMs },
  );
  return (await found.jsonValue()) ?? Number.NaN;
};

/** Waits until the page shows no bands at all. */
export const waitForNoBands = async (page: Page, timeoutMs = 30_000): Promise<void> => {
  await page.waitForFunction(
    (selector) => {
      const canvas = document.querySelector<HTMLElement>(selector);
      return !canvas || !canvas.checkVisibility() || canvas.dataset['state'] !== 'drawing';
    },
    OVERLAY,
    { polling: 'raf', timeout: timeoutMs },
  );
};
