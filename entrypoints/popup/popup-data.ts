/**
 * Gathers what the popup shows and keeps it fresh: settings, the tab's report, of the symbol that these
 * two name the status and the newest map in the store, and while the popup can be seen the live map of the
 * worker. Every change gives a new snapshot.
 */
import { watchChanges } from '@/lib/changes.ts';
import type { MapAnswer, TabReport } from '@/lib/messages.ts';
import type { Refusal } from '@/lib/insight/exchange-words.ts';
import type { MarketId } from '@/lib/markets/book-key.ts';
import type { Column } from '@/lib/model/column.ts';
import { SECOND_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { DEFAULT_SETTINGS, readSettings, type Settings, watchSettings } from '@/lib/settings.ts';
import type { FaultKind, SymbolStatus, WorkerFault } from '@/lib/store/status.ts';
import { createLiveReader, type LiveMap, NO_LIVE_MAP } from './live-map.ts';
import { symbolOf } from './popup-view.ts';

/** The worker keeps live what is asked for so often. */
const WATCH_EVERY_MS = 2500;

export interface StoredMap {
  /** Of the first of the books in the map, with the fault of any. */
  readonly status: SymbolStatus | null;
  /** Whose fault that is. */
  readonly faultOf: MarketId | null;
  /** Sum of the newest columns of the books in the map. */
  readonly column: Column | null;
  /** Exchanges of these books. */
  readonly exchanges: readonly MarketId[];
  /** Exchanges that should be in the map and refuse. */
  readonly refusals: readonly Refusal[];
}

/** Whom the popup asks. */
export interface PopupPorts {
  /** Fails when the store cannot be read. */
  readonly readStore: (symbol: string, exchanges: Settings['exchanges']) => Promise<StoredMap>;
  /** Null where no content script answers in the tab. Never fails. */
  readonly askTab: () => Promise<TabReport | null>;
  readonly askWorker: (symbol: string) => Promise<MapAnswer>;
  /** Can the popup be seen? Only then is anything asked of the worker again and again. */
  readonly isVisible: () => boolean;
  /** Resolves when a poll made at once has ended. */
  readonly pollNow: (symbol: string) => Promise<void>;
}

export interface PopupSnapshot extends StoredMap, LiveMap {
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

const NO_MAP = {
  status: null,
  faultOf: null,
  column: null,
  exchanges: [],
  refusals: [],
  fault: null,
  retrying: false,
  ...NO_LIVE_MAP,
} as const;
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
  const readLive = createLiveReader();

  const change = (part: Partial<PopupSnapshot>): void => {
    if (stopped) return;
    snapshot = { ...snapshot, ...part };
    onSnapshot(snapshot);
  };

  /** Only the answer to the last read counts: reads may overtake each other. */
  const readStore = async (symbol: string): Promise<void> => {
    const read = ++reads;
    const { exchanges } = snapshot.settings ?? DEFAULT_SETTINGS;
    const part = await ports.readStore(symbol, exchanges).then(
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
      if (answer.state === 'unavailable') return change({ fault: answer.fault, ...NO_LIVE_MAP });
      // A map that is ready is news of its own; one that is not is told of by status and store.
      if (answer.state === 'ready') change(readLive(answer, Date.now()));
      if (answer.state !== 'ready' || snapshot.fault) await readStore(symbol);
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
    setInterval(
      () => ports.isVisible() && snapshot.symbol && void askWorker(snapshot.symbol),
      WATCH_EVERY_MS,
    ),
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
