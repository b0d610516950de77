/** Who comes to the market and what they want: direction, size, leverage, patience, stops. */
import { bracketAt, largestNotionalAt } from '../../../lib/model/brackets.ts';
import type { Bracket } from '../../../lib/model/market-data.ts';
import {
  TRADER_KINDS,
  TRADERS,
  type MarketParameters,
  type TraderParameters,
} from './market-parameters.ts';
import type { Random } from './random.ts';

/** A position that somebody wants to open. */
export interface Wish {
  readonly kind: number;
  readonly sign: 1 | -1;
  readonly notionalUsd: number;
  /** Notional over margin, spare margin included. */
  readonly leverage: number;
  readonly lifeMinutes: number;
  /** Share of the way from entry to liquidation; 0 for none. */
  readonly stopShare: number;
  readonly profitShare: number;
  readonly rescues: number;
  readonly doubles: boolean;
  readonly isPassive: boolean;
}

/** What traders look at when they choose a direction. */
export interface Outlook {
  /** Recent returns in units of their ordinary size. */
  readonly momentum: number;
  readonly sentiment: number;
  /** Premium of the contract over spot, in basis points. */
  readonly premiumPoints: number;
}

export const parametersOf = (kind: number): TraderParameters => TRADERS[TRADER_KINDS[kind]!];

const chooseSign = (t: TraderParameters, outlook: Outlook, random: Random): 1 | -1 => {
  const lean =
    t.longBias +
    t.momentumSlope * outlook.momentum +
    t.sentimentSlope * outlook.sentiment +
    t.premiumSlope * outlook.premiumPoints;
  return random.uniform() < 1 / (1 + Math.exp(-lean)) ? 1 : -1;
};

/** Few orders are very large: one in a hundred is drawn from a Pareto tail (exponent 1.4, up to 20 times). */
const drawMargin = (t: TraderParameters, random: Random): number => {
  const margin = random.spread(t.marginMedianUsd, t.marginDeviation);
  const isLarge = random.uniform() < 0.01;
  return isLarge ? margin * Math.min(20, (1 - random.uniform()) ** (-1 / 1.4)) : margin;
};

const SMALLEST_USD = 100;

/** How often each leverage is set, where a market's traders dare more or less than usual. */
const weightsOf = (t: TraderParameters, leverageShift: number): readonly number[] =>
  leverageShift === 0 || t === TRADERS.hedger
    ? t.leverageWeights
    : t.leverageWeights.map((weight, n) => weight * t.leverages[n]! ** leverageShift);

/** The leverage set, lowered to what the brackets allow for the size that it gives. */
const drawSize = (
  t: TraderParameters,
  brackets: readonly Bracket[],
  { crowd, leverageShift }: MarketParameters,
  random: Random,
) => {
  const margin = drawMargin(t, random) / crowd;
  const wanted = random.pick(t.leverages, weightsOf(t, leverageShift));
  const largest = brackets.at(-3)?.capUsd ?? Number.POSITIVE_INFINITY;
  const notionalUsd = Math.min(largest, Math.max(SMALLEST_USD, margin * wanted));
  const allowed = bracketAt(brackets, notionalUsd).maxLeverage;
  return { notionalUsd, setting: Math.min(wanted, allowed) };
};

export const drawLifeMinutes = (t: TraderParameters, leverage: number, random: Random): number =>
  random.spread(t.lifeMedianMinutes, t.lifeDeviation) * (t.lifeLeverage / leverage) ** t.lifePower;

/** Of the market's parameters `crowd` and `leverageShift` count here. */
export const drawWish = (
  kind: number,
  outlook: Outlook,
  brackets: readonly Bracket[],
  parameters: MarketParameters,
  random: Random,
): Wish => {
  const t = parametersOf(kind);
  const { notionalUsd, setting } = drawSize(t, brackets, parameters, random);
  const hasSpare = random.uniform() < t.spareShare;
  const spare = hasSpare ? random.spread(t.spareMedian, t.spareDeviation) : 0;
  const stopAt = t.stopFrom + random.uniform() * (t.stopTo - t.stopFrom);
  const stopShare = random.uniform() < t.stopShare ? stopAt : 0;
  const reward = (stopShare || 0.5) * (0.6 + 2.4 * random.uniform());
  const hasRescue = random.uniform() < t.rescueShare;
  return {
    kind,
    sign: chooseSign(t, outlook, random),
    notionalUsd: Math.min(notionalUsd, largestNotionalAt(brackets, setting)),
    leverage: setting / (1 + spare),
    lifeMinutes: drawLifeMinutes(t, setting, random),
    stopShare,
    profitShare: random.uniform() < t.profitShare ? reward : 0,
    rescues: hasRescue ? 1 + Math.floor(2 * random.uniform()) : 0,
    doubles: random.uniform() < t.doubleShare,
    isPassive: random.uniform() < t.passiveOpenShare,
  };
};
