/** Trading that makes most of the volume and little open interest: churn, arbitrage, quotes. */
import type { Exchange } from './exchange.ts';
import type { House } from './house.ts';
import type { MarketParameters } from './market-parameters.ts';
import type { OrderBook } from './order-book.ts';
import type { Random } from './random.ts';

const POINT = 1e-4;
const DAY_MS = 86_400_000;
/** Gaps (basis points) that arbitrage leaves alone, because fees would eat them. */
const FEE_POINTS = 1;

export interface FastTraders {
  /** One step: trades among themselves, and towards the fair price. */
  act(activity: number, fairPrice: number): void;
}

export const createFastTraders = (
  parameters: MarketParameters,
  book: OrderBook,
  house: House,
  exchange: Exchange,
  random: Random,
): FastTraders => {
  const { lotCoins, stepMs, fastCount } = parameters;
  const churnCoins = (parameters.churnCoinsPerDay * stepMs) / DAY_MS;

  const trade = (account: number, sign: 1 | -1, coins: number): void => {
    const lots = Math.round(coins / lotCoins);
    if (lots <= 0) return;
    const price = exchange.take(sign, lots);
    house.takeFast(account, sign * lots, price);
  };

  /** The larger what an account holds, the more it prefers to get rid of it. */
  const signOf = (account: number, gapPoints: number): 1 | -1 => {
    const held = house.lots[house.makerCount + account]! * lotCoins;
    const lean = gapPoints / 3 - held / 20;
    return random.uniform() < 1 / (1 + Math.exp(-lean)) ? 1 : -1;
  };

  return {
    act(activity, fairPrice) {
      const gap = Math.log(fairPrice / book.reference) / POINT;
      const shade = -(house.makerLots() * lotCoins) / parameters.shadeCoins;
      book.shift((gap + shade) * parameters.requoteShare * POINT);
      const account = Math.floor(random.uniform() * fastCount);
      const beyond = Math.max(0, Math.abs(gap) - FEE_POINTS);
      trade(account, gap > 0 ? 1 : -1, beyond * parameters.arbitrageCoinsPerPoint);
      for (let n = 0; n < 2; n++) {
        const one = Math.floor(random.uniform() * fastCount);
        const coins = (churnCoins * activity * random.spread(1, 0.8)) / 2;
        trade(one, signOf(one, gap), coins);
      }
    },
  };
};
