/**
 * The accuracy that a user would be shown (lib/model/accuracy.ts), on simulated markets: the last two
 * thousand slots of 5 min, from the published rows and the throttled liquidation stream alone.
 */
import {
  addAccuracySample,
  computeAccuracy,
  createAccuracySample,
  type AccuracySample,
  type SideAccuracy,
} from '../../lib/model/accuracy.ts';
import { createBookContext } from '../../lib/model/book-context.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import { advanceBook, createPositionBook } from '../../lib/model/position-book.ts';
import { createRandom } from '../../lib/model/statistics.ts';
import { hearSlots, SILENCE } from './calibration-run.ts';
import { stepsOf } from './simulated-estimators.ts';
import { REGIMES, type Regime } from './simulator/regimes.ts';
import { simulateMarket } from './simulator/simulate-market.ts';

export interface AccuracyScore {
  readonly regime: Regime;
  readonly side: Side;
  readonly accuracy: SideAccuracy | null;
}

const SEED = 21;
const DAYS = 16;
const BOOTSTRAP_SEED = 1;

const sampleMarket = (regime: Regime): readonly AccuracySample[] => {
  const { published } = simulateMarket({ regime, seed: SEED, days: DAYS });
  const context = createBookContext(published.brackets);
  const book = createPositionBook(context.leverages);
  const heard = hearSlots(published.liquidationStream);
  let samples: readonly AccuracySample[] = [];
  for (const step of stepsOf(published)) {
    if (step.kind !== 'traded') continue;
    const sweep = advanceBook(book, step, context);
    const { usd } = heard.get(step.endMs) ?? SILENCE;
    const sample = createAccuracySample(step, sweep, usd.long, usd.short);
    if (sample) samples = addAccuracySample(samples, sample);
  }
  return samples;
};

/** One row a regime and side. Takes half a minute. */
export const scoreAccuracy = (): AccuracyScore[] =>
  REGIMES.flatMap((regime) => {
    const accuracy = computeAccuracy(sampleMarket(regime), createRandom(BOOTSTRAP_SEED));
    return SIDES.map((side) => ({ regime, side, accuracy: accuracy[side] }));
  });

const lineOf = ({ regime, side, accuracy }: AccuracyScore): string =>
  accuracy === null
    ? `${regime.padEnd(8)} ${side.padEnd(6)} too few slots`
    : [
        regime.padEnd(8),
        side.padEnd(6),
        String(accuracy.n).padStart(5),
        `${accuracy.spearman.toFixed(2)} (${accuracy.interval.low.toFixed(2)} to ${accuracy.interval.high.toFixed(2)})`,
        accuracy.partial.toFixed(2).padStart(8),
      ].join(' ');

export const formatAccuracy = (rows: readonly AccuracyScore[]): string =>
  [
    'Swept against reported in slots of 5 min, as a user would see it',
    'regime   side       n  Spearman (95 %)      partial',
    ...rows.map(lineOf),
  ].join('\n');
