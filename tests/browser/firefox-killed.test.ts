import { beforeAll, expect, test } from 'vitest';
import { columnCountOf, type ColumnChunk } from '../../lib/model/column-chunk.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { startReplay, type LoggedRequest, type Replay } from '../replay/server.ts';
import { hasBackgroundPage } from './harness/extension-page.ts';
import { launchFirefox, type FirefoxSession } from './harness/firefox.ts';
import { toExchange } from './harness/request-weight.ts';
import { fireAlarmUntil, pollOnce, SYMBOL } from './harness/stage.ts';
import { readStatus } from './harness/stored-status.ts';
import { DATA_STORES, readSymbolData, type SymbolData } from './harness/symbol-data.ts';
import { until } from './harness/until.ts';

/** 2026-01-10 00:00:30 UTC: half a minute past a full day, so that all kinds of chunks have a border. */
const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);
const CUT_MINUTES = 7;
/** Minutes after them whose event page ends its poll and is unloaded while it has nothing to do. */
const IDLE_MINUTES = 4;
/** Unloads the event page long before a request that is not answered is given up (10 s). */
const SOON_IDLE = { 'extensions.background.idle.timeout': 1500 };
const UNLOAD_MS = 100_000;
/** Requests answered in each life of the first loading before the next one is not. */
const ANSWERED_IN_LOADING = [8, 8, 8];
/** What is not answered in a live minute, in turn. */
const MID_POLL_PATHS = ['/fapi/v1/openInterest', '/fapi/v1/klines', '/fapi/v1/markPriceKlines'];

interface Death {
  readonly hasMap: boolean;
  readonly fault: string | null;
  readonly unanswered: readonly LoggedRequest[];
  /** What was asked before it. */
  readonly asked: number;
}

interface Run {
  readonly data: SymbolData;
  readonly deaths: readonly Death[];
  readonly requests: readonly LoggedRequest[];
  /** How often the page was unloaded between two polls, with nothing under way. */
  readonly idleDeaths: number;
}

const isUnanswered = ({ status }: LoggedRequest): boolean => status === 0;

const waitForUnload = async (session: FirefoxSession): Promise<void> => {
  const extensionPage = await session.extensionPage();
  await until(
    'the event page is unloaded',
    async () => !(await extensionPage.evaluate(hasBackgroundPage)),
    UNLOAD_MS,
  );
};

/** Waits until the event page was unloaded with requests under way that it asked after `since`. */
const waitForDeath = async (
  session: FirefoxSession,
  replay: Replay,
  since: number,
): Promise<Death> => {
  const extensionPage = await session.extensionPage();
  const unanswered = (): LoggedRequest[] =>
    toExchange(replay.requests.slice(since)).filter(isUnanswered);
  await until('a request waits for its answer', () => unanswered().length > 0, UNLOAD_MS);
  await waitForUnload(session);
  replay.faults.clear();
  const status = await readStatus(extensionPage, SYMBOL);
  return {
    hasMap: status?.lastColumnMs != null,
    fault: status?.fault?.kind ?? null,
    unanswered: unanswered(),
    asked: replay.requests.length,
  };
};

/** Wakes the page, lets about `count` requests be answered and none after them. */
const dieInLoading = async (session: FirefoxSession, replay: Replay, count: number) => {
  const since = replay.requests.length;
  await fireAlarmUntil(
    session,
    `${count} more requests came`,
    () => toExchange(replay.requests.slice(since)).length >= count,
  );
  replay.faults.add({ path: '/', kind: 'timeout' });
  return await waitForDeath(session, replay, since);
};

/** Wakes the page for a minute of which one request is not answered. */
const dieMidPoll = async (session: FirefoxSession, replay: Replay, path: string) => {
  const since = replay.requests.length;
  replay.faults.add({ path, kind: 'timeout' });
  await fireAlarmUntil(session, `${path} was asked`, () =>
    toExchange(replay.requests.slice(since)).some((request) => request.path === path),
  );
  return await waitForDeath(session, replay, since);
};

/** Waits until the event page, its poll done, was unloaded; 0 where it asked for anything on the way. */
const dieIdle = async (session: FirefoxSession, replay: Replay): Promise<number> => {
  const since = replay.requests.length;
  await waitForUnload(session);
  return toExchange(replay.requests.slice(since)).length === 0 ? 1 : 0;
};

/** Runs first loading and some minutes of the same market, with or without the event page's deaths. */
const runMarket = async (isCut: boolean): Promise<Run> => {
  const replay = await startReplay({ recordingsDir: null, startMs: START_MS, speed: 0 });
  // The very first request already: the installation begins to load before anyone can look.
  if (isCut) replay.faults.add({ path: '/', kind: 'timeout' });
  const session = await launchFirefox({ replay, ...(isCut ? { prefs: SOON_IDLE } : {}) });
  const deaths: Death[] = [];
  try {
    const extensionPage = await session.extensionPage();
    if (isCut) {
      deaths.push(await waitForDeath(session, replay, 0));
      for (const count of ANSWERED_IN_LOADING)
        deaths.push(await dieInLoading(session, replay, count));
    }
    await fireAlarmUntil(session, 'the map is stored', async () => {
      const status = await readStatus(extensionPage, SYMBOL);
      return status?.backfillProgress === 1 && status.lastColumnMs !== null;
    });
    for (let minute = 0; minute < CUT_MINUTES; minute++) {
      replay.clock.advance(MINUTE_MS);
      const path = MID_POLL_PATHS[minute % MID_POLL_PATHS.length] ?? '/';
      if (isCut) deaths.push(await dieMidPoll(session, replay, path));
      await pollOnce({ session });
    }
    let idleDeaths = 0;
    for (let minute = 0; minute < IDLE_MINUTES; minute++) {
      if (isCut) idleDeaths += await dieIdle(session, replay);
      replay.clock.advance(MINUTE_MS);
      await pollOnce({ session });
    }
    const data = await readSymbolData(extensionPage);
    return { data, deaths, requests: [...replay.requests], idleDeaths };
  } finally {
    await session.close();
    await replay.stop();
  }
};

let undisturbed: Run;
let cut: Run;

beforeAll(async () => {
  undisturbed = await runMarket(false);
  cut = await runMarket(true);
}, 900_000);

test('the event page did die with requests under way, in its first loading and in each minute', () => {
  const { deaths } = cut;
  expect(deaths).toHaveLength(1 + ANSWERED_IN_LOADING.length + CUT_MINUTES);
  expect(deaths.filter(({ hasMap }) => !hasMap).length).toBeGreaterThanOrEqual(3);
  // It was cut off, it did not give up: giving up would have been stored as a fault.
  expect(deaths.map(({ fault }) => fault)).toEqual(deaths.map(() => null));
});

test('the event page was unloaded idle between finished polls too', () => {
  expect(cut.idleDeaths).toBe(IDLE_MINUTES);
});

test('what was not answered in a minute was asked again by the next event page', () => {
  const { deaths, requests } = cut;
  for (const { unanswered, asked } of deaths.filter(({ hasMap }) => hasMap)) {
    const answered = requests.slice(asked).filter(({ status }) => status === 200);
    const again = new Set(answered.map(({ path, query }) => `${path}?${query}`));
    for (const { path, query } of unanswered) expect(again).toContain(`${path}?${query}`);
  }
});

test.each(DATA_STORES)(
  'an event page unloaded while it loads, in live minutes and between them leaves the same %s as one left alone',
  (store) => {
    expect(cut.data[store].length).toBeGreaterThan(0);
    expect(cut.data[store]).toEqual(undisturbed.data[store]);
  },
);

test('columns come one a minute, none twice and none missing', () => {
  const minutes = cut.data.columns
    .filter(({ key }) => (key as string[])[1] === '1m')
    .map(({ value }) => value as ColumnChunk)
    .flatMap((chunk) => Array.from(chunk.timesMs.subarray(0, columnCountOf(chunk))));
  const steps = minutes.slice(1).map((timeMs, at) => timeMs - (minutes[at] ?? 0));
  expect(minutes.length).toBeGreaterThan(23 * 60);
  expect(new Set(steps)).toEqual(new Set([MINUTE_MS]));
});
