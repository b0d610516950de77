/** Makes the extension as new as just installed. */
import { askPage } from './ask-page.ts';
import type { ChromiumSession } from './chromium.ts';

/** Sent into the page: deletes the database; resolves when nobody holds it open any more. */
const deleteDatabase = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('liquidation-lens');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error as DOMException);
  });

/** Kills the worker and deletes all that it stored; no face may be open. */
export const forgetAll = async (session: ChromiumSession): Promise<void> => {
  await session.killWorker();
  await askPage(await session.extensionPage(), deleteDatabase, undefined);
};
