/** Every state of the popup with fixed data, made by the popup's own view functions. */
import type { MapView, PopupView } from '@/components/popup-view.ts';
import { computePopupView, type PopupKnowledge } from '@/entrypoints/popup/popup-view.ts';
import type { TabReport } from '@/lib/messages.ts';
import type { Settings } from '@/lib/settings.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  type SymbolStatus,
  type WorkerFault,
} from '@/lib/store/status.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12, 0, 0);
const SYMBOL = 'BTCUSDT';
const PRICE = 67_234.5;
const POINTS = 164;

const bump = (percent: number, centre: number, width: number, peakUsd: number): number =>
  peakUsd * Math.exp(-(((percent - centre) / width) ** 2));

const percents = Array.from({ length: POINTS }, (_, i) => -5 + (10 * i) / POINTS);
const longAt = (p: number): number =>
  p >= -0.12
    ? 0
    : (4e6 + bump(p, -0.83, 0.16, 21e6) + bump(p, -2.1, 0.35, 9e6) + bump(p, -3.9, 0.25, 16e6)) *
      (1 + 0.25 * Math.sin(37 * p));
const shortAt = (p: number): number =>
  p < 0.1
    ? 0
    : (3e6 + bump(p, 1.24, 0.2, 13e6) + bump(p, 2.9, 0.5, 7e6) + bump(p, 4.6, 0.2, 9e6)) *
      (1 + 0.25 * Math.sin(41 * p));

const MAP: MapView = {
  price: PRICE,
  imbalance: { longUsd: 1.141e9, shortUsd: 0.699e9, score: -24 },
  nearest: {
    long: { side: 'long', price: 66_676.5, distancePercent: -0.83, amountUsd: 12.4e6, strength: 1 },
    short: {
      side: 'short',
      price: 68_068.2,
      distancePercent: 1.24,
      amountUsd: 8.16e6,
      strength: 0.66,
    },
  },
  profile: {
    price: PRICE,
    prices: Float64Array.from(percents, (p) => PRICE * (1 + p / 100)),
    longUsd: Float64Array.from(percents, longAt),
    shortUsd: Float64Array.from(percents, shortAt),
  },
};

const STATUS: SymbolStatus = {
  symbol: SYMBOL,
  clockOffsetMs: 0,
  lastSuccessMs: NOW_MS - 12_000,
  lastColumnMs: NOW_MS - 12_000,
  backfillProgress: 1,
  lastAskedMs: NOW_MS,
  lastPollWeight: 3,
  usedWeight1m: 5,
  fault: null,
};

const DRAWING: TabReport = {
  state: 'drawing',
  site: 'binance',
  symbol: SYMBOL,
  adapter: 'labels',
  scaleKind: 'linear',
  errorPx: 0.1,
  labelCount: 9,
};
const ON_SITE = { site: 'binance', symbol: SYMBOL } as const;

const fault = (kind: FaultKind, retryAtMs: number | null = null): WorkerFault => ({
  kind,
  detail: kind,
  sinceMs: NOW_MS - 600_000,
  retryAtMs,
});

const SETTINGS: Settings = {
  sitesOff: [],
  withinPercent: 5,
  symbol: SYMBOL,
  watchlist: [SYMBOL],
  exchanges: { binance: 'on', bybit: 'fallback' },
};

const show = (known: Partial<PopupKnowledge>): PopupView =>
  computePopupView({
    settings: SETTINGS,
    report: DRAWING,
    status: STATUS,
    faultOf: null,
    fault: null,
    columnTimeMs: NOW_MS - 12_000,
    map: MAP,
    isLive: false,
    quietSinceMs: null,
    exchanges: ['binance'],
    refusals: [],
    retrying: false,
    nowMs: NOW_MS,
    ...known,
  });

const NO_MAP = {
  map: null,
  columnTimeMs: null,
  status: null,
  report: { state: 'waiting', ...ON_SITE },
} as const;
const OLD_MS = NOW_MS - 12 * 60_000;

const UNREADABLE: TabReport = { state: 'unreadable', reason: 'labels-do-not-fit', ...ON_SITE };

const WAITING_KINDS: readonly FaultKind[] = ['rate-limited', 'banned'];

/** Beside a map and above the longest words of the tab: where room is scarcest. */
const showFault = (kind: FaultKind): PopupView => {
  const retryAtMs = WAITING_KINDS.includes(kind) ? NOW_MS + 240_000 : null;
  return show({ fault: fault(kind, retryAtMs), report: UNREADABLE });
};

export const POPUP_STATES: Readonly<Record<string, PopupView>> = {
  first: show({ ...NO_MAP, settings: null, report: undefined }),
  loading: show({ ...NO_MAP, status: { ...STATUS, backfillProgress: 0.42 } }),
  ready: show({}),
  live: show({ columnTimeMs: NOW_MS - 2000, isLive: true }),
  'live-both': show({
    columnTimeMs: NOW_MS - 2000,
    isLive: true,
    exchanges: ['binance', 'bybit'],
  }),
  'bybit-alone': show({
    columnTimeMs: NOW_MS - 2000,
    isLive: true,
    exchanges: ['bybit'],
    refusals: [{ marketId: 'binance', kind: 'location-refused' }],
  }),
  quiet: show({ columnTimeMs: NOW_MS - 40_000, quietSinceMs: NOW_MS - 60_000 }),
  'ready-shorts': show({
    map: {
      ...MAP,
      imbalance: { longUsd: 0.41e9, shortUsd: 1.22e9, score: 50 },
      nearest: { ...MAP.nearest, long: null },
    },
  }),
  'ready-off': show({
    settings: { ...SETTINGS, sitesOff: ['binance'], withinPercent: 2 },
    report: { state: 'off', ...ON_SITE },
  }),
  'ready-no-site': show({ report: null }),
  'ready-unreadable': show({ report: UNREADABLE }),
  ...Object.fromEntries(FAULT_KINDS.map((kind) => [`fault-${kind}`, showFault(kind)])),
  stale: show({ columnTimeMs: OLD_MS }),
  offline: show({ columnTimeMs: OLD_MS, fault: fault('offline') }),
  refused: show({ ...NO_MAP, fault: fault('location-refused') }),
  'broken-store': show({ ...NO_MAP, fault: fault('store-broken') }),
  'unknown-symbol': show({
    ...NO_MAP,
    report: { state: 'waiting', site: 'binance', symbol: 'FOOUSDT' },
    fault: fault('unknown-symbol'),
  }),
};
