/** The one alarm of the worker. */
import { browser } from 'wxt/browser';

export const ALARM = 'poll';
/** Further away than this is only an alarm that was set before the clock was put back. */
const FURTHEST_MS = 120_000;

/**
 * Creates the alarm only if it is missing or would not go off for hours: creating it again would start
 * its minute anew, and a worker that wakes more often than each minute would never poll. Alarms are lost
 * at updates and, in Firefox, at restarts, so every start of the worker looks.
 */
export const ensureAlarm = async (): Promise<void> => {
  const alarm = await browser.alarms.get(ALARM);
  if (alarm && alarm.scheduledTime - Date.now() <= FURTHEST_MS) return;
  await browser.alarms.create(ALARM, { periodInMinutes: 1 });
};
