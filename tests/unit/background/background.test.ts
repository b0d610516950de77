import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { MapAnswer } from '../../../lib/messages.ts';
import { readNewestColumn } from '../../../lib/store/columns.ts';
import { changeSettings } from '../../../lib/settings.ts';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import { createFakeMarket } from '../collect/fake-market.ts';
import { createBinanceFetch } from './fake-binance.ts';

/** A first poll is made in most tests, which a busy machine may take a while for. */
vi.setConfig({ testTimeout: 120_000 });

const HOUR = 3_600_000;
const MINUTE = 60_000;
const POLL_ALARM = { name: 'poll', scheduledTime: 0, persistAcrossSessions: false };
const CONTENT_SCRIPT = {
  id: 'test-extension-id',
  url: 'https://www.binance.com/en/futures/BTCUSDT',
};
const OWN_PAGE = {
  id: 'test-extension-id',
  url: 'chrome-extension://test-extension-id/popup.html',
};

let fetchSpy: ReturnType<typeof vi.fn<typeof fetch>>;

/** Loads the worker as a browser does: a new instance each time, nothing left in its modules. */
const startWorker = async (): Promise<void> => {
  vi.resetModules();
  const { default: background } = await import('../../../entrypoints/background/index.ts');
  background.main();
};

const openMarket = (nowMs: () => number = Date.now): void => {
  const market = createFakeMarket({ nowMs, listedMs: Math.floor(Date.now() / HOUR - 3) * HOUR });
  fetchSpy = vi.fn(createBinanceFetch(market));
  vi.stubGlobal('fetch', fetchSpy);
};

const send = async (type: string, data: unknown, sender: unknown): Promise<unknown> => {
  const answers = await new Promise<{ res?: unknown; err?: { message: string } }>((resolve) => {
    const message = { id: 1, type, data, timestamp: 1 };
    void fakeBrowser.runtime.onMessage.trigger(message, sender as never, resolve as never);
  });
  if (answers.err) throw new Error(answers.err.message);
  return answers.res;
};

const badgeText = (): Promise<string> => fakeBrowser.action.getBadgeText({});

const statusOf = async (symbol: string) => {
  const db = await openDatabase();
  const status = await readStatus(db, symbol);
  db.close();
  return status;
};
const newestOf = async (symbol: string) => {
  const db = await openDatabase();
  const column = await readNewestColumn(db, symbol);
  db.close();
  return column;
};
const isFull = async (symbol: string): Promise<void> =>
  await vi.waitFor(async () => expect((await statusOf(symbol))?.backfillProgress).toBe(1), 60_000);

beforeEach(() => {
  fakeBrowser.reset();
  globalThis.indexedDB = new IDBFactory();
  openMarket();
  vi.spyOn(fakeBrowser.permissions, 'contains').mockResolvedValue(true as never);
  vi.spyOn(fakeBrowser.permissions.onAdded, 'addListener').mockReturnValue();
});

describe('a worker that starts', () => {
  test('has every listener before anything is awaited', async () => {
    vi.resetModules();
    const { default: background } = await import('../../../entrypoints/background/index.ts');
    background.main();
    const { runtime, alarms, storage } = fakeBrowser;
    const events = [
      runtime.onInstalled,
      runtime.onStartup,
      runtime.onMessage,
      alarms.onAlarm,
      storage.local.onChanged,
    ];
    expect(events.map((event) => event.hasListeners())).toEqual(Array(events.length).fill(true));
  });

  test('sets one alarm a minute, without asking for what Firefox refuses', async () => {
    const create = vi.spyOn(fakeBrowser.alarms, 'create');
    await startWorker();
    await vi.waitFor(() => expect(create).toHaveBeenCalled());
    expect(create).toHaveBeenCalledExactlyOnceWith('poll', { periodInMinutes: 1 });
  });

  test('leaves the alarm alone when there is one', async () => {
    await fakeBrowser.alarms.create('poll', { periodInMinutes: 1 });
    const get = vi.spyOn(fakeBrowser.alarms, 'get');
    const create = vi.spyOn(fakeBrowser.alarms, 'create');
    await startWorker();
    await vi.waitFor(() => expect(get).toHaveBeenCalled());
    await get.mock.results[0]?.value;
    expect(create).not.toHaveBeenCalled();
  });

  test('asks the exchange for nothing until the alarm stands, which wakes it if it dies there', async () => {
    let standing = (): void => undefined;
    const create = vi.spyOn(fakeBrowser.alarms, 'create');
    create.mockImplementation(() => new Promise<void>((resolve) => (standing = resolve)));
    await startWorker();
    void fakeBrowser.runtime.onInstalled.trigger({ reason: 'install' } as never);
    await vi.waitFor(() => expect(create).toHaveBeenCalled());
    // Far longer than a poll takes to its first request: it opens the database once or twice.
    for (let opened = 0; opened < 50; opened++) await statusOf('BTCUSDT');
    expect(fetchSpy).not.toHaveBeenCalled();
    standing();
    await vi.waitFor(() => expect(fetchSpy).toHaveBeenCalled());
  });

  test('sets an alarm anew that a clock put back has left hours away', async () => {
    await fakeBrowser.alarms.create('poll', { periodInMinutes: 1, when: Date.now() + 3 * HOUR });
    await startWorker();
    await vi.waitFor(async () => {
      const alarm = await fakeBrowser.alarms.get('poll');
      expect(alarm?.scheduledTime).toBeLessThan(Date.now() + HOUR);
    });
  });

  test('asks the exchange for nothing by itself', async () => {
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger({ ...POLL_ALARM, name: 'another' });
    expect(fetchSpy).not.toHaveBeenCalled();
  });
});

describe('a poll', () => {
  test.each([
    [
      'the installation',
      () => fakeBrowser.runtime.onInstalled.trigger({ reason: 'install' } as never),
    ],
    ['the browser’s start', () => fakeBrowser.runtime.onStartup.trigger()],
    ['the alarm', () => fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM)],
  ])('follows %s, fills the default symbol and shows its imbalance', async (_, happen) => {
    await startWorker();
    await happen();
    await isFull('BTCUSDT');
    await vi.waitFor(async () => expect(await badgeText()).toMatch(/^([+−]\d{1,3}|0)$/));
    expect(await fakeBrowser.storage.local.get('changed')).toMatchObject({
      changed: { symbol: 'BTCUSDT' },
    });
  });

  test('that is wanted twice at once is made once', async () => {
    await startWorker();
    await Promise.all([
      fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM),
      fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM),
    ]);
    await isFull('BTCUSDT');
    const urls = fetchSpy.mock.calls.map(([url]) => String(url));
    expect(new Set(urls).size).toBe(urls.length);
  });

  test.each([
    ['without a network', false, 'offline'],
    ['where the exchange alone is out of reach', true, 'unreachable'],
  ])('that fails %s marks the badge and the status', async (_, onLine, kind) => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    vi.stubGlobal('navigator', { onLine });
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () => expect(await badgeText()).toBe('!'));
    expect((await statusOf('BTCUSDT'))?.fault?.kind).toBe(kind);
  });

  test('goes on where the news of it cannot be stored', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(fakeBrowser.storage.local, 'set').mockRejectedValue(new Error('QUOTA_BYTES'));
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('BTCUSDT');
    await vi.waitFor(async () => expect(await badgeText()).toMatch(/^([+−]\d{1,3}|0)$/));
  });

  test('that a full disk stops marks the badge, and the next one with space goes well', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('the disk is full', 'QuotaExceededError');
    });
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () => expect(await badgeText()).toBe('!'));
    put.mockRestore();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('BTCUSDT');
  });

  test('that a full disk stops in the middle is told, keeps what was stored, and ends the same', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('BTCUSDT');
    const before = await newestOf('BTCUSDT');
    const real = IDBObjectStore.prototype.put;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      // What is small still fits: the status does, a chunk of candles or columns does not.
      if (this.name === 'candles' || this.name === 'columns')
        throw new DOMException('the disk is full', 'QuotaExceededError');
      return real.apply(this, given);
    });
    openMarket(() => Date.now() + 2 * MINUTE);
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () =>
      expect((await statusOf('BTCUSDT'))?.fault?.kind).toBe('store-full'),
    );
    expect(await newestOf('BTCUSDT')).toEqual(before);
    await vi.waitFor(async () => expect(await badgeText()).toBe('!'));
    put.mockRestore();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () => expect((await statusOf('BTCUSDT'))?.fault).toBeNull());
    expect((await newestOf('BTCUSDT'))?.timeMs).toBeGreaterThan(before?.timeMs ?? Infinity);
  });

  test('that never ends does not keep later ones from being made', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => new Promise(() => undefined)),
    );
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
    openMarket();
    const later = Date.now() + HOUR;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('BTCUSDT');
  });

  test('covers a symbol that the settings name', async () => {
    await startWorker();
    await fakeBrowser.storage.local.set({ settings: { symbol: 'ETHUSDT' } });
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('ETHUSDT');
  });
});

describe('a choice in the settings', () => {
  test('of a watched symbol is polled at once, and from then on each minute', async () => {
    await startWorker();
    await changeSettings({ watchlist: ['BTCUSDT', 'ETHUSDT'] });
    await isFull('ETHUSDT');
    await isFull('BTCUSDT');
    const before = (await statusOf('ETHUSDT'))?.lastSuccessMs ?? 0;
    openMarket(() => Date.now() + 2 * MINUTE);
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () =>
      expect((await statusOf('ETHUSDT'))?.lastSuccessMs).toBeGreaterThan(before + MINUTE),
    );
  });

  test('that changes no symbol and no exchange asks for nothing', async () => {
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await isFull('BTCUSDT');
    // Each poll begins by asking for the open interest of now.
    const countPolls = (): number =>
      fetchSpy.mock.calls.filter(([url]) => String(url).includes('/openInterest?')).length;
    const before = countPolls();
    await changeSettings({ withinPercent: 10 });
    // Far longer than a poll takes to its first request.
    for (let opened = 0; opened < 50; opened++) await statusOf('BTCUSDT');
    expect(countPolls()).toBe(before);
  });
});

describe('getMap', () => {
  const ask = async (symbol: unknown): Promise<MapAnswer> =>
    (await send('getMap', { symbol }, CONTENT_SCRIPT)) as MapAnswer;

  test('begins the backfill of a symbol never seen, then answers with its newest column', async () => {
    await startWorker();
    expect(await ask('SOLUSDT')).toMatchObject({
      state: 'loading',
      symbol: 'SOLUSDT',
      progress: 0,
    });
    await isFull('SOLUSDT');
    const answer = await ask('SOLUSDT');
    if (answer.state !== 'ready') throw new Error(answer.state);
    expect(atob(answer.column.codes)).toHaveLength(2 * answer.column.binCount);
    // The newest column is that of the last full minute.
    expect(answer.ageMs).toBeLessThan(61_000);
    expect((await statusOf('SOLUSDT'))?.lastAskedMs).toBeGreaterThan(Date.now() - HOUR);
  });

  test('tells the age by the exchange’s clock', async () => {
    openMarket(() => Date.now() + 3 * HOUR);
    await startWorker();
    await ask('SOLUSDT');
    await isFull('SOLUSDT');
    const answer = await ask('SOLUSDT');
    expect(answer.state === 'ready' && answer.ageMs).toBeLessThan(61_000);
  });

  test('leaves no trace of an exchange that is off', async () => {
    await changeSettings({ exchanges: { binance: 'off', bybit: 'on' } });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}', { status: 503 })));
    await startWorker();
    await ask('SOLUSDT');
    await vi.waitFor(async () =>
      expect((await statusOf('bybit:SOLUSDT'))?.lastAskedMs).toBeGreaterThan(Date.now() - HOUR),
    );
    expect(await statusOf('SOLUSDT')).toBeUndefined();
  });

  test('says why there is nothing', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(new Response('{"code":0,"msg":"restricted location"}', { status: 451 })),
    );
    await startWorker();
    await ask('SOLUSDT');
    await vi.waitFor(async () =>
      expect(await ask('SOLUSDT')).toMatchObject({
        state: 'unavailable',
        fault: { kind: 'location-refused' },
      }),
    );
  });

  test.each(['', '../x', 'BTC-USDT', null, 7])('refuses %j, which is no symbol', async (symbol) => {
    await startWorker();
    await expect(ask(symbol)).rejects.toThrow('no symbol');
    expect(fetchSpy).not.toHaveBeenCalled();
  });

  test('a thousand questions at once cost what one does', async () => {
    await startWorker();
    await ask('SOLUSDT');
    await isFull('SOLUSDT');
    const open = vi.spyOn(indexedDB, 'open');
    await ask('SOLUSDT');
    const forOne = open.mock.calls.length;
    const startMs = performance.now();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => ask('SOLUSDT')));
    // A machine so slow that it takes longer than an answer is kept for asks twice or three times.
    const rounds = 1 + Math.ceil((performance.now() - startMs) / 500);
    expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['ready']));
    expect(open.mock.calls.length).toBeLessThanOrEqual(forOne * rounds);
  });

  test('streams a symbol that is watched, and none that is only asked for', async () => {
    const opened: string[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends EventTarget {
        constructor(url: string) {
          super();
          opened.push(url);
        }
        close(): void {}
      },
    );
    await startWorker();
    await ask('SOLUSDT');
    expect(opened).toEqual([]);
    await send('getMap', { symbol: 'SOLUSDT', isWatched: true }, CONTENT_SCRIPT);
    await send('getMap', { symbol: 'SOLUSDT', isWatched: true }, CONTENT_SCRIPT);
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(/^wss:\/\/fstream\.binance\.com\/market\/.*solusdt@markPrice/);
  });

  test('says that the store is broken when it is', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no backing store', 'UnknownError');
    });
    await startWorker();
    expect(await ask('SOLUSDT')).toMatchObject({
      state: 'unavailable',
      fault: { kind: 'store-broken' },
    });
  });
});

describe('pollNow', () => {
  test('from the popup ends when the poll has', async () => {
    await startWorker();
    await send('pollNow', { symbol: 'BTCUSDT' }, OWN_PAGE);
    expect((await statusOf('BTCUSDT'))?.backfillProgress).toBe(1);
  });

  test.each([
    ['a content script', CONTENT_SCRIPT],
    [
      'a page with our address in its own',
      { url: 'https://x.example/chrome-extension://test-extension-id/' },
    ],
    ['nobody', {}],
  ])('from %s is refused', async (_, sender) => {
    await startWorker();
    await expect(send('pollNow', { symbol: 'BTCUSDT' }, sender)).rejects.toThrow('Only pages');
    expect(fetchSpy).not.toHaveBeenCalled();
  });
});

describe('a host that the browser does not let us ask', () => {
  const refuse = (): void => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('NetworkError')));
    vi.mocked(fakeBrowser.permissions.contains).mockResolvedValue(false as never);
  };

  test('is told as that, not as a connection that is missing', async () => {
    refuse();
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () =>
      expect((await statusOf('BTCUSDT'))?.fault?.kind).toBe('no-permission'),
    );
    expect(fakeBrowser.permissions.contains).toHaveBeenCalledWith({
      origins: ['https://fapi.binance.com/*'],
    });
    expect((await statusOf('BTCUSDT'))?.fault?.detail).toContain('https://fapi.binance.com');
  });

  test('is asked as soon as it is allowed', async () => {
    refuse();
    await startWorker();
    await fakeBrowser.alarms.onAlarm.trigger(POLL_ALARM);
    await vi.waitFor(async () => expect((await statusOf('BTCUSDT'))?.fault).toBeTruthy());
    openMarket();
    const [[allowed]] = vi.mocked(fakeBrowser.permissions.onAdded.addListener).mock
      .calls as unknown as [[() => void]];
    allowed();
    await isFull('BTCUSDT');
    expect((await statusOf('BTCUSDT'))?.fault).toBeNull();
  });
});
