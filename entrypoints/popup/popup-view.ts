/**
 * From what is known to what is shown: status, map, settings, the tab's report and the moment in,
 * the popup's view out. Pure, so that every state can be tested and drawn without a browser.
 */
import type {
  HealthView,
  MapView,
  PopupState,
  PopupView,
  TabView,
} from '@/components/popup-view.ts';
import { SITES } from '@/lib/charts/sites.ts';
import { describeRefusal, nameExchanges, type Refusal } from '@/lib/insight/exchange-words.ts';
import { describeFault } from '@/lib/insight/fault-words.ts';
import { formatDuration } from '@/lib/insight/format.ts';
import { isStillLive } from '@/lib/insight/freshness-words.ts';
import { describeTab } from '@/lib/insight/tab-words.ts';
import type { TabReport } from '@/lib/messages.ts';
import type { MarketId } from '@/lib/markets/book-key.ts';
import type { Column } from '@/lib/model/column.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import type { Settings } from '@/lib/settings.ts';
import type { SymbolStatus, WorkerFault } from '@/lib/store/status.ts';

/** The data comes each minute; two polls may be missed before it counts as stale. */
export const STALE_AFTER_MS = 3 * MINUTE_MS;
/** A worker that was just asked, or a stream that was just cut, needs a moment; nobody is told of it. */
const QUIET_FOR_MS = 30_000;

export interface PopupKnowledge {
  readonly settings: Settings | null;
  /** Null: the tab's content script did not answer. Undefined: it has not been asked yet. */
  readonly report: TabReport | null | undefined;
  readonly status: SymbolStatus | null;
  /** The exchange that the status's fault is of. */
  readonly faultOf: MarketId | null;
  /** What hinders, told by something else than the status: the store itself, the worker's answer. */
  readonly fault: WorkerFault | null;
  readonly columnTimeMs: number | null;
  /** The worker said that the column follows the mark price. */
  readonly isLive: boolean;
  /** The machine's clock: since when the worker's answers have not been live; null while they are. */
  readonly quietSinceMs: number | null;
  /** Exchanges whose books are in the map. */
  readonly exchanges: readonly MarketId[];
  readonly refusals: readonly Refusal[];
  readonly map: MapView | null;
  /** A poll that the user asked for is under way. */
  readonly retrying: boolean;
  /** The machine's clock. */
  readonly nowMs: number;
}

/** The tab's own symbol first; null until both the tab and the settings were asked. */
export const symbolOf = (
  settings: Settings | null,
  report: TabReport | null | undefined,
): string | null => {
  if (report === undefined || settings === null) return null;
  return (report && 'symbol' in report ? report.symbol : null) ?? settings.symbol;
};

/** The store's newest map, or the worker's where that is newer: it is the same, swept since. */
export const chooseColumn = ({
  column,
  liveColumn,
  isLive,
}: {
  readonly column: Column | null;
  readonly liveColumn: Column | null;
  readonly isLive: boolean;
}): { readonly column: Column | null; readonly isLive: boolean } => {
  const isWorkers = liveColumn && liveColumn.timeMs >= (column?.timeMs ?? 0);
  return isWorkers ? { column: liveColumn, isLive } : { column, isLive: false };
};

const GOOD: HealthView = { code: 'ok', tone: 'good', title: '', advice: '', canRetry: false };
const BUSY: HealthView = { ...GOOD, code: 'loading', tone: 'busy' };

const staleHealth = (ageMs: number): HealthView => ({
  code: 'stale',
  tone: 'warn',
  title: `This map is ${formatDuration(ageMs)} old.`,
  advice: 'No newer data has come in. Prices have moved on since.',
  canRetry: true,
});

/** Polls go on, so the map is still renewed: once a minute, as when nobody looks. */
const QUIET: HealthView = {
  ...GOOD,
  code: 'quiet',
  tone: 'warn',
  title: 'Live prices are interrupted.',
  advice: 'The map is renewed once a minute meanwhile.',
};

const readyHealth = (known: PopupKnowledge): HealthView => {
  const { refusals, exchanges, quietSinceMs, nowMs } = known;
  const [refusal] = refusals;
  if (refusal) return { ...GOOD, code: 'refusal', ...describeRefusal(refusal, exchanges) };
  const isQuiet = quietSinceMs !== null && nowMs - quietSinceMs > QUIET_FOR_MS;
  return isQuiet ? QUIET : GOOD;
};

const healthOf = (
  state: PopupState,
  fault: WorkerFault | null,
  known: PopupKnowledge,
  { ageMs, symbol }: { readonly ageMs: number | null; readonly symbol: string },
): HealthView => {
  const clockOffsetMs = known.status?.clockOffsetMs ?? 0;
  if (fault) {
    const marketId = known.faultOf ?? known.exchanges[0];
    const words = describeFault(fault, { symbol, clockOffsetMs, marketId });
    const bad = state === 'stale' || state === 'unavailable';
    return { code: fault.kind, tone: bad ? 'bad' : 'warn', ...words };
  }
  if (state === 'stale' && ageMs !== null) return staleHealth(ageMs);
  return state === 'loading' ? BUSY : readyHealth(known);
};

const nameOfSite = (id: string): string => SITES.find((site) => site.id === id)?.name ?? id;

const tabOf = (report: TabReport | null | undefined, settings: Settings | null): TabView | null => {
  if (report === undefined || settings === null) return null;
  const words = describeTab(report);
  if (report === null) return { ...words, site: null, bandsOn: false };
  return {
    ...words,
    site: nameOfSite(report.site),
    bandsOn: !settings.sitesOff.includes(report.site),
  };
};

/**
 * While history is still coming in, the newest column is one of the past: that is loading, not stale.
 * A fault before anything was loaded is a dead end; one in the middle, or a rebuilt store, is not.
 */
const stateOf = (
  ageMs: number | null,
  fault: WorkerFault | null,
  progress: number | null,
): PopupState => {
  const begun = progress !== null && progress > 0;
  if (ageMs !== null && ageMs <= STALE_AFTER_MS) return 'ready';
  if (ageMs !== null && !(begun && progress < 1)) return 'stale';
  return fault && fault.kind !== 'store-rebuilt' && !begun ? 'unavailable' : 'loading';
};

export const computePopupView = (known: PopupKnowledge): PopupView => {
  const { settings, report, status, columnTimeMs, nowMs } = known;
  const symbol = symbolOf(settings, report);
  const clockOffsetMs = status?.clockOffsetMs ?? 0;
  const fault = known.fault ?? status?.fault ?? null;
  const columnAgeMs =
    columnTimeMs === null || !known.map ? null : Math.max(0, nowMs + clockOffsetMs - columnTimeMs);
  const progress = status && Math.min(1, Math.max(0, status.backfillProgress));
  const state = stateOf(columnAgeMs, fault, progress);
  const [map, ageMs] = state === 'loading' ? [null, null] : [known.map, columnAgeMs];
  return {
    state,
    symbol,
    ageMs,
    map,
    withinPercent: settings?.withinPercent ?? 0,
    progress,
    isLive: ageMs !== null && isStillLive({ ageMs, isLive: known.isLive }),
    exchanges: nameExchanges(known.exchanges),
    health: healthOf(state, fault, known, { ageMs, symbol: symbol ?? '' }),
    retrying: known.retrying,
    tab: tabOf(report, settings),
  };
};
