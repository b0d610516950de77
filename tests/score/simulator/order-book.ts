/**
 * A ladder of one basis point a level on both sides of a reference price. Orders eat levels from the
 * touch, levels refill with time, and the reference follows part of what orders do to the price.
 */
import type { MarketParameters } from './market-parameters.ts';

export interface OrderBook {
  /** Middle of the quotes. */
  reference: number;
  /** Price of the last trade. */
  last: number;
  /** Logarithmic sum of what orders moved the quotes by; whoever reads it sets it to 0. */
  impact: number;
  /** Moves the quotes by a logarithmic amount; levels keep their price, new ones start empty. */
  shift(move: number): void;
  /** Refills for one step towards a depth of `scale` times the ordinary one. */
  refill(scale: number): void;
  /** Trades `coins` against the asks (`sign` 1) or bids (−1). Returns the average price. */
  take(sign: 1 | -1, coins: number): number;
}

const LEVELS = 100;
const POINT = 1e-4;
/** The book is this many times deeper far from the touch, and how fast it gets there, in levels. */
const DEEP = 4;
const DEEPENING = 12;

const shiftLevels = (levels: Float64Array, by: number): void => {
  if (by === 0) return;
  const moved = Math.min(Math.abs(by), LEVELS);
  if (by > 0) levels.copyWithin(0, moved);
  else levels.copyWithin(moved, 0, LEVELS - moved);
  levels.fill(0, by > 0 ? LEVELS - moved : 0, by > 0 ? LEVELS : moved);
};

export const createOrderBook = (parameters: MarketParameters): OrderBook => {
  const { depthCoinsPerPoint, lastingImpact, startPrice } = parameters;
  const profile = Float64Array.from(
    { length: LEVELS },
    (_, n) => depthCoinsPerPoint * Math.min(DEEP, 1 + n / DEEPENING),
  );
  const bids = profile.slice();
  const asks = profile.slice();
  const refillShare = 1 - Math.exp(-parameters.stepMs / 1000 / parameters.refillSeconds);
  let owed = 0;

  const self: OrderBook = {
    reference: startPrice,
    last: startPrice,
    impact: 0,
    shift(move) {
      self.reference *= Math.exp(move);
      owed += move / POINT;
      const whole = Math.trunc(owed);
      owed -= whole;
      shiftLevels(asks, whole);
      shiftLevels(bids, -whole);
    },
    refill(scale) {
      for (let n = 0; n < LEVELS; n++) {
        const wanted = profile[n]! * scale;
        asks[n]! += (wanted - asks[n]!) * refillShare;
        bids[n]! += (wanted - bids[n]!) * refillShare;
      }
    },
    take(sign, coins) {
      const levels = sign > 0 ? asks : bids;
      const { reference } = self;
      let left = coins;
      let points = 0;
      let at = 0;
      for (; at < LEVELS; at++) {
        const used = Math.min(left, levels[at]!);
        levels[at]! -= used;
        left -= used;
        points += used * (at + 0.5);
        if (left <= 0) break;
      }
      points += left * LEVELS;
      const deepest = Math.min(at, LEVELS - 1) + 0.5;
      self.last = reference * (1 + sign * deepest * POINT);
      const impact = sign * lastingImpact * Math.min(coins / depthCoinsPerPoint, deepest) * POINT;
      self.impact += impact;
      self.shift(impact);
      return reference * (1 + sign * (points / coins) * POINT);
    },
  };
  return self;
};
