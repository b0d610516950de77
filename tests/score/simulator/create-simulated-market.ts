/** A simulated market by seed alone: what the replay stand-in serves where there are no recordings. */
import type { PublishedMarket } from './published.ts';
import { REGIMES } from './regimes.ts';
import { simulateMarket } from './simulate-market.ts';

/**
 * Published rows of `days` days from `startMs` (a whole day, UTC). The seed also chooses the regime:
 * seeds 0 to 3 are trend, range, crash and squeeze, and so on round.
 */
export const createSimulatedMarket = (
  seed: number,
  days: number,
  startMs?: number,
): PublishedMarket => {
  const regime = REGIMES[Math.abs(seed) % REGIMES.length]!;
  const options = startMs === undefined ? {} : { startMs };
  return simulateMarket({ regime, seed, days, ...options }).published;
};
