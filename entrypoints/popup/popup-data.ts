/**
 * Gathers what the popup shows and keeps it fresh: settings, the tab's report, and from the store the
 * status and the newest column of the symbol that these two name. Every change gives a new snapshot.
 */
import { browser } from 'wxt/browser';
import { watchChanges } from '@/lib/changes.ts';
import { sendMessage, type TabReport } from '@/lib/messages.ts';
import type { Column } from '@/lib/model/column.ts';
import { MINUTE_MS, SECOND_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { readSettings, type Settings, watchSettings } from '@/lib/settings.ts';
import type { SymbolStatus, WorkerFault } from '@/lib/store/status.ts';
import { symbolOf } from './popup-view.ts';

/** The store as the popup needs it. */
export interface PopupStore {
  readonly read: (symbol: string) => Promise<StoredMap>;
}

export interface StoredMap {
  readonly status: SymbolStatus | null;
  readonly column: Column | null;
}

export interface PopupSnapshot extends StoredMap {
  readonly settings: Settings | null;
  /** Null: no content script answers in the tab. Undefined: not asked yet. */
  readonly report: TabReport | null | undefined;
  readonly symbol: string | null;
  readonly fault: WorkerFault | null;
}

const NO_MAP = { status: null, column: null, fault: null } as const;
export const EMPTY_SNAPSHOT: PopupSnapshot = {
  settings: null,
  report: undefined,
  symbol: null,
  ...NO_MAP,
};

const faultOf = (kind: WorkerFault['kind'], error: unknown): WorkerFault => ({
  kind,
  detail: String(error),
  sinceMs: Date.now(),
  retryAtMs: null,
});

/** The tab named in the popup's own address, as when it is opened as a page; else the active one. */
const findTab = async (query: string): Promise<number | undefined> => {
  const named = new URLSearchParams(query).get('tab');
  if (named !== null) return Number(named);
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
};

/** Null where the tab has no content script of ours, which is the usual case and no error. */
const askTab = async (tabId: number | undefined): Promise<TabReport | null> => {
  if (tabId === undefined) return null;
  try {
    return (await sendMessage('getTabReport', undefined, tabId)) ?? null;
  } catch {
    return null;
  }
};

const sameReport = (a: PopupSnapshot['report'], b: PopupSnapshot['report']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Calls back with each new snapshot; returns the function that stops it. */
export const watchPopupData = (
  query: string,
  store: PopupStore,
  onSnapshot: (snapshot: PopupSnapshot) => void,
): (() => void) => {
  let snapshot = EMPTY_SNAPSHOT;
  let stopped = false;
  let reads = 0;

  const change = (part: Partial<PopupSnapshot>): void => {
    if (stopped) return;
    snapshot = { ...snapshot, ...part };
    onSnapshot(snapshot);
  };

  /** Only the answer to the last read counts: reads may overtake each other. */
  const readStore = async (symbol: string): Promise<void> => {
    const read = ++reads;
    const part = await store.read(symbol).then(
      (map) => ({ ...map, fault: null }),
      (error: unknown) => ({ fault: faultOf('store-broken', error) }),
    );
    if (read === reads) change(part);
  };

  /** Asking keeps the symbol among those that the worker polls, and starts the first backfill. */
  const askWorker = async (symbol: string): Promise<void> => {
    try {
      const answer = await sendMessage('getMap', { symbol });
      if (answer.state === 'ready') await readStore(symbol);
      else if (answer.state === 'unavailable' && symbol === snapshot.symbol)
        change({ fault: answer.fault });
    } catch (error) {
      report(error, `asking the worker for ${symbol}`);
    }
  };

  const learn = (part: Partial<Pick<PopupSnapshot, 'settings' | 'report'>>): void => {
    const { settings, report: tabReport } = { ...snapshot, ...part };
    const symbol = symbolOf(settings, tabReport);
    if (symbol === snapshot.symbol) return change(part);
    change({ ...part, symbol, ...NO_MAP });
    if (symbol) void readStore(symbol).then(() => askWorker(symbol));
  };

  const tab = findTab(query);
  const refreshReport = async (): Promise<void> => {
    const fresh = await askTab(await tab);
    if (!sameReport(fresh, snapshot.report)) learn({ report: fresh });
  };

  void readSettings().then((settings) => learn({ settings }));
  void refreshReport();
  const timers = [
    setInterval(() => void refreshReport(), SECOND_MS),
    setInterval(() => snapshot.symbol && void askWorker(snapshot.symbol), MINUTE_MS),
  ];
  const stops = [
    watchSettings((settings) => learn({ settings })),
    watchChanges((symbol) => symbol === snapshot.symbol && void readStore(symbol)),
  ];
  return () => {
    stopped = true;
    timers.forEach(clearInterval);
    stops.forEach((stop) => stop());
  };
};
