import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { measureAxisError } from './harness/axis-error.ts';
import { keepQuiet } from './harness/live.ts';
import { readNewestColumn } from './harness/newest-column.ts';
import { waitForBands } from './harness/overlay.ts';
import { waitForFigures } from './harness/popup.ts';
import { openChart, openStage, SYMBOL, waitForMap } from './harness/stage.ts';

/** The exchange's clock is moved instead of the machine's: only the difference can be seen. */
test.each([-3, 3])('a system clock %i hours from the exchange’s changes nothing', async (hours) => {
  const stage = await openStage({ startMs: Date.now() + hours * HOUR_MS });
  keepQuiet(stage.replay);
  try {
    const page = await openChart(stage.session, { live: '0' });
    await waitForBands(page, SYMBOL);
    await waitForMap(stage.session);
    const popup = await stage.session.openPopup(page);
    const figures = await waitForFigures(popup, ({ state }) => state === 'ready');
    expect(figures.health).toBe('ok');
    // The newest column is up to two minutes old; three hours would read otherwise.
    expect(figures.text).toMatch(/\b(\d{1,2}\s?s|1\s?min) ago/);

    const column = await readNewestColumn(await stage.session.extensionPage(), SYMBOL);
    if (!column) throw new Error('no column is stored');
    // Newest is the last full minute by the exchange's clock, or the moment of the poll itself.
    const ageMs = stage.replay.clock.nowMs() - column.timeMs;
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(2 * MINUTE_MS);
    const error = await measureAxisError(page, column);
    expect(error?.errorPx).toBeLessThanOrEqual(0.5);
  } finally {
    await stage.close();
  }
});
