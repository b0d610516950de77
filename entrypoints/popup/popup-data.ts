/**
 * Gathers what the popup shows and keeps it fresh: settings, the tab's report, and from the store the
 * status and the newest column of the symbol that these two name. Every change gives a new snapshot.
 */
import { watchChanges } from '@/lib/changes.ts';
import type { MapAnswer, TabReport } from '@/lib/messages.ts';
import type { Column } from '@/lib/model/column.ts';
import { MINUTE_MS, SECOND_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { readSettings, type Settings, watchSettings } from '@/lib/settings.ts';
import type { FaultKind, SymbolStatus, WorkerFault } from '@/lib/store/status.ts';
import { symbolOf } from './popup-view.ts';

export interface StoredMap {
  readonly status: SymbolStatus | null;
  readonly column: Column | null;
}

/** Whom the popup asks. */
export interface PopupPorts {
  /** Fails when the store cannot be read. */
  readonly readStore: (symbol: string) => Promise<StoredMap>;
  /** Null where no content script answers in the tab. Never fails. */
  readonly askTab: () => Promise<TabReport | null>;
  readonly askWorker: (symbol: string) => Promise<MapAnswer>;
  /** Resolves when a poll made at once has ended. */
  readonly pollNow: (symbol: string) => Promise<void>;
}

export interface PopupSnapshot extends StoredMap {
  readonly settings: Settings | null;
  /** Null: no content script answers in the tab. Undefined: not asked yet. */
  readonly report: TabReport | null | undefined;
  readonly symbol: string | null;
  /** What hinders, where no status row can tell it. */
  readonly fault: WorkerFault | null;
  /** A poll that the user asked for is under way. */
  readonly retrying: boolean;
}

export interface PopupData {
  /** Polls now and reads again. */
  readonly retry: () => void;
  readonly stop: () => void;
}

const NO_MAP = { status: null, column: null, fault: null, retrying: false } as const;
export const EMPTY_SNAPSHOT: PopupSnapshot = {
  settings: null,
  report: undefined,
  symbol: null,
  ...NO_MAP,
};

const faultOf = (kind: FaultKind, error: unknown): WorkerFault => ({
  kind,
  detail: String(error),
  sinceMs: Date.now(),
  retryAtMs: null,
});

const sameReport = (a: PopupSnapshot['report'], b: PopupSnapshot['report']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Calls back with each new snapshot until it is stopped. */
export const watchPopupData = (
  ports: PopupPorts,
  onSnapshot: (snapshot: PopupSnapshot) => void,
): PopupData => {
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
    const part = await ports.readStore(symbol).then(
      (map) => ({ ...map, fault: null }),
      (error: unknown) => ({ fault: faultOf('store-broken', error) }),
    );
    if (read === reads) change(part);
  };

  /** Asking keeps the symbol among those that the worker polls, and starts the first backfill. */
  const askWorker = async (symbol: string): Promise<void> => {
    try {
      const answer = await ports.askWorker(symbol);
      if (symbol !== snapshot.symbol) return;
      if (answer.state === 'unavailable') change({ fault: answer.fault });
      else await readStore(symbol);
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

  const refreshReport = async (): Promise<void> => {
    const fresh = await ports.askTab();
    if (!sameReport(fresh, snapshot.report)) learn({ report: fresh });
  };

  const retry = async (): Promise<void> => {
    const { symbol } = snapshot;
    if (!symbol || snapshot.retrying) return;
    change({ retrying: true });
    await ports.pollNow(symbol).catch((error: unknown) => report(error, `polling ${symbol} again`));
    if (symbol !== snapshot.symbol) return;
    await readStore(symbol);
    await askWorker(symbol);
    if (symbol === snapshot.symbol) change({ retrying: false });
  };

  void readSettings().then((settings) => learn({ settings }));
  void refreshReport();
  const timers = [
    setInterval(() => void refreshReport(), SECOND_MS),
    setInterval(() => snapshot.symbol && void askWorker(snapshot.symbol), MINUTE_MS),
  ];
  const unwatch = [
    watchSettings((settings) => learn({ settings })),
    watchChanges((symbol) => symbol === snapshot.symbol && void readStore(symbol)),
  ];
  const stop = (): void => {
    stopped = true;
    for (const timer of timers) clearInterval(timer);
    for (const end of unwatch) end();
  };
  return { retry: () => void retry(), stop };
};
