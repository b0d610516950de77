import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  type PopupData,
  type PopupPorts,
  type PopupSnapshot,
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
      readStore: async () => ({ status: null, column: null }),
      askTab: async () => null,
      askWorker: async () => LOADING,
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
  watch({ readStore: async () => ({ status: null, column: columnAt(7) }) });
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
      return { status: null, column: columnAt(timeMs) };
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
      return { status: null, column: columnAt(1) };
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
      new Promise((resolve) =>
        answers.push((timeMs) => resolve({ status: null, column: columnAt(timeMs) })),
      ),
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
