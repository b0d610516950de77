/**
 * How much score 1 depends on one choice: each parameter moved alone, on the first 60 % of the recording,
 * where the four chosen ones were chosen.
 */
import { PARAMETERS, type ModelParameters } from '../../lib/model/parameters.ts';
import { computeSpearman } from '../../lib/model/statistics.ts';
import { CHOSEN_SHARE } from './realised-score.ts';
import { countedBars, predictByModel, reportedOf } from './realised.ts';
import type { Recording } from './recordings.ts';

export interface Sensitivity {
  readonly symbol: string;
  readonly change: string;
  readonly long: number;
  readonly short: number;
}

const timesShare = (leverage: number, factor: number): ModelParameters => ({
  ...PARAMETERS,
  tiers: PARAMETERS.tiers.map((tier) =>
    tier.leverage === leverage ? { ...tier, standingShare: tier.standingShare * factor } : tier,
  ),
});

const moved = <Name extends keyof ModelParameters>(
  name: Name,
  values: readonly ModelParameters[Name][],
): (readonly [string, ModelParameters])[] =>
  values.map((value) => [`${name} ${String(value)}`, { ...PARAMETERS, [name]: value }]);

type Change = readonly [change: string, parameters: ModelParameters, bracketsSymbol?: string];

const CHANGES: readonly Change[] = [
  ['as chosen', PARAMETERS],
  ...moved('lifeOfTenHours', [24, 36, 100]),
  ...moved('lifeExponent', [1, 1.5]),
  ...moved('busyExponent', [0, 1]),
  ...moved('blurShare', [0]),
  ...moved('notionalSpread', [1, 10]),
  ['brackets of a coin that allows 75x at most (AVAX)', PARAMETERS, 'AVAXUSDT'],
  ...PARAMETERS.tiers.flatMap(({ leverage }) =>
    [1 / 3, 3].map(
      (factor) =>
        [
          `share of ${leverage}x times ${factor < 1 ? '1/3' : 3}`,
          timesShare(leverage, factor),
        ] as const,
    ),
  ),
];

/** One row a change. Takes half a minute. */
export const scoreSensitivity = (recording: Recording): Sensitivity[] => {
  const reported = reportedOf(recording);
  const counted = countedBars(recording);
  const bars = counted.slice(0, Math.round(counted.length * CHOSEN_SHARE));
  return CHANGES.map(([change, parameters, bracketsSymbol]) => {
    const predicted = predictByModel(recording, parameters, bracketsSymbol);
    const rank = (side: 'long' | 'short'): number =>
      computeSpearman(
        bars.map((bar) => predicted[side][bar] ?? 0),
        bars.map((bar) => reported[side][bar] ?? 0),
      );
    return { symbol: recording.symbol, change, long: rank('long'), short: rank('short') };
  });
};

export const formatSensitivity = (rows: readonly Sensitivity[]): string =>
  [
    'Rank correlation on the first 60 %, one parameter moved alone          long  short',
    ...rows.map(
      ({ symbol, change, long, short }) =>
        `${symbol.padEnd(6)} ${change.padEnd(60)} ${long.toFixed(3)}  ${short.toFixed(3)}`,
    ),
  ].join('\n');
