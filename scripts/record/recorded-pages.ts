/**
 * What is asked of the exchange for a recording, page by page. Every answer is checked, then saved as it
 * came; a page that is saved is not asked for again, so that a recording goes on where it was broken off.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKlines, parseOpenInterestHistory } from '../../lib/markets/binance-rows.ts';
import { FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import type { Ask, Question } from './ask-patiently.ts';

export interface RecordingRange {
  readonly symbol: string;
  readonly startMs: number;
  readonly endMs: number;
}

type Check = (body: unknown, endpoint: string) => void;

/** Pages of this many rows are the cheapest per row, for candles and statistics alike. */
const CANDLES_PER_PAGE = 499;
const READINGS_PER_PAGE = 500;

const readSaved = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

export interface PageReader {
  /** The answer's body; `name` is the page's own among all of the recording. */
  read(name: string, question: Question, check: Check): Promise<unknown>;
}

export const createPageReader = (folder: string, ask: Ask): PageReader => {
  mkdirSync(folder, { recursive: true });
  return {
    read: async (name, question, check) => {
      const path = join(folder, `${name}.json`);
      const saved = readSaved(path);
      if (saved !== undefined) return saved;
      const body = await ask(question);
      check(body, question.endpoint);
      writeFileSync(path, JSON.stringify(body));
      return body;
    },
  };
};

const readSeries = async (
  reader: PageReader,
  { symbol, startMs, endMs }: RecordingRange,
  series: {
    readonly name: string;
    readonly endpoint: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly periodMs: number;
    readonly perPage: number;
    readonly weight: number;
    readonly check: Check;
  },
): Promise<unknown[]> => {
  const rows: unknown[] = [];
  const pageMs = series.perPage * series.periodMs;
  for (let fromMs = startMs; fromMs < endMs; fromMs += pageMs) {
    const throughMs = Math.min(endMs, fromMs + pageMs);
    const parameters = {
      symbol,
      ...series.parameters,
      startTime: fromMs,
      endTime: throughMs - 1,
      limit: series.perPage,
    };
    const { endpoint, weight, check } = series;
    const page = await reader.read(
      `${series.name}-${fromMs}`,
      { endpoint, parameters, weight },
      check,
    );
    rows.push(...(page as unknown[]));
  }
  return rows;
};

/** Candles in Binance's own columns, as it writes them. */
export type RawKline = readonly (string | number)[];

export const readKlines = (
  reader: PageReader,
  range: RecordingRange,
  interval: '1m' | '5m',
): Promise<RawKline[]> =>
  readSeries(reader, range, {
    name: `klines-${interval}`,
    endpoint: '/fapi/v1/klines',
    parameters: { interval },
    periodMs: interval === '1m' ? MINUTE_MS : FIVE_MINUTES_MS,
    perPage: CANDLES_PER_PAGE,
    weight: 2,
    check: parseKlines,
  }) as Promise<RawKline[]>;

export interface RawReading {
  readonly timestamp: number | string;
  readonly sumOpenInterest: string;
  readonly sumOpenInterestValue: string;
}

/** Readings of every five minutes. */
export const readOpenInterest = (
  reader: PageReader,
  range: RecordingRange,
): Promise<RawReading[]> =>
  readSeries(reader, range, {
    name: 'open-interest',
    endpoint: '/futures/data/openInterestHist',
    parameters: { period: '5m' },
    periodMs: FIVE_MINUTES_MS,
    perPage: READINGS_PER_PAGE,
    weight: 0,
    check: parseOpenInterestHistory,
  }) as Promise<RawReading[]>;

export interface RawFunding {
  readonly fundingTime: number;
  readonly fundingRate: string;
}

const checkList: Check = (body, endpoint) => {
  if (!Array.isArray(body)) throw new Error(`${endpoint} answered no list`);
};

export const readFunding = (reader: PageReader, range: RecordingRange): Promise<RawFunding[]> =>
  readSeries(reader, range, {
    name: 'funding',
    endpoint: '/fapi/v1/fundingRate',
    parameters: {},
    periodMs: HOUR_MS,
    perPage: 1000,
    weight: 0,
    check: checkList,
  }) as Promise<RawFunding[]>;

/** The order book of this moment, 1000 levels a side. */
export const readDepth = (reader: PageReader, symbol: string): Promise<unknown> =>
  reader.read(
    'depth',
    { endpoint: '/fapi/v1/depth', parameters: { symbol, limit: 1000 }, weight: 20 },
    (body, endpoint) => {
      const { bids, asks } = (body ?? {}) as { bids?: unknown; asks?: unknown };
      checkList(bids, `${endpoint} bids`);
      checkList(asks, `${endpoint} asks`);
    },
  );
