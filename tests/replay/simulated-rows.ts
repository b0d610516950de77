/**
 * The rows of a simulated market. They take seconds to make, so they are kept in a file, whose name
 * changes with the seed and with the code that made them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { createSimulatedMarket } from '../score/simulator/create-simulated-market.ts';
import type { PublishedMarket } from '../score/simulator/published.ts';

/** Columns by minute, where nothing else is said; prices in USD, amounts in coins. */
export interface SimulatedRows {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly takerBuy: Float64Array;
  readonly markHigh: Float64Array;
  readonly markLow: Float64Array;
  readonly markClose: Float64Array;
  /** At the end of each five minutes. */
  readonly openInterest: Float64Array;
  /** At the end of each eight hours. */
  readonly fundingRate: Float64Array;
  readonly liquidations: {
    /** Since the first minute's begin. */
    readonly offsetMs: Float64Array;
    readonly isLong: Uint8Array;
    /** Bankruptcy price. */
    readonly price: Float64Array;
    readonly coins: Float64Array;
  };
}

const ROOT = resolve(import.meta.dirname, '../..');
/** What the rows are made by. */
const MAKERS = ['tests/score/simulator', 'lib/model', 'tests/replay/simulated-rows.ts'];
const CACHE = join(ROOT, 'node_modules/.cache/liquidation-lens');

const column = <Row>(rows: readonly Row[], read: (row: Row) => number): Float64Array =>
  Float64Array.from(rows, read);

function toRows(market: PublishedMarket): SimulatedRows {
  const { candles1m, markCandles1m, openInterest, funding, allLiquidations, startMs } = market;
  return {
    open: column(candles1m, (row) => row.open),
    high: column(candles1m, (row) => row.high),
    low: column(candles1m, (row) => row.low),
    close: column(candles1m, (row) => row.close),
    volume: column(candles1m, (row) => row.volumeCoins),
    takerBuy: column(candles1m, (row) => row.takerBuyCoins ?? 0),
    markHigh: column(markCandles1m, (row) => row.high),
    markLow: column(markCandles1m, (row) => row.low),
    markClose: column(markCandles1m, (row) => row.close),
    openInterest: column(openInterest, (row) => row.openInterestCoins),
    fundingRate: column(funding, (row) => row.rate),
    liquidations: {
      offsetMs: column(allLiquidations, (row) => row.timeMs - startMs),
      isLong: Uint8Array.from(allLiquidations, (row) => (row.side === 'long' ? 1 : 0)),
      price: column(allLiquidations, (row) => row.price),
      coins: column(allLiquidations, (row) => row.coins),
    },
  };
}

/** Files under a path of the repository, in order of name. */
function listFiles(path: string): readonly string[] {
  const full = join(ROOT, path);
  if (full.endsWith('.ts')) return [full];
  const names = readdirSync(full).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => join(full, name));
}

function computeVersion(): string {
  const hash = createHash('sha256');
  for (const file of MAKERS.flatMap(listFiles)) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** The rows of `days` days by seed: out of the file where there is one, else made and kept. */
export function readSimulatedRows(seed: number, days: number, cacheDir = CACHE): SimulatedRows {
  const suffix = `-${seed}-${days}.bin`;
  const path = join(cacheDir, `simulated-${computeVersion()}${suffix}`);
  try {
    return deserialize(readFileSync(path)) as SimulatedRows;
  } catch {
    const rows = toRows(createSimulatedMarket(seed, days));
    keep(path, cacheDir, suffix, rows);
    return rows;
  }
}

/** In the place of what older code made. No harm where that fails: the rows are made again next time. */
function keep(path: string, cacheDir: string, suffix: string, rows: SimulatedRows): void {
  try {
    mkdirSync(cacheDir, { recursive: true });
    const older = readdirSync(cacheDir).filter((name) => name.endsWith(suffix));
    for (const name of older) rmSync(join(cacheDir, name), { force: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, serialize(rows));
    renameSync(unfinished, path);
  } catch {
    // a folder that is read only
  }
}
