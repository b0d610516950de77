/**
 * Symbols that were recorded. A recording is placed so that the replay starts at a fixed moment of
 * it, with weeks before and days after. Before its first and after its last minute the generated
 * market takes over, anchored at the recording's own price and open interest: prices never jump and
 * the replay never ends.
 */
import { join } from 'node:path';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { createGeneratedDays, type Anchor } from './generated-days.ts';
import { computeGeneratedFunding } from './generated-market.ts';
import { createDayFromFiveMinutes, createDayFromMinutes } from './recorded-days.ts';
import { rememberDays } from './day-cache.ts';
import { listRecordings, readCsvColumns } from './recording-files.ts';
import { MINUTES_PER_DAY, type DayBlock, type SymbolSource } from './replay-market.ts';
import { SYMBOLS, type SymbolSpec } from './symbols.ts';

/** Two days into January's squeeze, four days before the fall of the 19th. */
const FIVE_MINUTE_START_MS = Date.UTC(2026, 0, 15, 12);
const LEAST_HISTORY_DAYS = 32;
const FUNDING_MINUTES = 480;
/** The last days of the one-minute recordings, for as much of their own past as there is. */
const ONE_MINUTE_DAYS_LEFT = 3;
/** Days of generated history before a recording, so that 30 days can be asked for anywhere. */
const PRELUDE_DAYS = 40;

/** The rows of a recording, as days counted from its first. */
interface RecordedDays {
  readonly count: number;
  readonly startMinute: number;
  day(dayIndex: number): DayBlock;
}

/** Sources of all recorded symbols in the folder. Files are read when a symbol is first asked for. */
export function createRecordedSources(dir: string, seed: number): readonly SymbolSource[] {
  const fiveMinute = new Set(listRecordings(dir, 'binance-5m'));
  const oneMinute = listRecordings(dir, 'binance-1m');
  return SYMBOLS.flatMap((spec) => {
    if (fiveMinute.has(`${spec.symbol}.csv.gz`)) {
      const funding = join(dir, 'binance-5m', `${spec.symbol}-funding.csv`);
      return [createSpliced(spec, seed, () => readFiveMinuteDays(dir, spec), funding)];
    }
    const isCandles = (name: string) => name.startsWith(spec.symbol) && !name.includes('-oi-');
    const file = oneMinute.find(isCandles);
    return file ? [createSpliced(spec, seed, () => readOneMinuteDays(dir, file, spec), null)] : [];
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
function createSpliced(
  spec: SymbolSpec,
  seed: number,
  read: () => RecordedDays,
  fundingPath: string | null,
): SymbolSource {
  const recorded = once(read);
  const recordedDay = (dayIndex: number) => recorded().day(dayIndex);
  const before = once(() => createGeneratedDays(spec, seed, anchorAtStart(recordedDay(0))));
  const after = once(() =>
    createGeneratedDays(spec, seed + 1, anchorAtEnd(recordedDay(recorded().count - 1))),
  );
  const rates = once(() => (fundingPath ? readCsvColumns(fundingPath)['funding_rate']! : null));
  return {
    spec,
    firstDay: -PRELUDE_DAYS,
    get startMinute() {
      return recorded().startMinute;
    },
    day: rememberDays((dayIndex) => {
      const { count } = recorded();
      if (dayIndex < 0) return before()(dayIndex);
      return dayIndex < count ? recordedDay(dayIndex) : after()(dayIndex - count);
    }),
    fundingRate(minuteIndex) {
      const recordedRate = rates()?.[Math.floor(minuteIndex / FUNDING_MINUTES)];
      return recordedRate ?? computeGeneratedFunding(spec, seed, minuteIndex);
    },
  };
}

const anchorAtStart = (day: DayBlock): Anchor => ({
  priceTicks: day.open[0]!,
  openInterestLots: day.openInterest[0]!,
});

const anchorAtEnd = (day: DayBlock): Anchor => ({
  priceTicks: day.close[MINUTES_PER_DAY - 1]!,
  openInterestLots: day.openInterest[MINUTES_PER_DAY - 1]!,
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
