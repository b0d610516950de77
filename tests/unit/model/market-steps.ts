import type { MarketStep } from '../../../lib/model/market-data.ts';
import { FIVE_MINUTES_MS } from '../../../lib/model/time.ts';

export const START_MS = Date.UTC(2026, 0, 1);

/** A quiet five-minute step at a price of 100; `n` counts steps from the start. */
export const quietStep = (n: number, change: Partial<MarketStep> = {}): MarketStep => ({
  kind: 'traded',
  startMs: START_MS + n * FIVE_MINUTES_MS,
  endMs: START_MS + (n + 1) * FIVE_MINUTES_MS,
  open: 100,
  high: 100,
  low: 100,
  close: 100,
  sweepLow: 100,
  sweepHigh: 100,
  sweptBy: 'mark',
  volumeCoins: 1000,
  takerBuyCoins: null,
  openInterestCoins: 10_000,
  ...change,
});

/** A step in which everything traded and marked between `low` and `high`. */
export const movingStep = (
  n: number,
  low: number,
  high: number,
  close: number,
  change: Partial<MarketStep> = {},
): MarketStep =>
  quietStep(n, { open: close, low, high, close, sweepLow: low, sweepHigh: high, ...change });
