/** The worker. Every listener is attached before anything is awaited; all it knows is stored. */
import { defineBackground } from 'wxt/utils/define-background';
import { browser } from 'wxt/browser';
import { watchChanges } from '@/lib/changes.ts';
import { type MapAnswer, onMessage } from '@/lib/messages.ts';
import { createRecentAnswers } from '@/lib/recent-answers.ts';
import { report } from '@/lib/report.ts';
import { watchSettings } from '@/lib/settings.ts';
import { answerMap } from './answer-map.ts';
import { ALARM, ensureAlarm } from './alarm.ts';
import { createWorkerLiveSession } from './live.ts';
import { refreshBadge } from './badge.ts';
import { pollChosen, pollEverything, pollOne } from './poll.ts';
import { assertOwnPage, parseSymbol } from './senders.ts';

/** Runs `work` for its effect; what it throws is reported. */
const start = (when: string, work: () => Promise<unknown>): void => {
  void work().catch((error: unknown) => report(error, when));
};

/** What is chosen in the settings is polled from its choice on, not from the next minute. */
const followSettings = async (): Promise<void> => {
  await refreshBadge();
  await pollChosen();
};

export default defineBackground(() => {
  // Before anything is asked: a worker that dies in its very first poll must be woken again.
  const alarmStands = ensureAlarm().catch((error: unknown) => report(error, 'setting the alarm'));
  const pollAll = (): void =>
    start('polling', async () => {
      await alarmStands;
      await pollEverything();
    });
  browser.runtime.onInstalled.addListener(pollAll);
  browser.runtime.onStartup.addListener(pollAll);
  browser.permissions.onAdded.addListener(pollAll);
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === ALARM) pollAll();
  });
  const session = createWorkerLiveSession();
  const answers = createRecentAnswers<MapAnswer>(() => Date.now());
  onMessage('getMap', ({ data }) => {
    const symbol = parseSymbol(data.symbol);
    const isWatched = data.isWatched === true;
    return answers.get(`${symbol} ${isWatched}`, () => answerMap(symbol, { session, isWatched }));
  });
  watchChanges(() => answers.clear());
  onMessage('pollNow', async ({ data, sender }) => {
    assertOwnPage(sender);
    await pollOne(parseSymbol(data.symbol));
  });
  watchSettings(() => start('following the settings', followSettings));
});
