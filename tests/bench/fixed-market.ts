/** Made-up steps, the same on every machine: a random walk with an ordinary coin's figures. */
import type { MarketStep } from '../../lib/model/market-data.ts';
import { createRandom } from '../../lib/model/statistics.ts';

const START_MS = Date.UTC(2026, 0, 1);
/** Standard deviation of the price in a day. */
const DAILY_MOVE = 0.025;

/** `count` steps of `periodMs` from `startMs` on. Price, volume and open interest wander. */
export const makeSteps = (count: number, periodMs: number, startMs = START_MS): MarketStep[] => {
  const random = createRandom(7);
  const move = DAILY_MOVE * Math.sqrt(periodMs / 86_400_000);
  const normal = (): number => random() + random() + random() + random() - 2;
  let price = 60_000;
  let openInterestCoins = 90_000;
  return Array.from({ length: count }, (_, n) => {
    const open = price;
    price *= Math.exp(normal() * 1.73 * move);
    openInterestCoins *= Math.exp(normal() * 0.002 + (90_000 - openInterestCoins) * 1e-8);
    const low = Math.min(open, price) * (1 - random() * move);
    const high = Math.max(open, price) * (1 + random() * move);
    const volumeCoins = 500 * Math.exp(normal()) * (periodMs / 300_000);
    const time = startMs + n * periodMs;
    return {
      kind: 'traded',
      startMs: time,
      endMs: time + periodMs,
      open,
      high,
      low,
      close: price,
      sweepLow: low,
      sweepHigh: high,
      sweptBy: 'mark',
      volumeCoins,
      takerBuyCoins: volumeCoins * (0.5 + normal() * 0.1),
      openInterestCoins,
    };
  });
};
