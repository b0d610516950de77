/**
 * `npm run bench -- [--json]`: time and memory of the model on fixed data. Beside each time stands its
 * floor, a plain copy of the same bytes, and for the month the plain dense way of doing it.
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createBookContext } from '../../lib/model/book-context.ts';
import { bracketsOf } from '../../lib/model/brackets.ts';
import type { QuantisedColumn } from '../../lib/model/column.ts';
import type { MarketStep } from '../../lib/model/market-data.ts';
import { MODEL_VERSION } from '../../lib/model/parameters.ts';
import {
  advanceBook,
  createPositionBook,
  readQuantisedColumn,
  type PositionBook,
} from '../../lib/model/position-book.ts';
import { restoreColumn } from '../../lib/model/quantise.ts';
import { COLUMN_BINS } from '../../lib/model/read-column.ts';
import { DAY_MS, FIVE_MINUTES_MS, HALF_HOUR_MS, MINUTE_MS } from '../../lib/model/time.ts';
import { runDense } from './dense-model.ts';
import { makeSteps } from './fixed-market.ts';
import { bytesOf, fastest } from './measure.ts';

const ROUNDS = 12;
/** What a viewer leaves switched on, for the map of some tiers alone. */
const SOME_TIERS = [25, 50, 100];
const STEPS_A_DAY = DAY_MS / FIVE_MINUTES_MS;
const context = createBookContext(bracketsOf('BTCUSDT'));

const runBook = (steps: readonly MarketStep[], book = createPositionBook()): PositionBook => {
  for (const step of steps) advanceBook(book, step, context);
  return book;
};

/** A column for every step, the codes of a day side by side in one array. */
const runColumns = (
  steps: readonly MarketStep[],
  book = createPositionBook(),
  leverages: readonly number[] | Float64Array = book.leverages,
): QuantisedColumn[] => {
  const bytes = 2 * COLUMN_BINS;
  let day = new Uint8Array(0);
  return steps.map((step, n) => {
    const at = (n % STEPS_A_DAY) * bytes;
    if (at === 0) day = new Uint8Array(STEPS_A_DAY * bytes);
    advanceBook(book, step, context);
    const codes = day.subarray(at, at + bytes);
    return readQuantisedColumn(book, step.endMs, step.close, codes, leverages);
  });
};

/** The same month as it is stored: a column each 5 min for the last week, each 30 min before. */
const runAsStored = (steps: readonly MarketStep[]): QuantisedColumn[] => {
  const book = createPositionBook();
  const weekStart = steps.length - 7 * STEPS_A_DAY;
  return steps.flatMap((step, n) => {
    advanceBook(book, step, context);
    const isStored = n >= weekStart || step.endMs % HALF_HOUR_MS === 0;
    return isStored ? [readQuantisedColumn(book, step.endMs, step.close)] : [];
  });
};

/** Milliseconds of one live minute, book and column, after `days` of history. */
const timeLiveMinute = (days: number): number => {
  const history = makeSteps(days * STEPS_A_DAY, FIVE_MINUTES_MS);
  const stored = runBook(history);
  const minutes = makeSteps(1000, MINUTE_MS, stored.timeMs).map((step) => ({
    ...step,
    openInterestCoins: stored.openInterestCoins * (1 + ((step.startMs / MINUTE_MS) % 7) * 1e-4),
  }));
  const scale = stored.price / 60_000;
  const moved = minutes.map((step) => scaleStep(step, scale));
  return fastest(ROUNDS, () => runColumns(moved, structuredClone(stored))) / moved.length;
};

const checksumOf = (all: readonly QuantisedColumn[]): string => {
  const hash = createHash('sha256');
  for (const { codes, peakCoins, firstBin } of all) {
    hash.update(codes).update(Float64Array.of(peakCoins, firstBin));
  }
  return hash.digest('hex').slice(0, 16);
};

const scaleStep = (step: MarketStep, scale: number): MarketStep => ({
  ...step,
  open: step.open * scale,
  high: step.high * scale,
  low: step.low * scale,
  close: step.close * scale,
  sweepLow: step.sweepLow * scale,
  sweepHigh: step.sweepHigh * scale,
});

const tierCount = createPositionBook().leverages.length;
const month = makeSteps(30 * STEPS_A_DAY, FIVE_MINUTES_MS);
const monthMs = fastest(ROUNDS, () => runColumns(month));
const bookMs = fastest(ROUNDS, () => runBook(month));
const asStoredMs = fastest(ROUNDS, () => runAsStored(month));
const someTiersMs = fastest(ROUNDS, () => runColumns(month, createPositionBook(), SOME_TIERS));
const columns = runColumns(month);
const columnsCopyMs = fastest(ROUNDS, () => columns.map(({ codes }) => codes.slice()));
const denseMs = fastest(2, () => runDense(month));
const decodeMs = fastest(ROUNDS, () => columns.map(restoreColumn));
const restored = columns.slice(0, 1000).map(restoreColumn);
const decodeCopyMs =
  (fastest(ROUNDS, () => restored.map((c) => [c.longCoins.slice(), c.shortCoins.slice()])) /
    restored.length) *
  columns.length;

const report = {
  modelVersion: MODEL_VERSION,
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  /** 30 days of 5 min candles: with a column for every step, the book alone, and as stored. */
  month: {
    steps: month.length,
    ms: monthMs,
    bookOnlyMs: bookMs,
    asStoredMs,
    /** With a column for every step that shows the tiers at 25x, 50x and 100x alone. */
    someTiersMs,
    /** Of all codes and peaks: the same as long as not one byte of the map has changed. */
    checksum: checksumOf(columns),
    floorMs: columnsCopyMs,
    floorShare: columnsCopyMs / monthMs,
    naiveDenseMs: denseMs,
    wantedMs: 100,
  },
  /** One minute as it comes in, after so many days of history. */
  liveMinute: {
    msAfter1Day: timeLiveMinute(1),
    msAfter30Days: timeLiveMinute(30),
    msAfter180Days: timeLiveMinute(180),
    floorMs: columnsCopyMs / columns.length,
    wantedMs: 0.2,
  },
  /** What has to stay in memory to go on: the book and what belongs to the symbol. */
  memory: {
    bookBytes: bytesOf(createPositionBook()),
    contextBytes: bytesOf(context),
    columnBytes: columns[0]?.codes.byteLength ?? 0,
    wantedBytes: 8_000_000,
  },
  /** All columns of the month from codes to coins, as for drawing them. */
  decode: {
    columns: columns.length,
    ms: decodeMs,
    floorMs: decodeCopyMs,
    floorShare: decodeCopyMs / decodeMs,
  },
};

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const n = (value: number, digits = 1): string => value.toFixed(digits);
const { month: m, liveMinute: l, memory: b, decode: d } = report;
if (values.json) console.log(JSON.stringify(report, null, 1));
else
  console.log(
    [
      `model version ${MODEL_VERSION}, Node ${report.node}, ${report.machine}; fastest of ${ROUNDS} rounds`,
      `30 days of 5 min candles   ${n(m.ms)} ms with columns, ${n(m.bookOnlyMs)} ms the book alone, ${n(m.asStoredMs)} ms as stored`,
      `                           ${n(m.someTiersMs)} ms with columns of ${SOME_TIERS.length} tiers of ${tierCount}; checksum ${m.checksum}`,
      `                           copying the same bytes ${n(m.floorMs)} ms, dense model ${n(m.naiveDenseMs)} ms`,
      `one live minute            ${n(l.msAfter1Day, 4)} ms after 1 day, ${n(l.msAfter30Days, 4)} after 30, ${n(l.msAfter180Days, 4)} after 180`,
      `memory                     ${n(b.bookBytes / 1000)} kB the book, ${n(b.columnBytes / 1000)} kB a column`,
      `decoding ${d.columns} columns      ${n(d.ms)} ms, copying the same bytes ${n(d.floorMs)} ms`,
    ].join('\n'),
  );
