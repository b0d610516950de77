/** Recording from the exchange stand-in, and replaying what was recorded. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { recordSymbol } from '../../../scripts/record/record-symbol.ts';
import { createRecordedSources } from '../../replay/recorded-market.ts';
import { startReplay, type Replay } from '../../replay/server.ts';
import { candleOf, readCsv } from '../../score/recordings.ts';
import { createReplayFetch } from '../collect/replay-fetch.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SYMBOL = 'BTCUSDT';
const DAYS = 3;
/** The recording ends at the midnight before, and spans the end of a month. */
const NOW_MS = Date.UTC(2026, 2, 2, 12, 2, 30);
const END_MS = Date.UTC(2026, 2, 2);
const START_MS = END_MS - DAYS * DAY_MS;

let replay: Replay;
let folder: string;
let machineMs = 0;
const waits: number[] = [];
const said: string[] = [];

const record = (options: Partial<Parameters<typeof recordSymbol>[0]> = {}) =>
  recordSymbol(
    { symbol: SYMBOL, days: DAYS, folder, ...options },
    {
      fetch: createReplayFetch(replay.port),
      now: () => machineMs,
      sleep: (ms) => {
        waits.push(ms);
        machineMs += ms;
        replay.clock.advance(ms);
        return Promise.resolve();
      },
      say: (line) => said.push(line),
    },
  );

beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0, startMs: NOW_MS });
});
afterAll(() => replay.stop());
beforeEach(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'lens-record-'));
  waits.length = 0;
  said.length = 0;
  replay.faults.clear();
  machineMs += 10 * MINUTE_MS;
  replay.clock.advance(10 * MINUTE_MS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const minutesOf = (month: string) => readCsv(join(folder, `binance-1m/${SYMBOL}-${month}.csv.gz`));

test('the files are those of the recorded market, with every row of the days asked for', async () => {
  const { range, files } = await record();
  expect(range).toEqual({ symbol: SYMBOL, startMs: START_MS, endMs: END_MS });
  // 27 and 28 February and 1 March: 2 · 1440 and 1440 minutes, a reading at both ends of every five.
  expect(files.map(({ path, rows, missing }) => [path, rows, missing])).toEqual([
    ['binance-1m/BTCUSDT-2026-02.csv.gz', 2880, 0],
    ['binance-1m/BTCUSDT-2026-02-oi-5m.csv.gz', 577, 0],
    ['binance-1m/BTCUSDT-2026-03.csv.gz', 1440, 0],
    ['binance-1m/BTCUSDT-2026-03-oi-5m.csv.gz', 289, 0],
    ['binance-5m/BTCUSDT-funding.csv', 9, 0],
    ['binance-5m/BTCUSDT.csv.gz', 864, 0],
  ]);
  const depth = JSON.parse(readFileSync(join(folder, `depth/${SYMBOL}-1000.json`), 'utf8')) as {
    bids: unknown[];
  };
  expect(depth.bids).toHaveLength(1000);
  expect(readdirSync(folder).toSorted()).toEqual(['binance-1m', 'binance-5m', 'depth']);
});

test('scoring reads the candles, minutes add up to five minutes and open interest is of their end', async () => {
  await record();
  const minutes = [...minutesOf('2026-02'), ...minutesOf('2026-03')];
  const fives = readCsv(join(folder, `binance-5m/${SYMBOL}.csv.gz`));
  const readings = readCsv(join(folder, `binance-1m/${SYMBOL}-2026-02-oi-5m.csv.gz`));
  expect(minutes.map((row) => candleOf(row).openTimeMs)).toEqual(
    Array.from({ length: DAYS * 1440 }, (_, n) => START_MS + n * MINUTE_MS),
  );
  for (const index of [0, 100, 863]) {
    const five = candleOf(fives[index]!);
    const parts = minutes.slice(5 * index, 5 * index + 5).map(candleOf);
    expect(five.high).toBe(Math.max(...parts.map(({ high }) => high)));
    expect(five.low).toBe(Math.min(...parts.map(({ low }) => low)));
    expect(five.open).toBe(parts[0]!.open);
    expect(five.close).toBe(parts.at(-1)!.close);
  }
  expect(fives[0]!['open_interest']).toBe(readings[1]!['open_interest']);
  expect(candleOf(minutes[0]!).takerBuyCoins).toBeGreaterThan(0);
});

test('the stand-in replays a recording as it was recorded', async () => {
  await record();
  const [source] = createRecordedSources(folder, 1).filter(({ spec }) => spec.symbol === SYMBOL);
  const fives = readCsv(join(folder, `binance-5m/${SYMBOL}.csv.gz`));
  const tick = 10 ** source!.spec.priceDecimals;
  for (const day of [0, 1, 2]) {
    const block = source!.day(day);
    const rows = fives.slice(288 * day, 288 * day + 288);
    rows.forEach((row, n) => {
      expect(block.open[5 * n]).toBe(Math.round(row['open']! * tick));
      expect(block.close[5 * n + 4]).toBe(Math.round(row['close']! * tick));
    });
  }
  const rates = readCsv(join(folder, `binance-5m/${SYMBOL}-funding.csv`));
  expect(source!.fundingRate(0)).toBe(rates[0]!['funding_rate']);
});

test('a fifth of the weight of a minute is never exceeded', async () => {
  const before = replay.requests.length;
  await record({ days: 29 });
  const asked = replay.requests.slice(before);
  const weight = asked.reduce((sum, request) => sum + request.weight, 0);
  // 84 pages of minutes and 17 of five minutes at 2, 20 for depth, 1 for the time: 223.
  expect(weight).toBeLessThanOrEqual(223 + 20);
  expect(weight).toBeLessThanOrEqual(480);
});

test('waits that the exchange asks for are kept', async () => {
  replay.faults.add({
    path: '/fapi/v1/klines',
    kind: 'rate-limit',
    times: 1,
    retryAfterSeconds: 17,
  });
  await record({ days: 1 });
  expect(waits).toContain(17_000);
  expect(said.join('\n')).toContain('going on in 17 s');
});

test('broken off, it goes on where it was', async () => {
  replay.faults.add({ path: '/futures/data/openInterestHist', kind: 'location' });
  await expect(record()).rejects.toThrow('openInterestHist');
  expect(existsSync(join(folder, 'binance-1m'))).toBe(false);
  replay.faults.clear();
  const before = replay.requests.length;
  await record();
  const paths = replay.requests.slice(before).map(({ path }) => path);
  expect(paths.filter((path) => path === '/fapi/v1/klines')).toEqual([]);
  expect(minutesOf('2026-03')).toHaveLength(1440);
});

test('what cannot be recorded is refused before anything is asked', async () => {
  const before = replay.requests.length;
  await expect(record({ days: 30 })).rejects.toThrow('--days takes 1 to 29');
  await expect(record({ symbol: '../x' })).rejects.toThrow('"../x" is no symbol');
  expect(replay.requests).toHaveLength(before);
  await record({ days: 1 });
  await expect(record({ days: 1 })).rejects.toThrow('is there already');
});

test('the command line records from the server that is named', async () => {
  const root = resolve(import.meta.dirname, '../../..');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      'scripts/record.ts',
      SYMBOL,
      '--days',
      '1',
      '--out',
      folder,
      '--base',
      `https://localhost:${replay.port}`,
    ],
    { cwd: root, env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  );
  expect(stdout).toContain('binance-5m/BTCUSDT.csv.gz');
  expect(readCsv(join(folder, `binance-5m/${SYMBOL}.csv.gz`))).toHaveLength(288);
});
