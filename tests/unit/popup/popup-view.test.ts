import { expect, test } from 'vitest';
import type { MapView } from '../../../components/popup-view.ts';
import {
  chooseColumn,
  computePopupView,
  type PopupKnowledge,
  symbolOf,
} from '../../../entrypoints/popup/popup-view.ts';
import type { Column } from '../../../lib/model/column.ts';
import type { Settings } from '../../../lib/settings.ts';
import type { SymbolStatus, WorkerFault } from '../../../lib/store/status.ts';

const NOON_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 3_600_000;
const SETTINGS: Settings = {
  sitesOff: [],
  withinPercent: 5,
  symbol: 'ETHUSDT',
  watchlist: [],
  exchanges: { binance: 'on', bybit: 'fallback' },
};
const ON_SITE = { site: 'binance', symbol: 'BTCUSDT' } as const;
const NOTHING = new Float64Array(0);
const MAP: MapView = {
  price: 100,
  imbalance: { longUsd: 60, shortUsd: 40, score: -20 },
  nearest: { long: null, short: null },
  profile: { price: 100, prices: NOTHING, longUsd: NOTHING, shortUsd: NOTHING },
};
const STATUS: SymbolStatus = {
  symbol: 'BTCUSDT',
  clockOffsetMs: 0,
  lastSuccessMs: null,
  lastColumnMs: null,
  backfillProgress: 0,
  lastAskedMs: NOON_MS,
  lastPollWeight: 0,
  usedWeight1m: null,
  fault: null,
};
const fault = (kind: WorkerFault['kind']): WorkerFault => ({
  kind,
  detail: '',
  sinceMs: NOON_MS,
  retryAtMs: null,
});

const viewOf = (known: Partial<PopupKnowledge>) =>
  computePopupView({
    settings: SETTINGS,
    report: { state: 'waiting', ...ON_SITE },
    status: STATUS,
    faultOf: null,
    fault: null,
    columnTimeMs: null,
    map: null,
    isLive: false,
    quietSinceMs: null,
    exchanges: ['binance'],
    refusals: [],
    retrying: false,
    nowMs: NOON_MS,
    ...known,
  });

test("the tab's symbol goes before the one in the settings", () => {
  expect(symbolOf(SETTINGS, { state: 'waiting', ...ON_SITE })).toBe('BTCUSDT');
  expect(symbolOf(SETTINGS, { state: 'no-symbol', site: 'binance' })).toBe('ETHUSDT');
  expect(symbolOf(SETTINGS, { state: 'off', site: 'binance', symbol: null })).toBe('ETHUSDT');
  expect(symbolOf(SETTINGS, null)).toBe('ETHUSDT');
});

test('no symbol is shown before tab and settings were both asked', () => {
  expect(symbolOf(SETTINGS, undefined)).toBeNull();
  expect(symbolOf(null, null)).toBeNull();
});

test('the age is counted on the clock of the exchange', () => {
  // The machine is three hours behind: 09:00 here is 12:00 there, and the column is of 11:59:30.
  const view = viewOf({
    map: MAP,
    columnTimeMs: NOON_MS - 30_000,
    nowMs: NOON_MS - 3 * HOUR_MS,
    status: { ...STATUS, clockOffsetMs: 3 * HOUR_MS },
  });
  expect(view.ageMs).toBe(30_000);
  expect(view).toMatchObject({ state: 'ready', health: { code: 'ok', tone: 'good' } });
});

test('a column from the future, by a clock not yet corrected, is new and not negative', () => {
  expect(viewOf({ map: MAP, columnTimeMs: NOON_MS + HOUR_MS }).ageMs).toBe(0);
});

test('a map is stale once it is older than three minutes, and says how old', () => {
  expect(viewOf({ map: MAP, columnTimeMs: NOON_MS - 180_000 }).state).toBe('ready');
  const view = viewOf({ map: MAP, columnTimeMs: NOON_MS - 12 * 60_000 });
  expect(view).toMatchObject({ state: 'stale', health: { code: 'stale', tone: 'warn' } });
  expect(view.health.title).toBe('This map is 12\u202fmin old.');
});

test('a fault beside a fresh map warns; beside a stale one, or with no map, it is bad', () => {
  const status = { ...STATUS, fault: fault('offline') };
  expect(viewOf({ status, map: MAP, columnTimeMs: NOON_MS })).toMatchObject({
    state: 'ready',
    health: { code: 'offline', tone: 'warn' },
  });
  expect(viewOf({ status, map: MAP, columnTimeMs: NOON_MS - HOUR_MS })).toMatchObject({
    state: 'stale',
    health: { code: 'offline', tone: 'bad' },
  });
  expect(viewOf({ status })).toMatchObject({
    state: 'unavailable',
    health: { code: 'offline', tone: 'bad' },
  });
});

test('a fault in the middle of the first loading leaves its progress in sight', () => {
  const status = { ...STATUS, backfillProgress: 0.4, fault: fault('timeout') };
  expect(viewOf({ status })).toMatchObject({
    state: 'loading',
    progress: 0.4,
    health: { code: 'timeout', tone: 'warn' },
  });
});

test('an old column in the middle of the first loading is no map yet', () => {
  const status = { ...STATUS, backfillProgress: 0.6 };
  const view = viewOf({ status, map: MAP, columnTimeMs: NOON_MS - 24 * HOUR_MS });
  expect(view).toMatchObject({ state: 'loading', map: null, ageMs: null, progress: 0.6 });
});

test('a rebuilt store is loading again, not a dead end', () => {
  expect(viewOf({ fault: fault('store-rebuilt') }).state).toBe('loading');
});

test('nothing known yet is loading, without a progress that nobody measured', () => {
  const view = viewOf({ settings: null, report: undefined, status: null });
  expect(view).toMatchObject({
    state: 'loading',
    symbol: null,
    progress: null,
    tab: null,
    health: { code: 'loading', tone: 'busy' },
  });
});

test('the switch follows the settings, and a tab that does not answer has none', () => {
  expect(viewOf({}).tab).toMatchObject({ site: 'Binance Futures', bandsOn: true });
  const off = { ...SETTINGS, sitesOff: ['binance'] };
  expect(viewOf({ settings: off }).tab).toMatchObject({ bandsOn: false });
  expect(viewOf({ report: null }).tab).toMatchObject({ site: null });
});

const READY = { map: MAP, columnTimeMs: NOON_MS - 2000, exchanges: ['binance'] } as const;

test('a map is live as long as the worker says so and its age bears it out', () => {
  expect(viewOf({ ...READY, isLive: true })).toMatchObject({ isLive: true, ageMs: 2000 });
  expect(viewOf({ ...READY, isLive: false }).isLive).toBe(false);
  // The worker has died, or the machine has slept, since it said so.
  expect(viewOf({ ...READY, isLive: true, columnTimeMs: NOON_MS - 11_000 }).isLive).toBe(false);
});

test('interrupted live prices are told of after half a minute, and are no fault of the map', () => {
  const quietFor = (ms: number) => viewOf({ ...READY, quietSinceMs: NOON_MS - ms });
  expect(quietFor(30_000).health.code).toBe('ok');
  const { state, health } = quietFor(30_001);
  expect(state).toBe('ready');
  expect(health).toMatchObject({ code: 'quiet', tone: 'warn' });
});

test('a fault of the exchange is told before interrupted prices', () => {
  const { health } = viewOf({
    ...READY,
    quietSinceMs: NOON_MS - HOUR_MS,
    status: { ...STATUS, fault: fault('offline') },
  });
  expect(health.code).toBe('offline');
});

test('a map of the other exchange alone says so and why', () => {
  const { health, exchanges } = viewOf({
    ...READY,
    exchanges: ['bybit'],
    refusals: [{ marketId: 'binance', kind: 'location-refused' }],
  });
  expect(exchanges).toBe('Bybit alone');
  expect(health.title).toBe('Binance refuses this location: Bybit alone.');
  expect(health).toMatchObject({ code: 'refusal', tone: 'good' });
});

test('the newer of the stored and the live map is shown', () => {
  const columnAt = (timeMs: number): Column => ({
    timeMs,
    price: 100,
    sweptBy: 'mark',
    firstBin: 0,
    longCoins: new Float32Array(1),
    shortCoins: new Float32Array(1),
  });
  const [stored, live] = [columnAt(2), columnAt(3)];
  const choose = (column: Column | null, liveColumn: Column | null) =>
    chooseColumn({ column, liveColumn, isLive: true });
  expect(choose(stored, live)).toEqual({ column: live, isLive: true });
  expect(choose(live, stored)).toEqual({ column: live, isLive: false });
  expect(choose(stored, null)).toEqual({ column: stored, isLive: false });
  expect(choose(null, live)).toEqual({ column: live, isLive: true });
});

test('a fault is told under the name of the exchange whose book has it', () => {
  const fault = { kind: 'overloaded', detail: '', sinceMs: NOON_MS, retryAtMs: null } as const;
  const { health } = viewOf({
    ...READY,
    exchanges: ['binance', 'bybit'],
    status: { ...STATUS, fault },
    faultOf: 'bybit',
  });
  expect(health).toMatchObject({ code: 'overloaded', tone: 'warn' });
  expect(health.title).toBe('Bybit is overloaded (503).');
});
