/**
 * Symbols that were recorded. A recording is placed so that the replay starts at a fixed moment of
 * it, with weeks before and days after. Before its first and after its last minute the generated
 * market takes over, anchored at the recording's own price and open interest: prices never jump and
 * the replay never ends.
 */
import { join } from 'node:path';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { createDayFromFiveMinutes, createDayFromMinutes } from './recorded-days.ts';
import { listRecordings, readCsvColumns } from './recording-files.ts';
import { MINUTES_PER_DAY, type SymbolSource } from './replay-market.ts';
import { createSplicedSource, once, type KnownDays } from './spliced-source.ts';
import { SYMBOLS, type SymbolSpec } from './symbols.ts';

/** Two days into January's squeeze, four days before the fall of the 19th. */
const FIVE_MINUTE_START_MS = Date.UTC(2026, 0, 15, 12);
const LEAST_HISTORY_DAYS = 32;
/** The last days of the one-minute recordings, for as much of their own past as there is. */
const ONE_MINUTE_DAYS_LEFT = 3;
/** The days of a recording, counted from its first. */
type RecordedDays = Omit<KnownDays, 'fundingRate' | 'forcedOrders'>;

/** Sources of all recorded symbols in the folder. Files are read when a symbol is first asked for. */
export function createRecordedSources(dir: string, seed: number): readonly SymbolSource[] {
  const fiveMinute = new Set(listRecordings(dir, 'binance-5m'));
  const oneMinute = listRecordings(dir, 'binance-1m');
  return SYMBOLS.flatMap((spec) => {
    if (fiveMinute.has(`${spec.symbol}.csv.gz`)) {
      const funding = join(dir, 'binance-5m', `${spec.symbol}-funding.csv`);
      return [createRecordedSource(spec, seed, () => readFiveMinuteDays(dir, spec), funding)];
    }
    const isCandles = (name: string) => name.startsWith(spec.symbol) && !name.includes('-oi-');
    const file = oneMinute.find(isCandles);
    return file
      ? [createRecordedSource(spec, seed, () => readOneMinuteDays(dir, file, spec), null)]
      : [];
  });
}

function readFiveMinuteDays(dir: string, spec: SymbolSpec): RecordedDays {
  const columns = readCsvColumns(join(dir, 'binance-5m', `${spec.symbol}.csv.gz`));
  const openTimes = columns['open_time_ms']!;
  const count = Math.floor((openTimes.length * 5) / MINUTES_PER_DAY);
  const wanted = (FIVE_MINUTE_START_MS - openTimes[0]!) / MINUTE_MS;
  const fits = wanted >= LEAST_HISTORY_DAYS * MINUTES_PER_DAY && wanted < count * MINUTES_PER_DAY;
  return {
    count,
    startMinute: fits ? wanted : Math.floor(count * 0.8) * MINUTES_PER_DAY,
    day: (dayIndex) => createDayFromFiveMinutes(spec, columns, dayIndex),
  };
}

function readOneMinuteDays(dir: string, file: string, spec: SymbolSpec): RecordedDays {
  const columns = readCsvColumns(join(dir, 'binance-1m', file));
  const snapshotFile = file.replace('.csv.gz', '-oi-5m.csv.gz');
  const snapshots = readCsvColumns(join(dir, 'binance-1m', snapshotFile));
  const count = Math.floor(columns['open_time_ms']!.length / MINUTES_PER_DAY);
  return {
    count,
    startMinute: Math.max(0, count - ONE_MINUTE_DAYS_LEFT) * MINUTES_PER_DAY,
    day: (dayIndex) => createDayFromMinutes(spec, columns, snapshots, dayIndex),
  };
}

/** The recording with generated days before and after it. */
function createRecordedSource(
  spec: SymbolSpec,
  seed: number,
  read: () => RecordedDays,
  fundingPath: string | null,
): SymbolSource {
  const rates = once(() => (fundingPath ? readCsvColumns(fundingPath)['funding_rate']! : null));
  return createSplicedSource(spec, seed, () => ({
    ...read(),
    fundingRate: (period) => rates()?.[period],
  }));
}
