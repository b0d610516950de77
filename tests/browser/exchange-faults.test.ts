import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitForFigures } from './harness/popup.ts';
import {
  fireAlarmUntil,
  openStage,
  pollOnce,
  SYMBOL,
  waitForMap,
  type Stage,
} from './harness/stage.ts';
import { readStatus } from './harness/stored-status.ts';
import type { FaultRule } from '../replay/server.ts';

interface Case {
  readonly name: string;
  readonly kind: FaultRule['kind'];
  readonly retryAfterSeconds?: number;
  /** What the popup calls it, and words that it must use for it. */
  readonly health: string;
  readonly words: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'too many requests',
    kind: 'rate-limit',
    retryAfterSeconds: 1,
    health: 'rate-limited',
    words: /request limit/,
  },
  { name: 'a ban', kind: 'ban', retryAfterSeconds: 1, health: 'banned', words: /\(418\)/ },
  { name: 'a refused location', kind: 'location', health: 'location-refused', words: /\(451\)/ },
  { name: 'a firewall’s page', kind: 'firewall', health: 'firewall', words: /\(403\)/ },
  { name: 'overload', kind: 'overload', health: 'overloaded', words: /\(503\)/ },
  {
    name: 'a cut connection',
    kind: 'reset',
    health: 'unreachable',
    words: /Binance cannot be reached/,
  },
  { name: 'half an answer', kind: 'truncated', health: 'bad-answer', words: /not understood/ },
  {
    name: 'a page where data was due',
    kind: 'html-200',
    health: 'bad-answer',
    words: /not understood/,
  },
  { name: 'missing fields', kind: 'missing-fields', health: 'bad-answer', words: /not understood/ },
  { name: 'no answer at all', kind: 'timeout', health: 'timeout', words: /did not answer in time/ },
];

let stage: Stage;
let popup: Page;

beforeAll(async () => {
  stage = await openStage();
  popup = await stage.session.openPopup();
  await waitForMap(stage.session);
  await waitForFigures(popup, ({ health }) => health === 'ok');
});
afterAll(() => stage?.close());

const isWell = async (): Promise<boolean> =>
  (await readStatus(await stage.session.extensionPage(), SYMBOL))?.fault === null;

/** What the exchange asked to wait is over at some time. */
const pollUntilWell = (): Promise<boolean> =>
  fireAlarmUntil(stage.session, 'the worker has recovered', isWell);

test.each(CASES)(
  '$name is shown in words, costs no data and is recovered from',
  async ({ kind, retryAfterSeconds, health, words }) => {
    stage.replay.faults.add({
      path: '/',
      kind,
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
    });
    await stage.session.fireAlarm();
    const figures = await waitForFigures(popup, (shown) => shown.health === health, 60_000);
    expect(figures.text).toMatch(words);
    // The map that was there is still shown.
    expect(figures.state).not.toBe('unavailable');
    expect(figures.longUsd).toBeGreaterThan(0);

    stage.replay.faults.clear();
    await pollUntilWell();
    await waitForFigures(popup, (shown) => shown.health === 'ok');
  },
);

test.each(['extra-fields', 'duplicates', 'out-of-order'] as const)(
  'an answer with %s is read as if it were right',
  async (kind) => {
    stage.replay.faults.add({ path: '/', kind });
    await pollOnce(stage);
    stage.replay.faults.clear();
    await waitForFigures(popup, (shown) => shown.health === 'ok');
  },
);
