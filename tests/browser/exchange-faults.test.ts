/**
 * An overloaded exchange as users have it: by the browser's own alarms, and with Chromium holding the
 * extension's requests back after several answers of status 5xx. All other weather is in weather.test.ts.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { waitForFigures } from './harness/popup.ts';
import { fireAlarmUntil, openStage, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';
import { readStatus } from './harness/stored-status.ts';

/** Of the exchange's time, which is the machine's here. */
const FEW_MINUTES = 5;

let stage: Stage;
let popup: Page;

beforeAll(async () => {
  stage = await openStage();
  popup = await stage.session.openPopup();
  await waitForMap(stage.session);
  await waitForFigures(popup, ({ health }) => health === 'ok');
});
afterAll(() => stage?.close());

const statusOf = async () => readStatus(await stage.session.extensionPage(), SYMBOL);

test('overload is shown in words, costs no data and is over a few minutes after its end', async () => {
  stage.replay.faults.add({ path: '/', kind: 'overload' });
  await stage.session.fireAlarm();
  const figures = await waitForFigures(popup, ({ health }) => health === 'overloaded', 60_000);
  expect(figures.text).toMatch(/\(503\)/);
  // The map that was there is still shown.
  expect(figures.state).not.toBe('unavailable');
  expect(figures.longUsd).toBeGreaterThan(0);

  // What is held back ends at once and never reaches the exchange.
  await fireAlarmUntil(stage.session, 'Chromium holds requests back', async () =>
    /could not be reached/.test((await statusOf())?.fault?.detail ?? ''),
  );
  expect((await statusOf())?.fault?.kind).toBe('overloaded');

  stage.replay.faults.clear();
  const endedMs = stage.replay.clock.nowMs();
  await fireAlarmUntil(
    stage.session,
    'the worker has recovered',
    async () => (await statusOf())?.fault === null,
    FEW_MINUTES * MINUTE_MS,
  );
  expect(stage.replay.clock.nowMs() - endedMs).toBeLessThan(FEW_MINUTES * MINUTE_MS);
  await waitForFigures(popup, ({ health }) => health === 'ok', 60_000);
}, 600_000);
