/** What the popup asks of the store, the worker and the tab, in the browser. */
import { browser } from 'wxt/browser';
import { sendMessage, type TabReport } from '@/lib/messages.ts';
import { restoreColumn } from '@/lib/model/quantise.ts';
import { readNewestColumn } from '@/lib/store/columns.ts';
import { openDatabase } from '@/lib/store/open-database.ts';
import { readStatus } from '@/lib/store/status-rows.ts';
import type { PopupPorts, StoredMap } from './popup-data.ts';

/** Reads through one connection; one that broke is opened again at the next read. */
const createStoreReader = (): PopupPorts['readStore'] => {
  let opening: ReturnType<typeof openDatabase> | null = null;
  const forget = (): void => {
    opening = null;
  };
  const open = (): ReturnType<typeof openDatabase> => openDatabase({ onClosed: forget });
  // Opened at once, while settings and tab are still being asked; a failure is met by the first read.
  opening = open();
  opening.catch(() => undefined);
  return async (symbol): Promise<StoredMap> => {
    opening ??= open();
    try {
      const db = await opening;
      const [status, newest] = await Promise.all([
        readStatus(db, symbol),
        readNewestColumn(db, symbol),
      ]);
      return { status: status ?? null, column: newest ? restoreColumn(newest) : null };
    } catch (error) {
      forget();
      throw error;
    }
  };
};

/** The tab named in the popup's own address, as when it is opened as a page; else the active one. */
const findTab = async (query: string): Promise<number | undefined> => {
  const named = new URLSearchParams(query).get('tab');
  if (named !== null) return Number(named);
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
};

/** No answer is the usual case, a tab without a content script of ours, and no error. */
const askTab = async (tabId: number | undefined): Promise<TabReport | null> => {
  if (tabId === undefined) return null;
  try {
    return (await sendMessage('getTabReport', undefined, tabId)) ?? null;
  } catch {
    return null;
  }
};

/** `query` is the query of the popup's address; it may name a tab (`?tab=12`). */
export const createPopupPorts = (query: string): PopupPorts => {
  const tab = findTab(query).catch(() => undefined);
  return {
    readStore: createStoreReader(),
    askTab: async () => askTab(await tab),
    askWorker: (symbol) => sendMessage('getMap', { symbol, isWatched: false }),
    pollNow: (symbol) => sendMessage('pollNow', { symbol }),
  };
};
