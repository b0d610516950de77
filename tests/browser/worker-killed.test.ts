import { beforeAll, expect, test } from 'vitest';
import { DAY_MS, floorToPeriod, MINUTE_MS } from '../../lib/model/time.ts';
import { createMarket } from '../replay/replay-sources.ts';
import { ticksToPrice } from '../replay/symbols.ts';
import { JOINS, runKills, START_MS, type KillRun } from '../soak/kill-run.ts';
import { candleMinutes, columnMinutes } from './harness/stored-minutes.ts';
import { DATA_STORES, digestRows, LATER_STORES } from './harness/symbol-data.ts';

const DEATHS = 300;
/** Where the worker dies. `npm run soak -- --kills 300 --seed N` takes others. */
const SEED = 1;
const SYMBOLS = JOINS.map(([, symbol]) => symbol);
const MINUTES_MS = 20 * MINUTE_MS;

let killed: KillRun;
let undisturbed: KillRun;

beforeAll(async () => {
  killed = await runKills({ deaths: DEATHS, minutes: 0, seed: SEED });
  undisturbed = await runKills({ deaths: 0, minutes: killed.minutes, seed: SEED });
}, MINUTES_MS);

test(`the worker died ${DEATHS} times before its work was done, in first loadings and in minutes (seed ${SEED})`, () => {
  const inLoading = killed.deaths.filter(({ phase }) => phase === 'loading').length;
  expect(killed.deaths.length).toBeGreaterThanOrEqual(DEATHS);
  // How the deaths divide depends on the machine: a slow one loads longer.
  expect(inLoading).toBeGreaterThanOrEqual(10);
  expect(killed.deaths.length - inLoading).toBeGreaterThanOrEqual(50);
  expect(undisturbed.deaths).toHaveLength(0);
});

test.each(DATA_STORES)('it leaves the same %s as one never killed, to the byte', (store) => {
  expect(killed.data[store].length).toBeGreaterThan(0);
  expect(digestRows(killed.data[store])).toEqual(digestRows(undisturbed.data[store]));
});

test.each(LATER_STORES)('it leaves the same %s, if any', (store) => {
  expect(digestRows(killed.data[store])).toEqual(digestRows(undisturbed.data[store]));
});

test.each(SYMBOLS)('every minute of %s is there once, as the exchange has it', (symbol) => {
  const { market } = createMarket(null, 1, START_MS);
  const spec = market.spec(symbol);
  if (!spec) throw new Error(`the stand-in has no ${symbol}`);
  const endMs = floorToPeriod(killed.endMs, MINUTE_MS);
  const minutes = candleMinutes(killed.data.candles, symbol);
  const lastDay = minutes.filter(({ openTimeMs }) => openTimeMs >= endMs - DAY_MS);
  expect(lastDay.map(({ openTimeMs }) => openTimeMs)).toEqual(
    Array.from({ length: DAY_MS / MINUTE_MS }, (_, at) => endMs - DAY_MS + at * MINUTE_MS),
  );
  for (const { openTimeMs, close, markClose } of lastDay) {
    expect(close).toBe(ticksToPrice(spec, market.minute(symbol, openTimeMs).close));
    expect(markClose).toBeGreaterThan(0);
  }
});

test.each(SYMBOLS)('columns of %s come one a minute, none twice and none missing', (symbol) => {
  const minutes = columnMinutes(killed.data.columns, symbol);
  const steps = minutes.slice(1).map((timeMs, at) => timeMs - (minutes[at] ?? 0));
  expect(minutes.at(-1)).toBe(floorToPeriod(killed.endMs, MINUTE_MS));
  expect(minutes.length).toBeGreaterThan(23 * 60);
  expect(new Set(steps)).toEqual(new Set([MINUTE_MS]));
});
