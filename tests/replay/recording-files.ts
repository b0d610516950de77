/** Reads the recorded market data that lies beside the project (gzipped CSV, UTC milliseconds). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A column of numbers by its name in the file's first line. */
export type CsvColumns = Readonly<Record<string, Float64Array>>;

/** The recordings' folder when none is named: `LENS_MARKET`, else `../shared/market` beside the repository. */
export const defaultRecordingsDir = (): string =>
  resolve(import.meta.dirname, '../..', process.env['LENS_MARKET'] ?? '../shared/market');

/** Whether the folder holds five-minute recordings of Binance. */
export const hasRecordings = (dir: string): boolean =>
  existsSync(join(dir, 'binance-5m', 'BTCUSDT.csv.gz'));

/** Reads a CSV file, gzipped if its name says so, into columns. Empty cells are NaN. */
export function readCsvColumns(path: string): CsvColumns {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.trim().split(',');
  const columns = names.map(() => new Float64Array(lines.length));
  lines.forEach((line, row) => {
    const cells = line.split(',');
    columns.forEach((column, index) => {
      const cell = cells[index] ?? '';
      column[row] = cell === '' ? NaN : Number(cell);
    });
  });
  return Object.fromEntries(names.map((name, index) => [name, columns[index]!]));
}

/** Names of the files in a folder of the recordings; none if it is missing. */
export const listRecordings = (dir: string, folder: string): readonly string[] =>
  existsSync(join(dir, folder)) ? readdirSync(join(dir, folder)) : [];
