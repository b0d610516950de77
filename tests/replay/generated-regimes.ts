/**
 * The weather of the generated market. Time is cut into stretches of eight hours; each has a regime
 * that says how far price and open interest go in it and how they get there. Chances and sizes are
 * for the quietest symbol and grow with a symbol's volatility.
 */
import { createRandom, drawNormal, type Random } from './seeded-random.ts';
import type { SymbolSpec } from './symbols.ts';

export const STRETCH_MINUTES = 480;
const QUIETEST_VOLATILITY = 0.00035;

export type Regime = 'range' | 'trend-up' | 'trend-down' | 'crash' | 'squeeze';

/** What one stretch does: logarithmic change of price and of open interest from start to end. */
export interface Stretch {
  readonly regime: Regime;
  readonly priceChange: number;
  readonly openInterestChange: number;
}

const CHANCES: readonly (readonly [Regime, number])[] = [
  ['range', 0.55],
  ['trend-up', 0.2],
  ['trend-down', 0.2],
  ['crash', 0.025],
  ['squeeze', 0.025],
];

/** Seen from the start: a crash and a squeeze lie in the days before it, another crash a day ahead. */
const FIXED: Readonly<Record<number, Regime>> = { [-14]: 'squeeze', [-5]: 'crash', 2: 'crash' };

const PRICE_CHANGE: Readonly<Record<Regime, number>> = {
  range: 0,
  'trend-up': 0.017,
  'trend-down': -0.017,
  crash: -0.05,
  squeeze: 0.046,
};
const OPEN_INTEREST_CHANGE: Readonly<Record<Regime, number>> = {
  range: 0.006,
  'trend-up': 0.012,
  'trend-down': 0.008,
  crash: -0.075,
  squeeze: -0.05,
};

function drawRegime(random: Random): Regime {
  let left = random();
  for (const [regime, chance] of CHANCES) {
    left -= chance;
    if (left < 0) return regime;
  }
  return 'range';
}

/** The stretch of that number (0 begins at the start, negative ones lie before it). */
export function computeStretch(seed: number, spec: SymbolSpec, number: number): Stretch {
  const random = createRandom('stretch', seed, spec.symbol, number);
  const drawn = drawRegime(random);
  const regime = FIXED[number] ?? drawn;
  const size = (spec.volatilityPerMinute / QUIETEST_VOLATILITY) ** 0.7;
  return {
    regime,
    priceChange:
      size * (PRICE_CHANGE[regime] * (0.7 + 0.6 * random()) + 0.004 * drawNormal(random)),
    openInterestChange: OPEN_INTEREST_CHANGE[regime] * (0.7 + 0.6 * random()),
  };
}

/** How far along its change a stretch is, minute by minute; it may overshoot and come back. */
export interface Progress {
  readonly price: (share: number) => number;
  readonly openInterest: (share: number) => number;
}

const smoothStep = (from: number, to: number, at: number): number => {
  const along = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return along * along * (3 - 2 * along);
};

/** Crashes and squeezes happen within about half an hour, overshoot by a third and recover it. */
export function createProgress(regime: Regime, random: Random): Progress {
  const eventStart = 0.25 + 0.3 * random();
  const eventEnd = eventStart + 0.04 + 0.05 * random();
  const recoveryEnd = eventEnd + 0.25;
  if (regime !== 'crash' && regime !== 'squeeze') {
    return { price: (share) => share, openInterest: (share) => share };
  }
  return {
    price: (share) =>
      0.08 * Math.min(1, share / eventStart) +
      1.25 * smoothStep(eventStart, eventEnd, share) -
      0.33 * smoothStep(eventEnd, recoveryEnd, share),
    openInterest: (share) =>
      1.15 * smoothStep(eventStart, eventEnd + 0.02, share) -
      0.15 * smoothStep(0, eventStart, share),
  };
}
