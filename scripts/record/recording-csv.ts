/**
 * Answers of the exchange as the files of a recording. Cells are written as the exchange wrote them. A row
 * that it did not have is there with empty cells, because rows are counted from the first by who reads them.
 */
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../lib/model/time.ts';
import type { RawFunding, RawKline, RawReading, RecordingRange } from './recorded-pages.ts';

const MINUTE_HEADER =
  'open_time_ms,open,high,low,close,volume,close_time_ms,quote_volume,trade_count,taker_buy_volume,taker_buy_quote_volume';
const READING_HEADER = 'time_ms,open_interest,open_interest_usd';
const FIVE_MINUTE_HEADER =
  'open_time_ms,open,high,low,close,volume,open_interest,open_interest_usd';
const FUNDING_HEADER = 'funding_time_ms,funding_rate';

export interface CsvFile {
  /** Path inside the recordings' folder; gzipped where it ends in `.gz`. */
  readonly path: string;
  readonly lines: readonly string[];
  /** Rows that the exchange did not have. */
  readonly missing: number;
}

const MINUTE_CELLS = 11;

const monthOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 7);

const timesOf = ({ startMs, endMs }: RecordingRange, periodMs: number): number[] =>
  Array.from({ length: (endMs - startMs) / periodMs }, (_, n) => startMs + n * periodMs);

const byTime = <Row>(rows: readonly Row[], timeOf: (row: Row) => unknown): Map<number, Row> =>
  new Map(rows.map((row) => [Number(timeOf(row)), row]));

const fileOf = (
  path: string,
  header: string,
  times: readonly number[],
  cellsOf: (timeMs: number) => readonly unknown[] | undefined,
): CsvFile => {
  const empty = header.split(',').slice(1);
  const cells = times.map((timeMs) => cellsOf(timeMs));
  const lines = times.map((timeMs, n) => [timeMs, ...(cells[n] ?? empty.map(() => ''))].join(','));
  return { path, lines: [header, ...lines], missing: cells.filter((row) => !row).length };
};

const readingCells = (reading: RawReading | undefined): readonly string[] | undefined =>
  reading && [reading.sumOpenInterest, reading.sumOpenInterestValue];

/** One-minute candles and the readings of open interest, a file a month. */
export const minuteFiles = (
  range: RecordingRange,
  klines: readonly RawKline[],
  readings: readonly RawReading[],
): CsvFile[] => {
  const candleAt = byTime(klines, (row) => row[0]);
  const readingAt = byTime(readings, (row) => row.timestamp);
  const months = Map.groupBy(timesOf(range, MINUTE_MS), monthOf);
  return [...months].flatMap(([month, times]) => {
    const name = `binance-1m/${range.symbol}-${month}`;
    // The reading at the end of the last candle belongs to the file as well.
    const slots = [...times, (times.at(-1) ?? 0) + MINUTE_MS].filter(
      (timeMs) => timeMs % FIVE_MINUTES_MS === 0,
    );
    return [
      fileOf(`${name}.csv.gz`, MINUTE_HEADER, times, (timeMs) =>
        candleAt.get(timeMs)?.slice(1, MINUTE_CELLS),
      ),
      fileOf(`${name}-oi-5m.csv.gz`, READING_HEADER, slots, (timeMs) =>
        readingCells(readingAt.get(timeMs)),
      ),
    ];
  });
};

/** Five-minute candles, each with the open interest at its end. */
export const fiveMinuteFile = (
  range: RecordingRange,
  klines: readonly RawKline[],
  readings: readonly RawReading[],
): CsvFile => {
  const candleAt = byTime(klines, (row) => row[0]);
  const readingAt = byTime(readings, (row) => row.timestamp);
  const path = `binance-5m/${range.symbol}.csv.gz`;
  return fileOf(path, FIVE_MINUTE_HEADER, timesOf(range, FIVE_MINUTES_MS), (timeMs) => {
    const candle = candleAt.get(timeMs);
    const reading = readingCells(readingAt.get(timeMs + FIVE_MINUTES_MS));
    return candle && reading && [...candle.slice(1, 6), ...reading];
  });
};

export const fundingFile = ({ symbol }: RecordingRange, rates: readonly RawFunding[]): CsvFile => ({
  path: `binance-5m/${symbol}-funding.csv`,
  lines: [
    FUNDING_HEADER,
    ...rates.map(({ fundingTime, fundingRate }) => `${fundingTime},${fundingRate}`),
  ],
  missing: 0,
});
