/** What the popup asks of the store, the worker and the tab, in the browser. */
import { browser } from 'wxt/browser';
import { sendMessage, type TabReport } from '@/lib/messages.ts';
import { computeMapStatus } from '@/lib/collect/map-status.ts';
import { readSymbolBooks } from '@/lib/collect/symbol-books.ts';
import { bookKeyOf } from '@/lib/markets/book-key.ts';
import { restoreColumn } from '@/lib/model/quantise.ts';
import type { Settings } from '@/lib/settings.ts';
import { readNewestMap } from '@/lib/store/newest-map.ts';
import { openDatabase } from '@/lib/store/open-database.ts';
import type { Database } from '@/lib/store/schema.ts';
import type { PopupPorts, StoredMap } from './popup-data.ts';

const readMap = async (
  db: Database,
  symbol: string,
  exchanges: Settings['exchanges'],
): Promise<StoredMap> => {
  const { active, refusals } = await readSymbolBooks(db, symbol, exchanges);
  const map = await readNewestMap(db, active.map(bookKeyOf));
  const { status, faultOf, exchanges: served } = computeMapStatus(map);
  return {
    status: status ?? null,
    faultOf: faultOf ?? null,
    column: map.column ? restoreColumn(map.column) : null,
    exchanges: served,
    refusals,
  };
};

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
  return async (symbol, exchanges): Promise<StoredMap> => {
    opening ??= open();
    try {
      return await readMap(await opening, symbol, exchanges);
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

const isVisible = (): boolean => document.visibilityState === 'visible';

/** `query` is the query of the popup's address; it may name a tab (`?tab=12`). */
export const createPopupPorts = (query: string): PopupPorts => {
  const tab = findTab(query).catch(() => undefined);
  return {
    readStore: createStoreReader(),
    askTab: async () => askTab(await tab),
    isVisible,
    askWorker: (symbol) => sendMessage('getMap', { symbol, isWatched: isVisible() }),
    pollNow: (symbol) => sendMessage('pollNow', { symbol }),
  };
};
