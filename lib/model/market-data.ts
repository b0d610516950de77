/**
 * What the model reads: plain rows of public market data. Prices are in the quote currency, volumes
 * and open interest in coins, times in UTC milliseconds.
 */

export type Side = 'long' | 'short';
export const SIDES: readonly Side[] = ['long', 'short'];

/** One candle of traded prices. `takerBuyCoins` is null where the exchange does not tell. */
export interface Candle {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volumeCoins: number;
  readonly takerBuyCoins: number | null;
}

/** One candle of the mark price, which is what triggers liquidations. */
export interface MarkCandle {
  readonly openTimeMs: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** One-sided open interest (each contract counted once) at a moment. */
export interface OpenInterestPoint {
  readonly timeMs: number;
  readonly openInterestCoins: number;
}

/** One forced close, as an exchange reports it. */
export interface Liquidation {
  readonly timeMs: number;
  /** Side of the position that was closed: a liquidated long was sold. */
  readonly side: Side;
  /** The bankruptcy price on both exchanges known here: not the mark price that triggered it. */
  readonly price: number;
  readonly quantityCoins: number;
}

/**
 * One tier of a symbol's leverage brackets. A position with notional in
 * (`floorUsd`, `capUsd`] pays `maintenanceMarginRate · notional − maintenanceAmountUsd`.
 */
export interface Bracket {
  readonly floorUsd: number;
  readonly capUsd: number;
  readonly maxLeverage: number;
  readonly maintenanceMarginRate: number;
  readonly maintenanceAmountUsd: number;
}

/** Which price's extremes decided what a step liquidated. */
export type SweptBy = 'mark' | 'trade';

/**
 * What happened from `startMs` to `endMs`, the unit in which the position book goes forward.
 * `sweepLow`/`sweepHigh` are the extremes of the mark price, or of the traded price where no mark
 * candle exists (`sweptBy` says which). `openInterestCoins` is the one-sided open interest at
 * `endMs`, or null where no reading exists.
 */
export interface MarketStep {
  readonly kind: 'traded';
  readonly startMs: number;
  readonly endMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly sweepLow: number;
  readonly sweepHigh: number;
  readonly sweptBy: SweptBy;
  readonly volumeCoins: number;
  readonly takerBuyCoins: number | null;
  readonly openInterestCoins: number | null;
}

/** A stretch for which no candle can be had. Nothing is guessed; the book is carried through it. */
export interface GapStep {
  readonly kind: 'gap';
  readonly startMs: number;
  readonly endMs: number;
}

export type Step = MarketStep | GapStep;
