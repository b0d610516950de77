/**
 * Forced orders that fit the minute they happen in: open interest must have fallen while price ran
 * against a side, and the larger the run (in units of a quiet minute) the larger the forced share of
 * the fall. A few small ones are sprinkled in, for no real stream is silent for long.
 */
import { MINUTE_MS, SECOND_MS } from '../../lib/model/time.ts';
import { computePathPrice, computeTouchShare } from './minute-path.ts';
import type { Liquidation, MinuteRow } from './replay-market.ts';
import { createRandom, type Random } from './seeded-random.ts';
import { ticksToPrice, toLots, type SymbolSpec } from './symbols.ts';

const MAX_FORCED_SHARE = 0.35;
const SPRINKLE_CHANCE = 0.2;
const MAX_ORDERS = 12;
const USD_PER_ORDER = 60_000;

/** Forced orders of one whole minute, in order of time. `openInterestBefore` in lots. */
export function computeLiquidations(
  spec: SymbolSpec,
  row: MinuteRow,
  openInterestBefore: number,
): readonly Liquidation[] {
  const random = createRandom('liquidation', spec.symbol, row.index, row.open, row.close);
  const fall = (row.open - row.low) / row.open;
  const rise = (row.high - row.open) / row.open;
  const side = fall >= rise ? 'SELL' : 'BUY';
  const lots = computeForcedLots(spec, row, openInterestBefore, Math.max(fall, rise), random);
  return lots > 0 ? splitIntoOrders(spec, row, side, lots, random) : [];
}

function computeForcedLots(
  spec: SymbolSpec,
  row: MinuteRow,
  openInterestBefore: number,
  run: number,
  random: Random,
): number {
  const sprinkled = random() < SPRINKLE_CHANCE ? 200 + 4000 * random() ** 3 : 0;
  const price = ticksToPrice(spec, row.close);
  const dropLots = Math.max(0, openInterestBefore - row.openInterest);
  const quietMinutes = run / spec.volatilityPerMinute;
  const share = Math.min(MAX_FORCED_SHARE, Math.max(0, (quietMinutes - 2) / 12));
  return Math.floor(dropLots * share) + toLots(spec, sprinkled / price);
}

function splitIntoOrders(
  spec: SymbolSpec,
  row: MinuteRow,
  side: 'BUY' | 'SELL',
  lots: number,
  random: Random,
): readonly Liquidation[] {
  const usd = (lots / 10 ** spec.quantityDecimals) * ticksToPrice(spec, row.close);
  const count = Math.min(MAX_ORDERS, 1 + Math.floor(usd / USD_PER_ORDER));
  const touch = computeTouchShare(row, side === 'SELL' ? 'low' : 'high');
  const weights = Array.from({ length: count }, () => 0.1 + random() ** 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const orders = weights.map((weight) => {
    const share = Math.min(0.999, touch * (0.7 + 0.3 * random()) + 0.05 * random());
    return {
      timeMs: row.openTimeMs + Math.floor((share * MINUTE_MS) / SECOND_MS) * SECOND_MS + 137,
      side,
      priceTicks: computePathPrice(row, share),
      quantityLots: Math.max(1, Math.round((lots * weight) / total)),
    };
  });
  return orders.sort((one, other) => one.timeMs - other.timeMs);
}
