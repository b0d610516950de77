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
import { describeFault } from '@/lib/insight/fault-words.ts';
import { formatDuration } from '@/lib/insight/format.ts';
import { describeTab } from '@/lib/insight/tab-words.ts';
import type { TabReport } from '@/lib/messages.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import type { Settings } from '@/lib/settings.ts';
import type { SymbolStatus, WorkerFault } from '@/lib/store/status.ts';

/** The data comes each minute; two polls may be missed before it counts as stale. */
export const STALE_AFTER_MS = 3 * MINUTE_MS;

export interface PopupKnowledge {
  readonly settings: Settings | null;
  /** Null: the tab's content script did not answer. Undefined: it has not been asked yet. */
  readonly report: TabReport | null | undefined;
  readonly status: SymbolStatus | null;
  /** What hinders, told by something else than the status: the store itself, the worker's answer. */
  readonly fault: WorkerFault | null;
  readonly columnTimeMs: number | null;
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

const GOOD: HealthView = { code: 'ok', tone: 'good', title: '', advice: '', canRetry: false };
const BUSY: HealthView = { ...GOOD, code: 'loading', tone: 'busy' };

const staleHealth = (ageMs: number): HealthView => ({
  code: 'stale',
  tone: 'warn',
  title: `This map is ${formatDuration(ageMs)} old.`,
  advice: 'No newer data has come in. Prices have moved on since.',
  canRetry: true,
});

const healthOf = (
  state: PopupState,
  fault: WorkerFault | null,
  symbol: string,
  { ageMs, clockOffsetMs }: { readonly ageMs: number | null; readonly clockOffsetMs: number },
): HealthView => {
  if (fault) {
    const words = describeFault(fault, { symbol, clockOffsetMs });
    const bad = state === 'stale' || state === 'unavailable';
    return { code: fault.kind, tone: bad ? 'bad' : 'warn', ...words };
  }
  if (state === 'stale' && ageMs !== null) return staleHealth(ageMs);
  return state === 'loading' ? BUSY : GOOD;
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
    health: healthOf(state, fault, symbol ?? '', { ageMs, clockOffsetMs }),
    retrying: known.retrying,
    tab: tabOf(report, settings),
  };
};
