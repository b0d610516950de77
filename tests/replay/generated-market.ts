/**
 * A market that never was: seeded, endless in both directions, and the same for a seed on every
 * machine.
 */
import { rememberDays } from './day-cache.ts';
import { createGeneratedDays } from './generated-days.ts';
import type { SymbolSource } from './replay-market.ts';
import { computeHash } from './seeded-random.ts';
import { toLots, toTicks, type SymbolSpec } from './symbols.ts';

const HISTORY_DAYS = 120;
const FUNDING_MINUTES = 480;

/** A symbol made up from the start: the anchor is what the replay shows first. */
export function createGeneratedSource(spec: SymbolSpec, seed: number): SymbolSource {
  const anchor = {
    priceTicks: toTicks(spec, spec.referencePrice),
    openInterestLots: toLots(spec, spec.openInterestCoins),
  };
  return {
    spec,
    startMinute: 0,
    firstDay: -HISTORY_DAYS,
    day: rememberDays(createGeneratedDays(spec, seed, anchor)),
    fundingRate: (minuteIndex) => computeGeneratedFunding(spec, seed, minuteIndex),
  };
}

/** Funding rate of the eight hours that hold the minute: around the usual 0.01 %, two decimals of a basis point. */
export function computeGeneratedFunding(
  spec: SymbolSpec,
  seed: number,
  minuteIndex: number,
): number {
  const period = Math.floor(minuteIndex / FUNDING_MINUTES);
  const hash = computeHash('funding', seed, spec.symbol, period) % 20_000;
  return Math.round(6_000 + (hash - 10_000) * 0.9) / 1e8;
}
