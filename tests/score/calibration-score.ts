/**
 * Does learning from the liquidation stream help? Simulated markets whose traders use less leverage than
 * the model ships with, as much, and more. Each is taken by the model as shipped (before), by one that begins
 * so and learns as it goes (first), and by one that begins with what was learnt in another market of the
 * same traders and goes on learning (later: a user's second month). All are scored on the same maps.
 */
import { createCalibration, tiltOf } from '../../lib/model/calibration.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import { DAY_MS, HOUR_MS } from '../../lib/model/time.ts';
import { runCalibrated, type CalibrationRun } from './calibration-run.ts';
import { compareMaps, readNear } from './map-agreement.ts';
import { median, medians } from './simulated-score.ts';
import { MARKET } from './simulator/market-parameters.ts';
import type { TrueMap } from './simulator/published.ts';
import { REGIMES, type Regime } from './simulator/regimes.ts';
import { simulateMarket } from './simulator/simulate-market.ts';

export interface CalibrationFigures {
  /** Rank correlation with the true map over bins of 0.05 % and zones of 0.25 %. */
  readonly bins: number;
  readonly zones: number;
  /** Coins of the map within ±10 % over the true ones. */
  readonly massRatio: number;
  /** Forced volume that κ expected over what the stream reported. */
  readonly forcedRatio: number;
}

export interface CalibrationScore {
  /** Power of leverage by which the traders' settings differ from the usual ones. */
  readonly shift: number;
  readonly regime: Regime;
  readonly side: Side;
  readonly before: CalibrationFigures;
  readonly first: CalibrationFigures;
  readonly later: CalibrationFigures;
  /** Tilt of the mix at the end of the first. */
  readonly tilt: number;
}

/** 0.8 makes the share that stands above 7x 1.7 times the usual one, −0.8 half of it. */
const SHIFTS = [-0.8, 0, 0.8];
const SEEDS = [21, 22];
const DAYS = 20;
const LEARN_FROM_DAYS = 2;
const SCORED_FROM_DAYS = 8;
const COMPARE_MS = 6 * HOUR_MS;

const figuresOf = (
  run: CalibrationRun,
  maps: readonly TrueMap[],
  side: Side,
): CalibrationFigures => {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const agreement = medians(
    maps.map(({ column }, n) => compareMaps(run.columns[n]!, column, column.price, side)),
  );
  const ratios = maps.map(({ column }, n) => {
    const [ours, real] = [run.columns[n]!, column].map((one) =>
      sum(readNear(one, column.price, side)),
    );
    return ours! / real!;
  });
  return {
    bins: agreement.spearman,
    zones: agreement.zoneSpearman,
    massRatio: median(ratios),
    forcedRatio: run.expectedUsd[side] / run.reportedUsd[side],
  };
};

const takeMarket = (shift: number, regime: Regime, seed: number) => {
  const parameters = { ...MARKET, leverageShift: shift };
  const options = { regime, seed, days: DAYS, snapshotMs: COMPARE_MS, parameters };
  const { published, truth } = simulateMarket(options);
  const compareFromMs = published.startMs + SCORED_FROM_DAYS * DAY_MS;
  const learnFromMs = published.startMs + LEARN_FROM_DAYS * DAY_MS;
  const maps = truth.maps.filter(({ column }) => column.timeMs > compareFromMs);
  const moments = maps.map(({ column }) => column.timeMs);
  const run = (learns: boolean, start = createCalibration()): CalibrationRun =>
    runCalibrated(published, moments, { start, learns, learnFromMs, compareFromMs });
  return { maps, run, before: run(false), first: run(true) };
};

/** Each market's `later` begins with what was learnt in the one after it; the last one's in the first. */
const scoreCrowd = (
  shift: number,
  regime: Regime,
  seeds: readonly number[],
): CalibrationScore[] => {
  const markets = seeds.map((seed) => takeMarket(shift, regime, seed));
  return markets.flatMap(({ maps, run, before, first }, n) => {
    const later = run(true, markets[(n + 1) % markets.length]!.first.calibration);
    return SIDES.map((side) => ({
      shift,
      regime,
      side,
      before: figuresOf(before, maps, side),
      first: figuresOf(first, maps, side),
      later: figuresOf(later, maps, side),
      tilt: tiltOf(first.calibration),
    }));
  });
};

/** One row for each market and side; at least two seeds. Takes some minutes. */
export const scoreCalibration = (seeds: readonly number[] = SEEDS): CalibrationScore[] =>
  SHIFTS.flatMap((shift) => REGIMES.flatMap((regime) => scoreCrowd(shift, regime, seeds)));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far ratios are from 1, as a factor: 2 for 0.5 as well as for 2. */
const meanFactor = (ratios: readonly number[]): number =>
  Math.exp(mean(ratios.map((ratio) => Math.abs(Math.log(ratio)))));

const STAGES = ['before', 'first', 'later'] as const;

const lineOf = (name: string, rows: readonly CalibrationScore[]): string => {
  const triple = (key: keyof CalibrationFigures, join: (values: number[]) => number): string =>
    STAGES.map((stage) =>
      join(rows.map((row) => row[stage][key]))
        .toFixed(2)
        .padStart(5),
    ).join(' ');
  return [
    name.padEnd(20),
    triple('bins', mean),
    triple('zones', mean),
    triple('massRatio', meanFactor),
    triple('forcedRatio', meanFactor),
    mean(rows.map((row) => row.tilt)).toFixed(2),
  ].join('   ');
};

const HEAD = [
  'Before, while learning, later; means over markets and sides. Off by: 1 is right, 2 is half or twice.',
  '                       ranks, .05 %        ranks, .25 %        mass off by         κ · swept off by    tilt',
];

/** Means by how the traders' leverage differs, and by regime in it. */
export const formatCalibration = (rows: readonly CalibrationScore[]): string => {
  const lines = SHIFTS.flatMap((shift) => {
    const ofShift = rows.filter((row) => row.shift === shift);
    const ofRegime = (regime: Regime): string =>
      lineOf(
        `  ${regime}`,
        ofShift.filter((row) => row.regime === regime),
      );
    return [lineOf(`leverage shift ${shift}`, ofShift), ...REGIMES.map(ofRegime)];
  });
  return [...HEAD, ...lines].join('\n');
};
