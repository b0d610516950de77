/** Records the last whole days of a symbol into a folder laid out as the recorded market data is. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DAY_MS, FIVE_MINUTES_MS, floorToPeriod } from '../../lib/model/time.ts';
import { createPatientAsk, type AskPorts } from './ask-patiently.ts';
import {
  createPageReader,
  readDepth,
  readFunding,
  readKlines,
  readOpenInterest,
  type RecordingRange,
} from './recorded-pages.ts';
import { fiveMinuteFile, fundingFile, minuteFiles, type CsvFile } from './recording-csv.ts';

/** The exchange keeps open interest for 30 days, and the first of those is never whole. */
export const MOST_DAYS = 29;
/** Open interest is published up to 90 s after its moment. */
const PUBLISHED_MS = FIVE_MINUTES_MS;

export interface RecordOptions {
  readonly symbol: string;
  readonly days: number;
  readonly folder: string;
}

/** What cannot be recorded as it was asked for. */
export class RecordError extends Error {}

/** Files of a recording that were written, with the rows that the exchange did not have. */
export interface Recorded {
  readonly range: RecordingRange;
  readonly files: readonly {
    readonly path: string;
    readonly rows: number;
    readonly missing: number;
  }[];
}

const writeWhole = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
};

const contentOf = ({ path, lines }: CsvFile): string | Uint8Array => {
  const text = `${lines.join('\n')}\n`;
  return path.endsWith('.gz') ? gzipSync(text) : text;
};

const refuseToOverwrite = (folder: string, symbol: string): void => {
  const path = join(folder, 'binance-5m', `${symbol}.csv.gz`);
  if (existsSync(path))
    throw new RecordError(`${path} is there already; name another folder with --out.`);
};

/** Fails with a `RecordError`, or with the `MarketError` of an exchange that does not answer. */
export const recordSymbol = async (
  { symbol, days, folder }: RecordOptions,
  ports: AskPorts,
): Promise<Recorded> => {
  if (!/^[\p{L}\p{N}_]{1,40}$/u.test(symbol))
    throw new RecordError(`"${symbol}" is no symbol, such as BTCUSDT.`);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new RecordError(
      `--days takes 1 to ${MOST_DAYS}: the exchange keeps open interest for 30 days.`,
    );
  refuseToOverwrite(folder, symbol);
  const ask = createPatientAsk(ports);
  const time = await ask({ endpoint: '/fapi/v1/time', parameters: {}, weight: 1 });
  const nowMs = Number((time as { serverTime?: unknown } | null)?.serverTime);
  if (!Number.isFinite(nowMs)) throw new RecordError('The exchange did not tell its time.');
  const endMs = floorToPeriod(nowMs - PUBLISHED_MS, DAY_MS);
  const range = { symbol, startMs: endMs - days * DAY_MS, endMs };

  const pages = join(folder, '.pages', `${symbol}-${range.startMs}-${range.endMs}`);
  const reader = createPageReader(pages, ask);
  ports.say(`${symbol}: one-minute candles`);
  const minutes = await readKlines(reader, range, '1m');
  ports.say(`${symbol}: five-minute candles, open interest, funding, depth`);
  const fiveMinutes = await readKlines(reader, range, '5m');
  const readings = await readOpenInterest(reader, { ...range, endMs: endMs + FIVE_MINUTES_MS });
  const funding = await readFunding(reader, range);
  const depth = await readDepth(reader, symbol);

  writeWhole(join(folder, 'depth', `${symbol}-1000.json`), JSON.stringify(depth));
  const files = [
    ...minuteFiles(range, minutes, readings),
    fundingFile(range, funding),
    fiveMinuteFile(range, fiveMinutes, readings),
  ];
  for (const file of files) writeWhole(join(folder, file.path), contentOf(file));
  rmSync(join(folder, '.pages'), { recursive: true });
  return {
    range,
    files: files.map(({ path, lines, missing }) => ({ path, rows: lines.length - 1, missing })),
  };
};
