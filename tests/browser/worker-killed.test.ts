import { beforeAll, expect, test } from 'vitest';
import { columnCountOf, type ColumnChunk } from '../../lib/model/column-chunk.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { startReplay, type Replay } from '../replay/server.ts';
import { launchChromium, type ChromiumSession } from './harness/chromium.ts';
import { toExchange } from './harness/request-weight.ts';
import { readStatus } from './harness/stored-status.ts';
import { DATA_STORES, readSymbolData, type SymbolData } from './harness/symbol-data.ts';
import { fireAlarmUntil, pollOnce, SYMBOL, waitForMap } from './harness/stage.ts';
import { until } from './harness/until.ts';

/** 2026-01-10 00:00:30 UTC: half a minute past a full day, so that all kinds of chunks have a border. */
const START_MS = Date.UTC(2026, 0, 10, 0, 0, 30);
const LIVE_MINUTES = 7;
/** Requests after which the worker is killed in the first loading, counted from the last death. */
const KILLS_AFTER = [1, 8, 8, 8];

/** Deaths that came before there was any map. */
let deathsInLoading = 0;

/** Lets `atExchange` requests arrive, then kills the worker; the next alarm wakes a fresh one. */
const killAfter = async (session: ChromiumSession, replay: Replay, count: number) => {
  const goal = toExchange(replay.requests).length + count;
  await until(`${count} more requests came`, () => toExchange(replay.requests).length >= goal);
  await session.killWorker();
  const status = await readStatus(await session.extensionPage(), SYMBOL);
  if (status?.lastColumnMs == null) deathsInLoading += 1;
};

/** Holds the answer to one request back and kills the worker while it waits for it. */
const killMidPoll = async (session: ChromiumSession, replay: Replay, path: string) => {
  const asked = replay.requests.length;
  replay.faults.add({ path, kind: 'timeout', times: 1 });
  await fireAlarmUntil(session, `${path} was asked`, () =>
    toExchange(replay.requests.slice(asked)).some((request) => request.path.startsWith(path)),
  );
  await session.killWorker();
  replay.faults.clear();
};

/** Runs first loading and some minutes of the same market, with or without the worker's deaths. */
const runMarket = async (isKilled: boolean): Promise<SymbolData> => {
  const replay = await startReplay({ recordingsDir: null, startMs: START_MS, speed: 0 });
  const session = await launchChromium({ replay });
  try {
    if (isKilled)
      for (const count of KILLS_AFTER) {
        await killAfter(session, replay, count);
        await session.fireAlarm();
      }
    await session.fireAlarm();
    await waitForMap(session);
    for (let minute = 0; minute < LIVE_MINUTES; minute++) {
      replay.clock.advance(MINUTE_MS);
      if (isKilled) await killMidPoll(session, replay, MID_POLL_PATHS[minute % 3] ?? '/');
      await pollOnce({ session });
    }
    return await readSymbolData(await session.extensionPage());
  } finally {
    await session.close();
    await replay.stop();
  }
};

/** Where in a live minute the worker dies: at its first request, and at each kind after it. */
const MID_POLL_PATHS = ['/fapi/v1/openInterest', '/fapi/v1/klines', '/fapi/v1/markPriceKlines'];

test('the worker did die before its first loading was done', () => {
  expect(deathsInLoading).toBeGreaterThanOrEqual(2);
});

let undisturbed: SymbolData;
let killed: SymbolData;

beforeAll(async () => {
  undisturbed = await runMarket(false);
  killed = await runMarket(true);
});

test.each(DATA_STORES)(
  'a worker killed while it loads and in each live minute leaves the same %s as one never killed',
  (store) => {
    expect(killed[store].length).toBeGreaterThan(0);
    expect(killed[store]).toEqual(undisturbed[store]);
  },
);

test('columns come one a minute, none twice and none missing', () => {
  const minutes = killed.columns
    .filter(({ key }) => (key as string[])[1] === '1m')
    .map(({ value }) => value as ColumnChunk)
    .flatMap((chunk) => Array.from(chunk.timesMs.subarray(0, columnCountOf(chunk))));
  const steps = minutes.slice(1).map((timeMs, at) => timeMs - (minutes[at] ?? 0));
  expect(minutes.length).toBeGreaterThan(23 * 60);
  expect(new Set(steps)).toEqual(new Set([MINUTE_MS]));
});
