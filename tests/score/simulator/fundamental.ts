/** The spot price apart from what trading in the contract does to it, and how busy the market is. */
import type { MarketParameters } from './market-parameters.ts';
import type { Random } from './random.ts';
import type { ReadMood } from './regimes.ts';

export interface Fundamental {
  /** Spot (index) price. */
  price: number;
  /** Volatility relative to its ordinary level. */
  volatility: number;
  /** How many times busier than ordinary. */
  activity: number;
  sentiment: number;
  /** Where the contract belongs relative to spot, in basis points. */
  basisPoints: number;
  /** Goes forward by one step that ends at `day` (days since the first published row, negative before). */
  advance(day: number): void;
}

const MINUTES_PER_DAY = 1440;

/** One step of a process that forgets within `memory` and has deviation `spread` in the long run. */
const revert = (value: number, step: number, memory: number, spread: number, shock: number) =>
  value * (1 - step / memory) + spread * Math.sqrt((2 * step) / memory) * shock;

/** Europe and America awake together: the afternoon is busier than the night. */
const daily = (day: number): number => 1 + 0.3 * Math.sin(2 * Math.PI * (day - 0.375));

export const createFundamental = (
  parameters: MarketParameters,
  readMood: ReadMood,
  random: Random,
): Fundamental => {
  const step = parameters.stepMs / 60_000;
  let slow = parameters.slowSpread * random.normal();
  let fast = 0;
  let mood = 0;
  let bustle = 0;
  const start = parameters.startPrice;
  const { activityPower, bustleSpread } = parameters;
  /** Makes the mean of volatility² and of activity 1: both are log-normal. */
  const variance = parameters.slowSpread ** 2 + parameters.fastSpread ** 2;
  const ordinary = Math.exp(
    activityPower * variance - (activityPower ** 2 * variance + bustleSpread ** 2) / 2,
  );
  const self: Fundamental = {
    price: start,
    volatility: 1,
    activity: 1,
    sentiment: 0,
    basisPoints: parameters.basisPoints,
    advance(day) {
      const pull = readMood(day, Math.log(self.price / start));
      slow = revert(slow, step, parameters.slowMinutes, parameters.slowSpread, random.normal());
      fast = revert(fast, step, parameters.fastMinutes, parameters.fastSpread, random.normal());
      mood = revert(mood, step, 1000, 0.35, random.normal());
      bustle = revert(bustle, step, 4, 1, random.normal());
      self.volatility = pull.volatility * Math.exp(slow + fast - variance) * daily(day) ** 0.5;
      self.activity = ordinary * self.volatility ** activityPower * Math.exp(bustleSpread * bustle);
      self.sentiment = Math.max(-1, Math.min(1, pull.sentiment + mood));
      const crowding = parameters.crowdingPoints * self.sentiment;
      self.basisPoints = parameters.basisPoints + crowding;
      const share = step / MINUTES_PER_DAY;
      const sigma = parameters.dailyVolatility * Math.sqrt(share) * self.volatility;
      let move = pull.driftPerDay * share + sigma * random.normal();
      if (random.uniform() < parameters.jumpsPerDay * share) {
        move += parameters.jumpDeviation * self.volatility * random.normal();
      }
      self.price *= Math.exp(move);
    },
  };
  return self;
};
