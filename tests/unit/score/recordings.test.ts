import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FIVE_MINUTES_MS, HOUR_MS } from '../../../lib/model/time.ts';
import { makeSteps } from '../../bench/fixed-market.ts';
import { scoreRecording, type RealisedScore } from '../../score/realised-score.ts';
import { formatRealisedScores } from '../../score/realised-table.ts';
import { readRecordings, RecordingError } from '../../score/recordings.ts';

const BAR_MS = 4 * HOUR_MS;
const BARS = 100;
const CANDLES_A_BAR = BAR_MS / FIVE_MINUTES_MS;
const steps = makeSteps(BARS * CANDLES_A_BAR, FIVE_MINUTES_MS);
const START_MS = steps[0]!.startMs;

const BAR_HEAD = 'time_ms,long_liquidation_usd,short_liquidation_usd,oi_open_usd,oi_close_usd';
const CANDLE_HEAD = 'open_time_ms,open,high,low,close,volume';
/** Longs lose the more the further a bar falls, shorts the more it rises; in USD. */
const bars = Array.from({ length: BARS }, (_, n) => {
  const inBar = steps.slice(n * CANDLES_A_BAR, (n + 1) * CANDLES_A_BAR);
  const open = inBar[0]!.open;
  const fall = open - Math.min(...inBar.map((step) => step.low));
  const rise = Math.max(...inBar.map((step) => step.high)) - open;
  return [START_MS + n * BAR_MS, 1000 * fall, 1000 * rise, 5.4e9, 5.4e9].join(',');
});
const candles = steps.map((s) =>
  [s.startMs, s.open, s.high, s.low, s.close, s.volumeCoins].join(','),
);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const csv = (head: string, rows: readonly string[]): string => [head, ...rows].join('\n');
const writeBars = (symbol: string, rows = bars, head = BAR_HEAD): void =>
  writeFileSync(join(folder, `${symbol}-4h.csv`), csv(head, rows));
const writeCandles = (symbol: string, rows = candles): void =>
  writeFileSync(join(folder, `${symbol}-klines-5m.csv.gz`), gzipSync(csv(CANDLE_HEAD, rows)));
const write = (symbol: string): void => {
  writeBars(symbol);
  writeCandles(symbol);
};
const scoreOf = (symbol: string) =>
  scoreRecording(readRecordings(folder).find((one) => one.symbol === symbol)!);

describe('a folder of recordings', () => {
  let sound: RealisedScore[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'recordings-'));
    write('BTC');
    sound = scoreOf('BTC');
    rmSync(folder, { recursive: true });
  });

  it('is read for every symbol, named with or without its quote currency', () => {
    write('BTC');
    write('BTCUSDT');
    expect(readRecordings(folder).map(({ symbol }) => symbol)).toEqual(['BTC', 'BTCUSDT']);
    expect(scoreOf('BTCUSDT')).toEqual(sound.map((score) => ({ ...score, symbol: 'BTCUSDT' })));
  });

  it('is scored with ordinary brackets, and says so, where those of a symbol are not known', () => {
    write('NEW');
    expect(sound.map(({ brackets }) => brackets)).toEqual(['own', 'own']);
    const scores = scoreOf('NEW');
    expect(scores.map(({ brackets }) => brackets)).toEqual(['generic', 'generic']);
    expect(formatRealisedScores(scores)).toMatch('NEW: its brackets are not known');
  });

  it('gives the same score with rows in any order, twice, or with broken ones among them', () => {
    writeBars('BTC', [...bars.toReversed(), 'NaN,1,2,3,4', `${START_MS - BAR_MS},,,,`]);
    writeCandles('BTC', [...candles.toReversed(), candles[7]!, 'x,1,2,3,4,5']);
    expect(scoreOf('BTC')).toEqual(sound);
  });

  it('has bars uncounted where candles are missing', () => {
    // 100 bars less the 60 that fill the book; then one candle each of two of the 40 is missing.
    expect(sound[0]).toMatchObject({ bars: 40, barsLeftOut: 0 });
    const missing = [70 * CANDLES_A_BAR + 3, 80 * CANDLES_A_BAR];
    writeBars('BTC');
    writeCandles(
      'BTC',
      candles.filter((_, n) => !missing.includes(n)),
    );
    expect(scoreOf('BTC')[0]).toMatchObject({ bars: 38, barsLeftOut: 2 });
  });
});

describe('what is no recording is named', () => {
  const failure = (): string => {
    try {
      readRecordings(folder);
    } catch (error) {
      if (error instanceof RecordingError) return error.message;
      throw error;
    }
    return 'none';
  };

  it('bars without candles', () => {
    writeBars('BTC');
    expect(failure()).toBe('BTC-4h.csv is there, BTC-klines-5m.csv.gz is not.');
  });

  it('a broken archive', () => {
    writeBars('BTC');
    writeFileSync(join(folder, 'BTC-klines-5m.csv.gz'), 'no archive');
    expect(failure()).toBe('BTC-klines-5m.csv.gz cannot be unzipped.');
  });

  it('other columns', () => {
    write('BTC');
    writeBars('BTC', bars, 'time,long_liquidation_usd,short_liquidation_usd,oi_open_usd,oi');
    expect(failure()).toBe('BTC-4h.csv has no column time_ms, oi_close_usd.');
  });

  it('too few bars to score anything', () => {
    write('BTC');
    writeBars('BTC', bars.slice(0, 89));
    expect(failure()).toMatch('89 whole bars of 4 h; 90 are needed');
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [resolve('tests/score/cli.ts'), '--data', folder, ...args], {
      encoding: 'utf8',
    });

  it('prints a row for each symbol and side, with the keys that others read', () => {
    write('BTC');
    write('NEW');
    const { status, stdout } = run('--json');
    expect(status).toBe(0);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows.map(({ symbol, side }) => [symbol, side])).toEqual([
      ['BTC', 'long'],
      ['BTC', 'short'],
      ['NEW', 'long'],
      ['NEW', 'short'],
    ]);
    const figures =
      'spearman partial low high baseline naive naivePartial predictedUsd reportedUsd';
    for (const row of rows)
      for (const key of figures.split(' ')) expect(row[key], key).toEqual(expect.any(Number));
  });

  it.each([
    ['an empty folder', [], /^No SYMBOL-4h\.csv in /],
    ['a folder that is not there', ['--data', '/nowhere'], /^No recordings in \/nowhere/],
    [
      'seeds that are no numbers',
      ['--simulated', '--seeds', '1,x'],
      /^--seeds takes whole numbers/,
    ],
    ['a regime unheard of', ['--simulated', '--regimes', 'flat'], /^--regimes takes some of/],
    ['one seed where two are needed', ['--calibration', '--seeds', '1'], /two seeds or more/],
  ])('answers %s in one line', (_, args, message) => {
    const { status, stderr, stdout } = run(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
