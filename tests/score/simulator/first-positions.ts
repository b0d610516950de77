/**
 * The book at the very start, before the warm-up: swing traders and hedgers live for days and weeks, so a
 * market that began empty would spend its first month filling up. Those found standing are older and live
 * longer than those who arrive (a life is met in proportion to its length), and entered where the price
 * may have been at the time.
 */
import type { Bracket } from '../../../lib/model/market-data.ts';
import type { Floor } from './floor.ts';
import { TRADER_KINDS, type MarketParameters } from './market-parameters.ts';
import type { Random } from './random.ts';
import { drawWish, parametersOf } from './traders.ts';

const DAY_MINUTES = 1440;
const CALM = { momentum: 0, sentiment: 0, premiumPoints: 0 };

export const placeFirstPositions = (
  { desk, house, arrivals, positions }: Floor,
  parameters: MarketParameters,
  brackets: readonly Bracket[],
  random: Random,
): void => {
  const { startPrice, lotCoins, dailyVolatility, crowd } = parameters;
  for (let kind = 0; kind < TRADER_KINDS.length; kind++) {
    const t = parametersOf(kind);
    const longer = Math.exp(t.lifeDeviation ** 2);
    const meanDays = (t.lifeMedianMinutes * Math.sqrt(longer)) / DAY_MINUTES;
    const count = Math.round((t.arrivalsPerDay * crowd * meanDays) / (1 - t.hopeShare / 2));
    for (let n = 0; n < count; n++) {
      const wish = drawWish(kind, CALM, brackets, parameters, random);
      const lifeMinutes = wish.lifeMinutes * longer;
      const age = random.uniform() * lifeMinutes;
      const wandered = dailyVolatility * Math.sqrt(age / DAY_MINUTES) * random.normal();
      const lots = Math.max(1, Math.round(wish.notionalUsd / startPrice / lotCoins));
      const id = desk.open(wish, lots, startPrice * Math.exp(wandered));
      house.make(-wish.sign * lots, startPrice);
      if (wish.sign * (startPrice - positions.liquidation[id]!) <= 0) desk.close(id);
      else arrivals.schedule(id, lifeMinutes - age);
    }
  }
};
