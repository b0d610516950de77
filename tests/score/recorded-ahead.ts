/**
 * Score 3 on recordings: are liquidations denser in the zones that a map marks than in others as far away
 * (lib/model/lift.ts)? Exchanges reported how much was liquidated in each bar of 4 h, not at what price:
 * a bar's longs are taken as liquidated evenly between its open and its low, its shorts up to its high.
 * Two zones that one bar ran over therefore count the same, and only differences between bars tell.
 */
import { binOfPrice, priceOfBin } from '../../lib/model/bins.ts';
import { createBookContext } from '../../lib/model/book-context.ts';
import { bracketsOf } from '../../lib/model/brackets.ts';
import type { Column } from '../../lib/model/column.ts';
import { computeLift, type AheadRun, type Forced, type Lift } from '../../lib/model/lift.ts';
import { SIDES, type MarketStep, type Side } from '../../lib/model/market-data.ts';
import { advanceBook, createPositionBook, readColumn } from '../../lib/model/position-book.ts';
import { createRandom } from '../../lib/model/statistics.ts';
import { HOUR_MS } from '../../lib/model/time.ts';
import { createNaiveModel } from './naive-model.ts';
import { contractOf, SKIPPED_BARS, stepsOf, type BarStep } from './realised.ts';
import type { Recording } from './recordings.ts';
import { columnOf } from './simulated-estimators.ts';

const BAR_MS = 4 * HOUR_MS;
const SEED = 20250518;

export interface RecordedAhead extends Lift {
  readonly symbol: string;
  readonly side: Side;
  readonly estimator: 'model' | 'naive';
}

/** A bar's reported USD in equal parts over the bins from its open to the far end of its range. */
export const spreadReported = (
  side: Side,
  timeMs: number,
  openPrice: number,
  farPrice: number,
  reportedUsd: number,
): Forced[] => {
  const first = Math.min(binOfPrice(openPrice), binOfPrice(farPrice));
  const count = Math.abs(binOfPrice(openPrice) - binOfPrice(farPrice)) + 1;
  return Array.from({ length: count }, (_, n) => {
    const price = priceOfBin(first + n + 0.5);
    return { timeMs, side, price, coins: reportedUsd / count / price };
  });
};

const forcedOf = (recording: Recording, steps: readonly BarStep[]): Forced[] =>
  [...Map.groupBy(steps, ({ bar }) => bar)].flatMap(([index, inBar]) => {
    const bar = recording.bars[index];
    const open = inBar[0]?.step.open;
    if (!bar || !open) return [];
    const low = Math.min(...inBar.map(({ step }) => step.low));
    const high = Math.max(...inBar.map(({ step }) => step.high));
    return [
      ...spreadReported('long', bar.startMs, open, low, bar.longLiquidatedUsd),
      ...spreadReported('short', bar.startMs, open, high, bar.shortLiquidatedUsd),
    ];
  });

/** Maps at the end of each bar after the first ten days, hence before what the next bars liquidate. */
const readAtBarEnds = (
  steps: readonly BarStep[],
  advance: (step: MarketStep) => void,
  read: (step: MarketStep) => Column,
): Column[] => {
  const columns: Column[] = [];
  for (const { bar, step } of steps) {
    advance(step);
    if (bar >= SKIPPED_BARS && step.endMs % BAR_MS === 0) columns.push(read(step));
  }
  return columns;
};

/** Lift of both sides by the model and by the naive one. */
export const scoreRecordedAhead = (recording: Recording): RecordedAhead[] => {
  const steps = stepsOf(recording);
  const context = createBookContext(bracketsOf(contractOf(recording.symbol)));
  const book = createPositionBook(context.leverages);
  const naive = createNaiveModel();
  const maps = {
    model: readAtBarEnds(
      steps,
      (step) => void advanceBook(book, step, context),
      (step) => readColumn(book, step.endMs, step.close),
    ),
    naive: readAtBarEnds(
      steps,
      (step) => void naive.advance(step),
      (step) => columnOf(naive.longs, naive.shorts, step),
    ),
  };
  const forced = forcedOf(recording, steps);
  const endMs = steps.at(-1)?.step.endMs ?? 0;
  return (['model', 'naive'] as const).flatMap((estimator) => {
    const run: AheadRun = { columns: maps[estimator], forced, endMs };
    return SIDES.map((side) => ({
      symbol: recording.symbol,
      side,
      estimator,
      ...computeLift([run], side, createRandom(SEED)),
    }));
  });
};

export const formatRecordedAhead = (rows: readonly RecordedAhead[]): string =>
  [
    'Lift of the top tenth of zones over matched zones within 24 h, reported liquidations',
    ...rows.map(({ symbol, side, estimator, lift, interval, zones, days }) => {
      const range = `${lift.toFixed(2)} (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
      return `${symbol} ${side.padEnd(6)}${estimator.padEnd(6)} ${range}  n ${zones} zones, ${days} days`;
    }),
  ].join('\n');
