/** The simulated scores as a table for people. */
import type { SimulatedScore } from './simulated-score.ts';

const fixed = (value: number, digits = 2): string =>
  Number.isNaN(value) ? '-' : value.toFixed(digits);

const NAMES = {
  model: 'model',
  naive: 'naive',
  mixOracle: 'mix oracle',
  flowOracle: 'flow oracle',
};

const lineOf = (s: SimulatedScore): string =>
  [
    s.regime.padEnd(8),
    s.side.padEnd(6),
    NAMES[s.estimator].padEnd(12),
    fixed(s.spearman).padStart(6),
    fixed(s.zoneSpearman).padStart(7),
    `${fixed(s.topShare)} of ${fixed(s.bestTopShare)}`.padStart(14),
    fixed(s.clusterError).padStart(9),
    `${fixed(s.ahead.lift)} (${fixed(s.ahead.interval.low)} to ${fixed(s.ahead.interval.high)})`.padStart(
      21,
    ),
    String(s.ahead.zones).padStart(7),
  ].join(' ');

const HEAD = [
  `${''.padEnd(28)}  ranks  ranks  true coins in  nearest big           lift of top`,
  `${''.padEnd(28)}  .05 %  .25 %     top tenth  cluster, %   tenth, next 24 h      n`,
];

export const formatSimulatedScores = (scores: readonly SimulatedScore[]): string => {
  const first = scores[0];
  const about = first ? [`${first.seeds} seeds a regime, ${first.maps} maps a side`] : [];
  return [...about, ...HEAD, ...scores.map(lineOf)].join('\n');
};
