/**
 * Exact liquidation price of an isolated position in a linear contract (margin and profit in the quote
 * currency). Entry price EP, leverage L, notional at entry N, and the maintenance margin rate MMR and
 * maintenance amount cum of a bracket:
 *
 *   long   LP = EP · (1 − 1/L − cum/N) / (1 − MMR)
 *   short  LP = EP · (1 + 1/L + cum/N) / (1 + MMR)
 *
 * Source: Binance's liquidation formula for isolated margin, solved for the price. Inverse (coin-margined)
 * contracts have another form and must not use this one.
 */
import { bracketAt } from './brackets.ts';
import type { Bracket, Side } from './market-data.ts';

export interface Position {
  readonly side: Side;
  readonly entryPrice: number;
  readonly leverage: number;
  /** Value of the position at entry. */
  readonly notionalUsd: number;
}

const priceInBracket = (
  { side, entryPrice, leverage, notionalUsd }: Position,
  b: Bracket,
): number => {
  const cushion = 1 / leverage + b.maintenanceAmountUsd / notionalUsd;
  return side === 'long'
    ? (entryPrice * (1 - cushion)) / (1 - b.maintenanceMarginRate)
    : (entryPrice * (1 + cushion)) / (1 + b.maintenanceMarginRate);
};

/**
 * Mark price at which the position is liquidated. The bracket is that of the notional at the
 * liquidation price; where that differs from the one at entry the price is worked out again with it.
 * A position that needs no maintenance from the market (1x long) gets 0, an impossible one NaN.
 */
export const computeLiquidationPrice = (
  position: Position,
  brackets: readonly Bracket[],
): number => {
  const { entryPrice, leverage, notionalUsd } = position;
  if (!(entryPrice > 0 && leverage >= 1 && notionalUsd > 0)) return Number.NaN;
  const atEntry = bracketAt(brackets, notionalUsd);
  const first = priceInBracket(position, atEntry);
  const atLiquidation = bracketAt(brackets, (notionalUsd * first) / entryPrice);
  const price = atLiquidation === atEntry ? first : priceInBracket(position, atLiquidation);
  return Math.max(0, price);
};

/** Liquidation price as a factor of the entry price, which it does not depend on at a fixed notional. */
export const computeLiquidationFactor = (
  side: Side,
  leverage: number,
  notionalUsd: number,
  brackets: readonly Bracket[],
): number => computeLiquidationPrice({ side, entryPrice: 1, leverage, notionalUsd }, brackets);
