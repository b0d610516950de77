/**
 * What does not change from step to step for a symbol: for each side and tier, how far from its entry a
 * position is liquidated (in bins), how fast it is closed, and what share of new positions it gets.
 *
 * At a fixed notional the liquidation price is a fixed factor of the entry price, hence a fixed shift on
 * a logarithmic grid. Sizes of a tier spread, so that its shift is a range.
 */
import { binCoordinate } from './bins.ts';
import { highestLeverage, largestNotionalAt } from './brackets.ts';
import { computeLiquidationFactor } from './liquidation-price.ts';
import { SIDES, type Bracket, type Side } from './market-data.ts';
import { PARAMETERS, type ModelParameters, type Tier } from './parameters.ts';

export interface BookContext {
  readonly parameters: ModelParameters;
  readonly brackets: readonly Bracket[];
  readonly leverages: readonly number[];
  /** Per row (side · tiers + tier): lowest and highest shift from entry to liquidation, in bins. */
  readonly shiftLow: Float64Array;
  readonly shiftHigh: Float64Array;
  /** Per tier: share of positions closed per hour of ordinary volume. */
  readonly hazards: Float64Array;
  /** Per tier: share of a side's open interest that stands in it; sums to 1. */
  readonly standing: Float64Array;
  /** Per tier: share of new positions by role; each sums to 1. */
  readonly takerMix: Float64Array;
  readonly makerMix: Float64Array;
}

const normalised = (values: readonly number[]): Float64Array => {
  const sum = values.reduce((total, value) => total + value, 0);
  return Float64Array.from(values, (value) => (sum > 0 ? value / sum : 0));
};

/** Lowest and highest shift of a tier's positions, over the spread of their sizes. */
const shiftRange = (
  side: Side,
  { leverage, notionalUsd }: Tier,
  brackets: readonly Bracket[],
  { notionalSpread, blurShare }: ModelParameters,
): [number, number] => {
  const most = largestNotionalAt(brackets, leverage) || Infinity;
  const middle = Math.min(notionalUsd, most / notionalSpread);
  const shifts = [middle / notionalSpread, middle * notionalSpread].map((notional) =>
    binCoordinate(Math.max(computeLiquidationFactor(side, leverage, notional, brackets), 0.01)),
  );
  const blur = binCoordinate(1 + blurShare);
  return [Math.min(...shifts) - blur, Math.max(...shifts) + blur];
};

/** Tiers as a symbol offers them: one above its highest leverage has no share and lies where that one does. */
const tiersOffered = (tiers: readonly Tier[], brackets: readonly Bracket[]): Tier[] => {
  // A table that allows none of the tiers leaves the lowest: positions have to be somewhere.
  const lowest = Math.min(...tiers.map((t) => t.leverage));
  const highest = Math.max(highestLeverage(brackets), lowest);
  return tiers.map((t) =>
    t.leverage <= highest ? t : { ...t, leverage: highest, standingShare: 0 },
  );
};

/** Prepares the model for a symbol's brackets; an empty table counts as the generic one. */
export const createBookContext = (
  brackets: readonly Bracket[],
  parameters: ModelParameters = PARAMETERS,
): BookContext => {
  const { lifeOfTenHours, lifeExponent, roleTilt } = parameters;
  const tiers = tiersOffered(parameters.tiers, brackets);
  const hazardOf = (t: Tier): number => (t.leverage / 10) ** lifeExponent / lifeOfTenHours;
  const mixOf = (tilt: number): Float64Array =>
    normalised(tiers.map((t) => t.standingShare * hazardOf(t) * (t.leverage / 10) ** tilt));
  const ranges = SIDES.flatMap((side) =>
    tiers.map((t) => shiftRange(side, t, brackets, parameters)),
  );
  return {
    parameters,
    brackets,
    leverages: parameters.tiers.map((t) => t.leverage),
    shiftLow: Float64Array.from(ranges, ([low]) => low),
    shiftHigh: Float64Array.from(ranges, ([, high]) => high),
    hazards: Float64Array.from(tiers, hazardOf),
    standing: normalised(tiers.map((t) => t.standingShare)),
    takerMix: mixOf(roleTilt),
    makerMix: mixOf(-roleTilt),
  };
};
