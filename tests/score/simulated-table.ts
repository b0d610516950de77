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

const MEASURES = ['spearman', 'zoneSpearman', 'topShare', 'clusterError'] as const;
/** Rounding errors are no lead. */
const LEVEL = 1e-9;

/** In how many markets the model is ahead of the naive one, level and behind. */
const countLeads = (
  model: SimulatedScore,
  naive: SimulatedScore,
  measure: (typeof MEASURES)[number],
): string => {
  const sign = measure === 'clusterError' ? -1 : 1;
  const leads = model.markets.map(
    (market, n) => sign * (market[measure] - (naive.markets[n]?.[measure] ?? Number.NaN)),
  );
  const ahead = leads.filter((lead) => lead > LEVEL).length;
  const behind = leads.filter((lead) => lead < -LEVEL).length;
  return `${ahead}, ${leads.length - ahead - behind}, ${behind}`;
};

const leadLines = (scores: readonly SimulatedScore[]): string[] =>
  scores.flatMap((model) => {
    const naive = scores.find(
      (one) => one.estimator === 'naive' && one.regime === model.regime && one.side === model.side,
    );
    if (model.estimator !== 'model' || !naive) return [];
    const counts = MEASURES.map((measure) => countLeads(model, naive, measure).padStart(12));
    return [`${model.regime.padEnd(8)} ${model.side.padEnd(6)} ${counts.join(' ')}`];
  });

const LEADS_HEAD = [
  'Markets in which the model is ahead of the naive one, level with it, behind it',
  `${''.padEnd(15)}  ranks .05 %  ranks .25 %    top tenth      cluster`,
];

export const formatSimulatedScores = (scores: readonly SimulatedScore[]): string => {
  const first = scores[0];
  const about = first ? [`${first.seeds} seeds a regime, ${first.maps} maps a side`] : [];
  return [...about, ...HEAD, ...scores.map(lineOf), ...LEADS_HEAD, ...leadLines(scores)].join('\n');
};
