/**
 * `npm run bench -- [--json]`: time and memory of the model on fixed data. Beside each figure stand its
 * floor, a plain copy of the same bytes, and the plain dense way of doing it. What is compared takes turns
 * in one run; all times are medians.
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { QuantisedColumn } from '../../lib/model/column.ts';
import { MODEL_VERSION } from '../../lib/model/parameters.ts';
import { createPositionBook } from '../../lib/model/position-book.ts';
import { restoreColumn } from '../../lib/model/quantise.ts';
import { FIVE_MINUTES_MS } from '../../lib/model/time.ts';
import { createDenseModel, decodeDensely, runDense } from './dense-model.ts';
import { makeSteps } from './fixed-market.ts';
import { bytesOf, compareTimes } from './measure.ts';
import {
  context,
  liveAfter,
  MINUTES,
  runAsStored,
  runBook,
  runColumns,
  STEPS_A_DAY,
} from './runs.ts';

const MONTH_ROUNDS = 5;
const DECODE_ROUNDS = 5;
const MINUTE_ROUNDS = 11;
/** What a viewer leaves switched on, for the map of some tiers alone. */
const SOME_TIERS = [25, 50, 100];

const checksumOf = (all: readonly QuantisedColumn[]): string => {
  const hash = createHash('sha256');
  for (const { codes, peakCoins, firstBin } of all) {
    hash.update(codes).update(Float64Array.of(peakCoins, firstBin));
  }
  return hash.digest('hex').slice(0, 16);
};

const month = makeSteps(30 * STEPS_A_DAY, FIVE_MINUTES_MS);
const columns = runColumns(month);

const benchMonth = () => {
  const times = compareTimes(MONTH_ROUNDS, {
    ms: () => runColumns(month),
    floorMs: () => columns.map(({ codes }) => codes.slice()),
    bookOnlyMs: () => runBook(month),
    asStoredMs: () => runAsStored(month),
    someTiersMs: () => runColumns(month, createPositionBook(), SOME_TIERS),
    naiveDenseMs: () => runDense(month),
  });
  return {
    steps: month.length,
    /** 30 days of 5 min candles with a column for every step. */
    ...times,
    floorShare: times.floorMs / times.ms,
    wantedMs: 100,
    /** Of all codes and peaks: the same as long as not one byte of the map has changed. */
    checksum: checksumOf(columns),
  };
};

/** One minute as it comes in, book and column, after so many days of history. */
const benchLiveMinute = () => {
  const [day, thirty, half] = [liveAfter(1), liveAfter(30), liveAfter(180)];
  const dense = createDenseModel(thirty.book.price);
  const going =
    ({ book, minutes }: ReturnType<typeof liveAfter>) =>
    () =>
      runColumns(minutes, structuredClone(book));
  const some = columns.slice(0, MINUTES);
  const times = compareTimes(MINUTE_ROUNDS, {
    msAfter1Day: going(day),
    msAfter30Days: going(thirty),
    msAfter180Days: going(half),
    floorMs: () => some.map(({ codes }) => codes.slice()),
    naiveDenseMs: () => thirty.minutes.map((step) => dense.advance(step)),
  });
  const perMinute = Object.entries(times).map(([name, ms]) => [name, ms / MINUTES]);
  return { ...(Object.fromEntries(perMinute) as typeof times), wantedMs: 0.2 };
};

/** All columns of the month from codes to coins, as for drawing them. */
const benchDecode = () => {
  const some = columns.slice(0, MINUTES);
  const restored = some.map(restoreColumn);
  const times = compareTimes(DECODE_ROUNDS, {
    ms: () => some.map(restoreColumn),
    floorMs: () => restored.map((c) => [c.longCoins.slice(), c.shortCoins.slice()]),
    naiveDenseMs: () => some.map(decodeDensely),
  });
  const whole = Object.entries(times).map(([name, ms]) => [
    name,
    (ms / some.length) * columns.length,
  ]);
  return {
    columns: columns.length,
    ...(Object.fromEntries(whole) as typeof times),
    floorShare: times.floorMs / times.ms,
  };
};

const report = {
  modelVersion: MODEL_VERSION,
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  month: benchMonth(),
  liveMinute: benchLiveMinute(),
  /** What has to stay in memory to go on: the book and what belongs to the symbol. */
  memory: {
    bookBytes: bytesOf(createPositionBook()),
    contextBytes: bytesOf(context),
    columnBytes: columns[0]?.codes.byteLength ?? 0,
    naiveDenseBytes: createDenseModel(1).bytes,
    wantedBytes: 8_000_000,
  },
  decode: benchDecode(),
};

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const n = (value: number, digits = 1): string => value.toFixed(digits);
const { month: m, liveMinute: l, memory: b, decode: d } = report;
if (values.json) console.log(JSON.stringify(report, null, 1));
else
  console.log(
    [
      `model version ${MODEL_VERSION}, Node ${report.node}, ${report.machine}; medians`,
      `30 days of 5 min candles   ${n(m.ms)} ms with columns, ${n(m.bookOnlyMs)} ms the book alone, ${n(m.asStoredMs)} ms as stored`,
      `                           ${n(m.someTiersMs)} ms with columns of ${SOME_TIERS.length} tiers of ${context.leverages.length}; checksum ${m.checksum}`,
      `                           copying the same bytes ${n(m.floorMs)} ms, dense model ${n(m.naiveDenseMs)} ms`,
      `one live minute            ${n(l.msAfter1Day, 4)} ms after 1 day, ${n(l.msAfter30Days, 4)} after 30, ${n(l.msAfter180Days, 4)} after 180`,
      `                           copying the same bytes ${n(l.floorMs, 4)} ms, dense model ${n(l.naiveDenseMs, 4)} ms`,
      `memory                     ${n(b.bookBytes / 1000)} kB the book, ${n(b.columnBytes / 1000)} kB a column, dense model ${n(b.naiveDenseBytes / 1000)} kB`,
      `decoding ${d.columns} columns      ${n(d.ms)} ms, copying the same bytes ${n(d.floorMs)} ms, a power for each code ${n(d.naiveDenseMs)} ms`,
    ].join('\n'),
  );
