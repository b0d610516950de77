import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  type PopupData,
  type PopupPorts,
  type PopupSnapshot,
  type StoredMap,
  watchPopupData,
} from '../../../entrypoints/popup/popup-data.ts';
import { announceChange } from '../../../lib/changes.ts';
import type { MapAnswer, TabReport } from '../../../lib/messages.ts';
import type { Column } from '../../../lib/model/column.ts';
import { changeSettings } from '../../../lib/settings.ts';
import type { WorkerFault } from '../../../lib/store/status.ts';

const LOADING: MapAnswer = { state: 'loading', symbol: 'BTCUSDT', progress: 0 };
const FAULT: WorkerFault = {
  kind: 'location-refused',
  detail: '',
  sinceMs: 0,
  retryAtMs: null,
};
const storedMap = (column: Column | null): StoredMap => ({
  status: null,
  faultOf: null,
  column,
  exchanges: ['binance'],
  refusals: [],
});
const columnAt = (timeMs: number): Column => ({
  timeMs,
  price: 100,
  sweptBy: 'mark',
  firstBin: 0,
  longCoins: new Float32Array(1),
  shortCoins: new Float32Array(1),
});

let data: PopupData | undefined;
let seen: PopupSnapshot[] = [];
const last = (): PopupSnapshot | undefined => seen.at(-1);

const watch = (ports: Partial<PopupPorts>): void => {
  data = watchPopupData(
    {
      readStore: async () => storedMap(null),
      askTab: async () => null,
      askWorker: async () => LOADING,
      isVisible: () => true,
      pollNow: async () => {},
      ...ports,
    },
    (snapshot) => seen.push(snapshot),
  );
};

beforeEach(() => {
  fakeBrowser.reset();
  seen = [];
});
afterEach(() => data?.stop());

test('without a chart in the tab the symbol of the settings is shown', async () => {
  await changeSettings({ symbol: 'ETHUSDT' });
  watch({ readStore: async () => storedMap(columnAt(7)) });
  await vi.waitFor(() => expect(last()?.column?.timeMs).toBe(7));
  expect(last()).toMatchObject({ symbol: 'ETHUSDT', report: null });
});

test("the tab's own symbol is read, and the worker is asked for it", async () => {
  const report: TabReport = { state: 'waiting', site: 'binance', symbol: 'SOLUSDT' };
  const asked: string[] = [];
  watch({
    askTab: async () => report,
    askWorker: async (symbol) => {
      asked.push(symbol);
      return { ...LOADING, symbol };
    },
  });
  await vi.waitFor(() => expect(asked).toEqual(['SOLUSDT']));
  expect(last()).toMatchObject({ symbol: 'SOLUSDT', report });
});

test('a change that the worker announces is read; one of another symbol is not', async () => {
  let timeMs = 1;
  let reads = 0;
  watch({
    readStore: async () => {
      reads += 1;
      return storedMap(columnAt(timeMs));
    },
  });
  // One read at the start and one after the worker's answer.
  await vi.waitFor(() => expect(reads).toBe(2));
  timeMs = 2;
  await announceChange('ETHUSDT');
  await announceChange('BTCUSDT');
  await vi.waitFor(() => expect(last()?.column?.timeMs).toBe(2));
  expect(reads).toBe(3);
});

test('a store that cannot be read is a fault, and the next good read ends it', async () => {
  let broken = true;
  watch({
    readStore: async () => {
      if (broken) throw new Error('no disk');
      return storedMap(columnAt(1));
    },
  });
  await vi.waitFor(() => expect(last()?.fault?.kind).toBe('store-broken'));
  broken = false;
  await announceChange('BTCUSDT');
  await vi.waitFor(() => expect(last()).toMatchObject({ fault: null, column: { timeMs: 1 } }));
});

test('what the worker says hinders it is shown', async () => {
  watch({ askWorker: async (symbol) => ({ state: 'unavailable', symbol, fault: FAULT }) });
  await vi.waitFor(() => expect(last()?.fault).toEqual(FAULT));
});

test('of two reads that overtake each other the later one counts', async () => {
  const answers: ((timeMs: number) => void)[] = [];
  watch({
    readStore: () =>
      new Promise((resolve) => answers.push((timeMs) => resolve(storedMap(columnAt(timeMs))))),
    askWorker: async (symbol) => ({ state: 'unavailable', symbol, fault: FAULT }),
  });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  await announceChange('BTCUSDT');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(2);
  await vi.waitFor(() => expect(last()?.column?.timeMs).toBe(2));
  answers[0]?.(1);
  await vi.waitFor(() => expect(last()?.fault).toEqual(FAULT));
  expect(last()?.column?.timeMs).toBe(2);
});

test('trying again polls once, reads again and says so meanwhile', async () => {
  let polls = 0;
  let endPoll = (): void => {};
  watch({
    pollNow: () =>
      new Promise((resolve) => {
        polls += 1;
        endPoll = resolve;
      }),
  });
  await vi.waitFor(() => expect(last()?.symbol).toBe('BTCUSDT'));
  data?.retry();
  data?.retry();
  expect(last()?.retrying).toBe(true);
  endPoll();
  await vi.waitFor(() => expect(last()?.retrying).toBe(false));
  expect(polls).toBe(1);
});

test('a fault that only the worker knows is still there after trying again', async () => {
  watch({ askWorker: async (symbol) => ({ state: 'unavailable', symbol, fault: FAULT }) });
  await vi.waitFor(() => expect(last()?.fault).toEqual(FAULT));
  data?.retry();
  await vi.waitFor(() => expect(last()).toMatchObject({ retrying: false, fault: FAULT }));
});

test('a stopped watch calls back no more', async () => {
  watch({});
  await vi.waitFor(() => expect(last()?.symbol).toBe('BTCUSDT'));
  data?.stop();
  const count = seen.length;
  await changeSettings({ withinPercent: 10 });
  await announceChange('BTCUSDT');
  expect(seen).toHaveLength(count);
});

const READY_MAP = (price: number, isLive = true): MapAnswer => ({
  state: 'ready',
  symbol: 'BTCUSDT',
  column: {
    timeMs: 9,
    price,
    sweptBy: 'mark',
    firstBin: 0,
    binCount: 1,
    peakCoins: 1,
    codes: btoa('\0\0'),
  },
  ageMs: 0,
  exchanges: ['binance'],
  isLive,
  fault: null,
});

test('while the popup can be seen the worker is asked every few seconds, else it is left alone', async () => {
  vi.useFakeTimers();
  try {
    let visible = true;
    let asked = 0;
    watch({
      isVisible: () => visible,
      askWorker: async () => {
        asked += 1;
        return READY_MAP(100);
      },
    });
    await vi.waitFor(() => expect(asked).toBe(1));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(5);
    visible = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(5);
  } finally {
    data?.stop();
    vi.useRealTimers();
  }
});

test("the worker's map is kept beside the stored one; one that has not changed is the same object", async () => {
  let price = 100;
  watch({ askWorker: async () => READY_MAP(price) });
  await vi.waitFor(() =>
    expect(last()).toMatchObject({ isLive: true, liveColumn: { price: 100 } }),
  );
  const before = last()?.liveColumn;
  data?.retry();
  await vi.waitFor(() => expect(last()?.retrying).toBe(false));
  expect(last()?.liveColumn).toBe(before);
  price = 101;
  data?.retry();
  await vi.waitFor(() => expect(last()?.liveColumn?.price).toBe(101));
  expect(last()?.liveColumn?.longCoins).toBe(before?.longCoins);
});

test('since when the maps have not been live is known', async () => {
  let isLive = false;
  watch({ askWorker: async () => READY_MAP(100, isLive) });
  await vi.waitFor(() => expect(last()?.quietSinceMs).not.toBeNull());
  const sinceMs = last()?.quietSinceMs;
  data?.retry();
  await vi.waitFor(() => expect(last()?.retrying).toBe(false));
  expect(last()?.quietSinceMs).toBe(sinceMs);
  isLive = true;
  data?.retry();
  await vi.waitFor(() => expect(last()).toMatchObject({ isLive: true, quietSinceMs: null }));
});
