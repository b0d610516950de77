/**
 * Functions that are sent into a page of the extension and run there; they may use nothing from
 * outside themselves.
 */

/** Ids of all tabs. Without the `tabs` permission, which we do not ask for, tabs have no address. */
export const readTabIds = async (): Promise<number[]> =>
  (await chrome.tabs.query({})).flatMap(({ id }) => (id === undefined ? [] : [id]));

/** Re-creates the extension's one alarm so that it is due at once and then as often as before. */
export const makeAlarmDue = async (): Promise<void> => {
  const [alarm] = await chrome.alarms.getAll();
  if (!alarm) throw new Error('the extension has no alarm');
  await chrome.alarms.create(alarm.name, {
    when: Date.now(),
    ...(alarm.periodInMinutes ? { periodInMinutes: alarm.periodInMinutes } : {}),
  });
};

/** Whether the event page of Firefox is loaded; asking does not load it. */
export const hasBackgroundPage = (): boolean => chrome.extension.getBackgroundPage() !== null;
