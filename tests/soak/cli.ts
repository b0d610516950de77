/**
 * `npm run soak -- --days 7 --symbols 10 --seed 1`: the long form of the endurance tests;
 * `npm run soak -- --kills 3000 --seed 2`: that of the kill test.
 */
import { parseArgs } from 'node:util';
import { LATER_STORES, DATA_STORES, digestRows } from '../browser/harness/symbol-data.ts';
import { runKills } from './kill-run.ts';
import { runSoak, type SoakResult } from './soak-run.ts';
import { computeHeapThirds, judgeSoak, SOAK_LIMITS } from './soak-verdict.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    hours: { type: 'string' },
    symbols: { type: 'string', default: '10' },
    kills: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Runs at speed in Chromium with the built extension (npm run build first).

Days of polls with random faults (docs/soak.md):
  --days 7        replayed days; parts of one too (0.1)
  --hours 6       the same in hours
  --symbols 10    symbols on the watchlist, 13 at most

Or the worker's deaths at random points, against a run without any:
  --kills 300     how many

  --seed 1        which faults or deaths, and when
  --json          results as JSON
`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

const printSoak = (result: SoakResult, realMinutes: number): void => {
  const { peaks, heapBytes, faults } = result;
  const { first, last } = computeHeapThirds(heapBytes);
  const rows: readonly (readonly [what: string, seen: string | number, limit: string | number])[] =
    [
      ['replayed minutes', result.minutes, ''],
      ['symbols', result.symbols.length, ''],
      ...Object.entries(faults).map(([name, count]) => [`${name}, times`, count, ''] as const),
      ['weight in a minute', peaks.weight, SOAK_LIMITS.weight],
      ['statistics in five minutes', peaks.statistics, SOAK_LIMITS.statistics],
      [
        'stored for each symbol',
        megabytes(result.storedBytesPerSymbol),
        megabytes(SOAK_LIMITS.storedBytes),
      ],
      ['worker memory, readings', heapBytes.length, ''],
      ['worker memory, median of the first third', megabytes(first), ''],
      [
        'worker memory, median of the last third',
        megabytes(last),
        megabytes(first + SOAK_LIMITS.heapGrowthBytes),
      ],
      ['missing minutes', result.missingMinutes, 0],
      ['a poll of all symbols, median', `${result.pollMs.toFixed(0)} ms`, ''],
      ['took', `${realMinutes.toFixed(1)} min`, ''],
    ];
  console.log('| What | Seen | Limit |\n| --- | --- | --- |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
};

const minutesSince = (startMs: number): number => (performance.now() - startMs) / 60_000;

const soak = async (): Promise<readonly string[]> => {
  const startMs = performance.now();
  const hours = values.hours === undefined ? Number(values.days) * 24 : Number(values.hours);
  const result = await runSoak({
    minutes: Math.round(hours * 60),
    symbolCount: Number(values.symbols),
    seed: Number(values.seed),
    onHour: (hour) =>
      console.error(`${hour} h replayed in ${minutesSince(startMs).toFixed(1)} min`),
  });
  const realMinutes = minutesSince(startMs);
  if (values.json) console.log(JSON.stringify({ ...result, realMinutes }));
  else printSoak(result, realMinutes);
  return judgeSoak(result);
};

const compareKills = async (deaths: number): Promise<readonly string[]> => {
  const startMs = performance.now();
  const seed = Number(values.seed);
  const killed = await runKills({ deaths, minutes: 0, seed });
  const undisturbed = await runKills({ deaths: 0, minutes: killed.minutes, seed });
  const stores = [...DATA_STORES, ...LATER_STORES].map((store) => {
    const [one, other] = [killed, undisturbed].map(({ data }) => digestRows(data[store]));
    return { store, rows: one?.length, isSame: JSON.stringify(one) === JSON.stringify(other) };
  });
  const inLoading = killed.deaths.filter(({ phase }) => phase === 'loading').length;
  const counts = { deaths: killed.deaths.length, inLoading, minutes: killed.minutes };
  const took = `${minutesSince(startMs).toFixed(1)} min`;
  if (values.json) console.log(JSON.stringify({ ...counts, stores, took }));
  else {
    console.table(stores);
    console.log(`${counts.deaths} deaths in ${counts.minutes} replayed minutes; took ${took}`);
    console.log(`${inLoading} of them in first loadings`);
  }
  return stores.filter(({ isSame }) => !isSame).map(({ store }) => `${store} differ`);
};

const run = async (): Promise<void> => {
  const broken =
    values.kills === undefined ? await soak() : await compareKills(Number(values.kills));
  for (const fault of broken) console.error(`broken: ${fault}`);
  process.exitCode = broken.length > 0 ? 1 : 0;
};

if (values.help) process.stdout.write(HELP);
else await run();
