/**
 * Where the prior of κ comes from, and what the recorded liquidations say of the leverage mix: bars of 4 h of
 * all exchanges together, taken as slots by the product's own learning.
 */
import { createBookContext } from '../../lib/model/book-context.ts';
import { bracketsOf } from '../../lib/model/brackets.ts';
import {
  addSlot,
  estimateTilt,
  NO_EVIDENCE,
  type SideEvidence,
} from '../../lib/model/calibration-evidence.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import {
  addSweeps,
  advanceBook,
  createPositionBook,
  emptySweep,
  type Sweep,
} from '../../lib/model/position-book.ts';
import { CHOSEN_SHARE } from './realised-score.ts';
import { contractOf, countedBars, stepsOf } from './realised.ts';
import type { Recording } from './recordings.ts';

export interface RecordedKappa {
  readonly symbol: string;
  readonly side: Side;
  readonly part: 'all' | 'first 60 %' | 'last 40 %';
  readonly bars: number;
  /** Reported over swept: of the sums, and of the bars one by one (quartiles and median). */
  readonly kappa: number;
  readonly quartiles: readonly [number, number, number];
  /** Tilt that this side alone would teach. */
  readonly tilt: number;
}

const sweepBars = (recording: Recording): Sweep[] => {
  const context = createBookContext(bracketsOf(contractOf(recording.symbol)));
  const book = createPositionBook(context.leverages);
  const bars = recording.bars.map(({ startMs }) => emptySweep(startMs));
  for (const { bar, step } of stepsOf(recording)) {
    bars[bar] = addSweeps(bars[bar]!, advanceBook(book, step, context));
  }
  return bars;
};

/** One row for each side and part. */
export const scoreRecordedKappa = (recording: Recording): RecordedKappa[] => {
  const sweeps = sweepBars(recording);
  const counted = countedBars(recording);
  const cut = Math.round(counted.length * CHOSEN_SHARE);
  const scorePart = (
    side: Side,
    part: RecordedKappa['part'],
    bars: readonly number[],
  ): RecordedKappa => {
    let evidence: SideEvidence = NO_EVIDENCE;
    let [swept, reported] = [0, 0];
    const ratios: number[] = [];
    for (const bar of bars) {
      const [sweep, row] = [sweeps[bar]!, recording.bars[bar]!];
      const sweptUsd = side === 'long' ? sweep.longUsd : sweep.shortUsd;
      const sweptUsdByTier = side === 'long' ? sweep.longUsdByTier : sweep.shortUsdByTier;
      const reportedUsd = side === 'long' ? row.longLiquidatedUsd : row.shortLiquidatedUsd;
      evidence = addSlot(
        evidence,
        { sweptUsd, sweptUsdByTier, reportedUsd, throttledOrders: null },
        0,
      );
      swept += sweptUsd;
      reported += reportedUsd;
      if (sweptUsd > 0) ratios.push(reportedUsd / sweptUsd);
    }
    ratios.sort((a, b) => a - b);
    const at = (share: number): number => ratios[Math.floor(share * ratios.length)]!;
    return {
      symbol: recording.symbol,
      side,
      part,
      bars: bars.length,
      kappa: reported / swept,
      quartiles: [at(0.25), at(0.5), at(0.75)],
      tilt: estimateTilt([evidence]),
    };
  };
  return SIDES.flatMap((side) => [
    scorePart(side, 'all', counted),
    scorePart(side, 'first 60 %', counted.slice(0, cut)),
    scorePart(side, 'last 40 %', counted.slice(cut)),
  ]);
};

export const formatRecordedKappa = (rows: readonly RecordedKappa[]): string =>
  [
    'Reported over swept (κ), its quartiles by bar, and the tilt that the recording alone would teach',
    ...rows.map((row) =>
      [
        `${row.symbol} ${row.side}`.padEnd(11),
        row.part.padEnd(11),
        String(row.bars).padStart(4),
        row.kappa.toFixed(4).padStart(8),
        ` (${row.quartiles.map((value) => value.toFixed(4)).join(', ')})`,
        row.tilt.toFixed(2).padStart(6),
      ].join(' '),
    ),
  ].join('\n');
