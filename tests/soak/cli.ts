/** `npm run soak -- --days 7 --symbols 10 --seed 1 --json`: the long form of the endurance tests. */
import { parseArgs } from 'node:util';
import { computeHeapGrowth, DAY_MINUTES, judgeSoak, runSoak, SOAK_LIMITS } from './soak-run.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    symbols: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Days of polls at speed with random faults, in Chromium with the built extension (npm run build).
  --days 7        replayed days; parts of one too (0.1)
  --symbols 10    symbols on the watchlist, 13 at most
  --seed 1        which faults, and when
  --json          results as JSON
`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const soak = async (): Promise<void> => {
  const startMs = performance.now();
  const result = await runSoak({
    minutes: Math.round(Number(values.days) * DAY_MINUTES),
    symbolCount: Number(values.symbols),
    seed: Number(values.seed),
    onHour: (hour) => {
      const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
      if (!values.json) console.error(`${hour} h replayed in ${minutes} min`);
    },
  });
  const broken = judgeSoak(result);
  const realMinutes = (performance.now() - startMs) / 60_000;
  if (values.json) console.log(JSON.stringify({ ...result, realMinutes, broken }));
  else {
    const { peaks, heapBytes } = result;
    console.table({
      'replayed minutes': { seen: result.minutes, limit: '' },
      symbols: { seen: result.symbols.length, limit: '' },
      'random faults': {
        seen: Object.values(result.faults).reduce((sum, count) => sum + count, 0),
        limit: '',
      },
      'weight in a minute': { seen: peaks.weight, limit: SOAK_LIMITS.weight },
      'statistics in five minutes': { seen: peaks.statistics, limit: SOAK_LIMITS.statistics },
      'stored for each symbol': {
        seen: megabytes(result.storedBytesPerSymbol),
        limit: megabytes(SOAK_LIMITS.storedBytes),
      },
      'worker memory at the end': { seen: megabytes(heapBytes.at(-1) ?? 0), limit: '' },
      'last third to first third': {
        seen: computeHeapGrowth(heapBytes).toFixed(2),
        limit: SOAK_LIMITS.heapGrowth,
      },
      'missing minutes': { seen: result.missingMinutes, limit: 0 },
      'a poll of all symbols': { seen: `${result.pollMs.toFixed(0)} ms`, limit: '' },
      took: { seen: `${realMinutes.toFixed(1)} min`, limit: '' },
    });
    for (const fault of broken) console.log(`broken: ${fault}`);
  }
  process.exitCode = broken.length > 0 ? 1 : 0;
};

if (values.help) process.stdout.write(HELP);
else await soak();
