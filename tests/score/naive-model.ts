/**
 * What open projects do, for comparison: each rise of open interest is entered at the close on both
 * sides, in equal parts at each leverage, liquidated at entry · (1 ∓ 1/L), and nothing is ever closed.
 * It gets the leverages of our own model: with the usual 5x to 100x it scores lower.
 */
import { binOfPrice, priceOfBin } from '../../lib/model/bins.ts';
import type { MarketStep } from '../../lib/model/market-data.ts';
import { PARAMETERS } from '../../lib/model/parameters.ts';

const LEVERAGES = PARAMETERS.tiers.map((tier) => tier.leverage);

export interface NaiveModel {
  advance(step: MarketStep): { longUsd: number; shortUsd: number };
  /** Coins by bin of the liquidation price. */
  readonly longs: Map<number, number>;
  readonly shorts: Map<number, number>;
}

const take = (mass: Map<number, number>, isReached: (bin: number) => boolean): number => {
  let usd = 0;
  for (const [bin, coins] of mass) {
    if (!isReached(bin)) continue;
    usd += coins * priceOfBin(bin + 0.5);
    mass.delete(bin);
  }
  return usd;
};

const put = (mass: Map<number, number>, price: number, coins: number): void => {
  const bin = binOfPrice(price);
  mass.set(bin, (mass.get(bin) ?? 0) + coins);
};

export const createNaiveModel = (): NaiveModel => {
  const longs = new Map<number, number>();
  const shorts = new Map<number, number>();
  let known = 0;
  const advance = (step: MarketStep): { longUsd: number; shortUsd: number } => {
    const lowBin = binOfPrice(step.sweepLow);
    const highBin = binOfPrice(step.sweepHigh);
    const longUsd = take(longs, (bin) => bin >= lowBin);
    const shortUsd = take(shorts, (bin) => bin <= highBin);
    const rise = Math.max(0, (step.openInterestCoins ?? known) - known);
    known = step.openInterestCoins ?? known;
    for (const leverage of LEVERAGES) {
      put(longs, step.close * (1 - 1 / leverage), rise / LEVERAGES.length);
      put(shorts, step.close * (1 + 1 / leverage), rise / LEVERAGES.length);
    }
    return { longUsd, shortUsd };
  };
  return { advance, longs, shorts };
};
