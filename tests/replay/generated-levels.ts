import { computeStretch, type Stretch } from './generated-regimes.ts';
import type { SymbolSpec } from './symbols.ts';

/** Logarithms of price and open interest relative to the anchor, at the start of a stretch. */
export interface Level {
  readonly price: number;
  readonly openInterest: number;
}

export interface Levels {
  stretch(number: number): Stretch;
  /** The level at the start of that stretch; 0 is the anchor, where both are 0. */
  level(number: number): Level;
}

/** Share of its distance from the anchor that a level gives back per stretch, so that it never runs off. */
const PRICE_PULL = 0.05;
const OPEN_INTEREST_PULL = 0.12;

/** Levels in both directions from the anchor, made one after another and remembered. */
export function createLevels(seed: number, spec: SymbolSpec): Levels {
  const ahead: Level[] = [{ price: 0, openInterest: 0 }];
  const behind: Level[] = [{ price: 0, openInterest: 0 }];
  const grow = (levels: Level[], direction: 1 | -1, count: number) => {
    while (levels.length <= count) {
      const from = levels.at(-1)!;
      const number = direction === 1 ? levels.length - 1 : -levels.length;
      levels.push(step(from, computeStretch(seed, spec, number), direction));
    }
    return levels[count]!;
  };
  return {
    stretch: (number) => computeStretch(seed, spec, number),
    level: (number) => (number >= 0 ? grow(ahead, 1, number) : grow(behind, -1, -number)),
  };
}

const step = (from: Level, stretch: Stretch, direction: 1 | -1): Level => ({
  price: from.price * (1 - PRICE_PULL) + direction * stretch.priceChange,
  openInterest:
    from.openInterest * (1 - OPEN_INTEREST_PULL) + direction * stretch.openInterestChange,
});
