/** The one alarm of the worker. */
import { browser } from 'wxt/browser';

export const ALARM = 'poll';

/**
 * Creates the alarm only if it is missing: creating it again would start its minute anew, and a worker
 * that wakes more often than each minute would never poll. Alarms are lost at updates and, in Firefox,
 * at restarts, so every start of the worker looks.
 */
export const ensureAlarm = async (): Promise<void> => {
  if (await browser.alarms.get(ALARM)) return;
  await browser.alarms.create(ALARM, { periodInMinutes: 1 });
};
