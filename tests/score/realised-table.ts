/** The scores on realised liquidations as a table for people. */
import { MODEL_VERSION } from '../../lib/model/parameters.ts';
import type { PartScore, RealisedScore } from './realised-score.ts';

const fixed = (value: number): string => value.toFixed(3).replace(/^(-?)0\./, '$1.');
const billions = (usd: number): string => (usd / 1e9).toFixed(2);

const lineOf = (name: string, s: PartScore): string =>
  [
    name.padEnd(23),
    String(s.bars).padStart(5),
    `${fixed(s.spearman)} (${fixed(s.low)} to ${fixed(s.high)})`.padStart(22),
    fixed(s.partial).padStart(8),
    fixed(s.baseline).padStart(9),
    fixed(s.naive).padStart(6),
    fixed(s.naivePartial).padStart(8),
    billions(s.predictedUsd).padStart(10),
    billions(s.reportedUsd).padStart(9),
  ].join(' ');

const linesOf = (s: RealisedScore): string[] => [
  lineOf(`${s.symbol} ${s.side}`, s),
  lineOf('  first 60 % (chosen on)', s.first),
  lineOf('  last 40 %', s.last),
];

const HEAD =
  '                         bars    Spearman (95 %)     partial  baseline  naive  partial  predicted  reported (bn USD)';

/** What is not as it should be with the data of a score. */
const notesOn = (scores: readonly RealisedScore[]): string[] =>
  scores
    .filter(({ side }) => side === 'long')
    .flatMap(({ symbol, brackets, barsLeftOut }) => [
      ...(brackets === 'generic'
        ? [`${symbol}: its brackets are not known; those of a mid-sized coin were used`]
        : []),
      ...(barsLeftOut > 0
        ? [`${symbol}: ${barsLeftOut} bars are not counted, since candles are missing in them`]
        : []),
    ]);

export const formatRealisedScores = (scores: readonly RealisedScore[]): string =>
  [`model version ${MODEL_VERSION}`, HEAD, ...scores.flatMap(linesOf), ...notesOn(scores)].join(
    '\n',
  );
