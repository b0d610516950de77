/** A screenshot row by row: how much the overlay changes each row of the page. */
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { OVERLAY } from './overlay.ts';

const setOverlayVisible = (page: Page, isVisible: boolean): Promise<void> =>
  page.evaluate(
    ({ selector, visibility }) => {
      const canvas = document.querySelector<HTMLElement>(selector);
      canvas?.style.setProperty('visibility', visibility, 'important');
    },
    { selector: OVERLAY, visibility: isVisible ? 'visible' : 'hidden' },
  );

const takePicture = async (
  page: Page,
  clip: { x: number; y: number; width: number; height: number },
): Promise<PNG> => PNG.sync.read(await page.screenshot({ clip, scale: 'device' }));

/** Mean change of colour (0 to 255) of each row of device pixels of the chart's pane. */
export const readOverlayRows = async (page: Page): Promise<number[]> => {
  const clip = await page.locator(OVERLAY).boundingBox();
  if (!clip) throw new Error('there is no overlay to look at');
  const withBands = await takePicture(page, clip);
  await setOverlayVisible(page, false);
  const without = await takePicture(page, clip);
  await setOverlayVisible(page, true);
  const rowBytes = 4 * withBands.width;
  return Array.from({ length: withBands.height }, (_, row) => {
    let sum = 0;
    for (let at = row * rowBytes; at < (row + 1) * rowBytes; at++)
      sum += Math.abs((withBands.data[at] ?? 0) - (without.data[at] ?? 0));
    return sum / rowBytes;
  });
};
