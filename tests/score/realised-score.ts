/** The figures of score 1 for one recording, over the whole of it and over both parts of a split. */
import {
  contractOf,
  countedBars,
  predictByModel,
  predictByMove,
  predictNaively,
  reportedOf,
  SKIPPED_BARS,
  type PerBar,
} from './realised.ts';
import { hasOwnBrackets } from '../../lib/model/brackets.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import type { Recording } from './recordings.ts';
import { bootstrapSpearman } from './bootstrap.ts';
import { computePartialSpearman, computeSpearman } from '../../lib/model/statistics.ts';

/** Parameters were chosen on the first part; the last one was only looked at. */
export const CHOSEN_SHARE = 0.6;
const SEED = 20250518;

/** One side over one stretch of time. */
export interface PartScore {
  /** Bars of 4 h counted. */
  readonly bars: number;
  /** Rank correlation of predicted and reported liquidations, with its 95 % interval. */
  readonly spearman: number;
  readonly low: number;
  readonly high: number;
  /** The same, given the baseline. */
  readonly partial: number;
  /** The same for candle move times volume, which is no model at all. */
  readonly baseline: number;
  /** The same two for the naive model. */
  readonly naive: number;
  readonly naivePartial: number;
  readonly predictedUsd: number;
  readonly reportedUsd: number;
}

/** One side over the whole recording, and over the parts of the split. */
export interface RealisedScore extends PartScore {
  readonly symbol: string;
  readonly side: Side;
  /** Those of a mid-sized coin where the table does not know the symbol. */
  readonly brackets: 'own' | 'generic';
  /** Bars after the first ten days that are not counted because candles are missing in them. */
  readonly barsLeftOut: number;
  readonly first: PartScore;
  readonly last: PartScore;
}

interface Predictions {
  readonly model: PerBar;
  readonly naive: PerBar;
  readonly move: PerBar;
  readonly reported: PerBar;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

const pick = (values: Float64Array, bars: readonly number[]): Float64Array =>
  Float64Array.from(bars, (bar) => values[bar] ?? 0);

const scorePart = (predictions: Predictions, side: Side, bars: readonly number[]): PartScore => {
  const model = pick(predictions.model[side], bars);
  const naive = pick(predictions.naive[side], bars);
  const move = pick(predictions.move[side], bars);
  const reported = pick(predictions.reported[side], bars);
  return {
    bars: bars.length,
    spearman: computeSpearman(model, reported),
    partial: computePartialSpearman(model, reported, move),
    ...bootstrapSpearman(model, reported, SEED),
    baseline: computeSpearman(move, reported),
    naive: computeSpearman(naive, reported),
    naivePartial: computePartialSpearman(naive, reported, move),
    predictedUsd: sum(model),
    reportedUsd: sum(reported),
  };
};

/** Scores of longs and of shorts. */
export const scoreRecording = (recording: Recording): RealisedScore[] => {
  const predictions = {
    model: predictByModel(recording),
    naive: predictNaively(recording),
    move: predictByMove(recording),
    reported: reportedOf(recording),
  };
  const counted = countedBars(recording);
  const cut = Math.round(counted.length * CHOSEN_SHARE);
  return SIDES.map((side) => ({
    symbol: recording.symbol,
    side,
    brackets: hasOwnBrackets(contractOf(recording.symbol)) ? 'own' : 'generic',
    barsLeftOut: recording.bars.length - SKIPPED_BARS - counted.length,
    ...scorePart(predictions, side, counted),
    first: scorePart(predictions, side, counted.slice(0, cut)),
    last: scorePart(predictions, side, counted.slice(cut)),
  }));
};
