/**
 * Recorded liquidations and candles of a folder laid out as `SYMBOL-4h.csv` (reported liquidations in USD
 * and open interest per 4 h) and `SYMBOL-klines-5m.csv.gz` (candles of the same time).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Candle } from '../../lib/model/market-data.ts';

export interface Bar {
  readonly startMs: number;
  readonly longLiquidatedUsd: number;
  readonly shortLiquidatedUsd: number;
  readonly openInterestOpenUsd: number;
  readonly openInterestCloseUsd: number;
}

export interface Recording {
  readonly symbol: string;
  /** Rising in time, each once; bars and candles may be missing. */
  readonly bars: readonly Bar[];
  readonly candles: readonly Candle[];
}

/** A file that is no recording; the message names it and says what is wrong. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Ten days of bars in which the book fills, and five that can be scored. */
const FEWEST_BARS = 90;

const BARS_FILE = '-4h.csv';
const CANDLES_FILE = '-klines-5m.csv.gz';

const unzip = (path: string, bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes);
  } catch {
    throw new RecordingError(`${basename(path)} cannot be unzipped.`);
  }
};

/**
 * Rows of a CSV file (gzipped or not) as records of numbers by column name. Throws a RecordingError where
 * the file cannot be unzipped or has not all `columns`.
 */
export const readCsv = (
  path: string,
  columns: readonly string[] = [],
): Record<string, number>[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? unzip(path, bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new RecordingError(`${basename(path)} has no column ${missing.join(', ')}.`);
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(
      names.map((name, n) => [name, cells[n] === '' ? Number.NaN : Number(cells[n])]),
    );
  });
};

const NONE = Number.NaN;
const BAR_COLUMNS = [
  'time_ms',
  'long_liquidation_usd',
  'short_liquidation_usd',
  'oi_open_usd',
  'oi_close_usd',
];
const CANDLE_COLUMNS = ['open_time_ms', 'open', 'high', 'low', 'close', 'volume'];

const barOf = (row: Record<string, number>): Bar => ({
  startMs: row['time_ms'] ?? NONE,
  longLiquidatedUsd: row['long_liquidation_usd'] ?? NONE,
  shortLiquidatedUsd: row['short_liquidation_usd'] ?? NONE,
  openInterestOpenUsd: row['oi_open_usd'] ?? NONE,
  openInterestCloseUsd: row['oi_close_usd'] ?? NONE,
});

/** A candle of any recording here; taker volume where the recording has it. */
export const candleOf = (row: Record<string, number>): Candle => ({
  openTimeMs: row['open_time_ms'] ?? NONE,
  open: row['open'] ?? NONE,
  high: row['high'] ?? NONE,
  low: row['low'] ?? NONE,
  close: row['close'] ?? NONE,
  volumeCoins: row['volume'] ?? NONE,
  takerBuyCoins: row['taker_buy_volume'] ?? null,
});

const isWhole = (row: object): boolean =>
  Object.values(row).every((value) => value === null || (Number.isFinite(value) && value >= 0));

/** Whole rows in order of time; of two with the same time the later given one. */
const inOrder = <Row extends object>(rows: readonly Row[], timeOf: (row: Row) => number): Row[] => {
  const byTime = new Map(rows.filter(isWhole).map((row) => [timeOf(row), row]));
  return [...byTime.values()].sort((a, b) => timeOf(a) - timeOf(b));
};

const readRecording = (folder: string, symbol: string): Recording => {
  const barsPath = join(folder, symbol + BARS_FILE);
  const candlesPath = join(folder, symbol + CANDLES_FILE);
  if (!existsSync(candlesPath))
    throw new RecordingError(`${basename(barsPath)} is there, ${basename(candlesPath)} is not.`);
  const bars = inOrder(readCsv(barsPath, BAR_COLUMNS).map(barOf), (bar) => bar.startMs);
  if (bars.length < FEWEST_BARS)
    throw new RecordingError(
      `${basename(barsPath)} has ${bars.length} whole bars of 4 h; ${FEWEST_BARS} are needed, of which the first 60 fill the book.`,
    );
  const candles = readCsv(candlesPath, CANDLE_COLUMNS).map(candleOf);
  return { symbol, bars, candles: inOrder(candles, (candle) => candle.openTimeMs) };
};

/**
 * Every symbol of the folder. Rows with anything missing, negative or not a number are left out. Throws a
 * RecordingError where a symbol has only one of its files, or one that cannot be used.
 */
export const readRecordings = (folder: string): Recording[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(BARS_FILE))
    .map((file) => readRecording(folder, file.slice(0, -BARS_FILE.length)));
