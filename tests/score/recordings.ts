/**
 * Recorded liquidations and candles of a folder laid out as `SYMBOL-4h.csv` (reported liquidations in USD
 * and open interest per 4 h) and `SYMBOL-klines-5m.csv.gz` (candles of the same time).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly bars: readonly Bar[];
  readonly candles: readonly Candle[];
}

/** Rows of a CSV file (gzipped or not) as records of numbers by column name. */
export const readCsv = (path: string): Record<string, number>[] => {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(
      names.map((name, n) => [name, cells[n] === '' ? Number.NaN : Number(cells[n])]),
    );
  });
};

const NONE = Number.NaN;

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
  Object.values(row).every((value) => value === null || Number.isFinite(value));

/** Every symbol of the folder that has both files; rows with anything missing are left out. */
export const readRecordings = (folder: string): Recording[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('-4h.csv'))
    .map((file) => file.slice(0, -'-4h.csv'.length))
    .filter((symbol) => existsSync(join(folder, `${symbol}-klines-5m.csv.gz`)))
    .map((symbol) => ({
      symbol,
      bars: readCsv(join(folder, `${symbol}-4h.csv`))
        .map(barOf)
        .filter(isWhole),
      candles: readCsv(join(folder, `${symbol}-klines-5m.csv.gz`))
        .map(candleOf)
        .filter(isWhole),
    }));
