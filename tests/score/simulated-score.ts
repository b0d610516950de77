/**
 * The figures of score 2 (the map against the truth) and score 3 (liquidations in marked zones within
 * 24 h) on simulated markets: four regimes, several seeds each, beside the naive model and two oracles.
 */
import type { ModelParameters } from '../../lib/model/parameters.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import { DAY_MS, HOUR_MS } from '../../lib/model/time.ts';
import { computeLift, type AheadRun, type Lift } from '../../lib/model/lift.ts';
import { createRandom } from '../../lib/model/statistics.ts';
import { compareMaps, type Agreement } from './map-agreement.ts';
import { createFlowOracle, createMixOracle } from './oracle-estimators.ts';
import { createModelEstimator, estimateNaively, type Estimator } from './simulated-estimators.ts';
import type { SimulatedMarket } from './simulator/published.ts';
import { REGIMES, type Regime } from './simulator/regimes.ts';
import { simulateMarket } from './simulator/simulate-market.ts';

export interface SimulatedScoreOptions {
  readonly regimes?: readonly Regime[];
  readonly seeds?: readonly number[];
  /** Published days of each run, and how many pass before the first map is scored. */
  readonly days?: number;
  readonly skippedDays?: number;
  /** Without the oracles it takes half the time. */
  readonly withOracles?: boolean;
  /** Parameters of the model, where others than the product's are to be tried. */
  readonly parameters?: ModelParameters;
}

export type EstimatorName = 'model' | 'naive' | 'mixOracle' | 'flowOracle';

/** One estimator on one side in one regime; `Agreement` is the median over seeds of medians over maps. */
export interface SimulatedScore extends Agreement {
  readonly regime: Regime;
  readonly side: Side;
  readonly estimator: EstimatorName;
  readonly seeds: number;
  /** The medians over maps of each seed, in the order of seeds. */
  readonly markets: readonly Agreement[];
  /** Maps scored, over all seeds. */
  readonly maps: number;
  readonly ahead: Lift;
}

/** Fewer let chance decide: of three of these, one draw in three has some line behind the naive model's. */
const SEEDS = [11, 12, 13, 21, 22, 23, 31, 32, 33, 34, 35, 36];
const DAYS = 20;
const SKIPPED_DAYS = 8;
/** Maps are compared with the truth this often, and marked for what lies ahead every hour. */
const COMPARE_MS = 6 * HOUR_MS;
const BOOTSTRAP_SEED = 20260101;

const estimatorsOf = (
  market: SimulatedMarket,
  { withOracles = true, parameters }: SimulatedScoreOptions,
): readonly (readonly [EstimatorName, Estimator])[] => [
  ['model', createModelEstimator(parameters)],
  ['naive', estimateNaively],
  ...(withOracles
    ? ([
        ['mixOracle', createMixOracle(market.truth)],
        ['flowOracle', createFlowOracle(market.truth)],
      ] as const)
    : []),
];

/** The middle one; NaN (a map without anything to find) does not count. */
export const median = (values: readonly number[]): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0
    ? Number.NaN
    : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
};

/** Each figure's median over maps or runs. */
export const medians = (agreements: readonly Agreement[]): Agreement => ({
  spearman: median(agreements.map((one) => one.spearman)),
  zoneSpearman: median(agreements.map((one) => one.zoneSpearman)),
  topShare: median(agreements.map((one) => one.topShare)),
  bestTopShare: median(agreements.map((one) => one.bestTopShare)),
  clusterError: median(agreements.map((one) => one.clusterError)),
});

/** What one estimator made of one run. */
interface Outcome {
  readonly ahead: AheadRun;
  readonly agreements: Readonly<Record<Side, readonly Agreement[]>>;
}

const runEstimator = (
  estimate: Estimator,
  { published, truth }: SimulatedMarket,
  skippedMs: number,
): Outcome => {
  const maps = truth.maps.filter(({ column }) => column.timeMs >= published.startMs + skippedMs);
  const columns = estimate(
    published,
    maps.map(({ column }) => column.timeMs),
  );
  const agree = (side: Side): Agreement[] =>
    maps.flatMap(({ column }, n) =>
      column.timeMs % COMPARE_MS === 0
        ? [compareMaps(columns[n]!, column, column.price, side)]
        : [],
    );
  return {
    ahead: {
      columns,
      prices: maps.map(({ column }) => column.price),
      forced: truth.liquidations,
      endMs: published.endMs,
    },
    agreements: { long: agree('long'), short: agree('short') },
  };
};

const scoreSide = (
  of: Pick<SimulatedScore, 'regime' | 'side' | 'estimator'>,
  runs: readonly Outcome[],
): SimulatedScore => {
  const markets = runs.map((run) => medians(run.agreements[of.side]));
  const aheadRuns = runs.map((run) => run.ahead);
  return {
    ...of,
    seeds: runs.length,
    markets,
    maps: runs.reduce((sum, run) => sum + run.agreements[of.side].length, 0),
    ...medians(markets),
    ahead: computeLift(aheadRuns, of.side, createRandom(BOOTSTRAP_SEED)),
  };
};

const scoreRegime = (regime: Regime, options: SimulatedScoreOptions): SimulatedScore[] => {
  const { seeds = SEEDS, days = DAYS, skippedDays = SKIPPED_DAYS } = options;
  const outcomes = new Map<EstimatorName, Outcome[]>();
  for (const seed of seeds) {
    const market = simulateMarket({ regime, seed, days });
    for (const [name, estimate] of estimatorsOf(market, options)) {
      const outcome = runEstimator(estimate, market, skippedDays * DAY_MS);
      outcomes.set(name, [...(outcomes.get(name) ?? []), outcome]);
    }
  }
  return [...outcomes].flatMap(([estimator, runs]) =>
    SIDES.map((side) => scoreSide({ regime, side, estimator }, runs)),
  );
};

/** All scores, regime by regime. A market takes some eleven seconds of a processor, half of it the oracles. */
export const scoreSimulated = (options: SimulatedScoreOptions = {}): SimulatedScore[] =>
  (options.regimes ?? REGIMES).flatMap((regime) => scoreRegime(regime, options));
