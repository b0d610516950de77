/** What an exchange tells everybody, and what only the simulation knows. */
import type { Column } from '../../../lib/model/column.ts';
import type {
  Bracket,
  Candle,
  MarkCandle,
  OpenInterestPoint,
  Side,
} from '../../../lib/model/market-data.ts';

export interface FundingPoint {
  readonly timeMs: number;
  /** Rate for eight hours, as a share. */
  readonly rate: number;
}

/** One order of the public liquidation stream: at most one a second. */
export interface StreamedLiquidation {
  readonly timeMs: number;
  /** Side of the position that was liquidated. */
  readonly side: Side;
  /** Bankruptcy price, as the stream tells it; not the price that triggered. */
  readonly price: number;
  readonly coins: number;
}

/** Share of accounts that are long. */
export interface AccountRatioPoint {
  readonly timeMs: number;
  readonly longShare: number;
}

export interface PublishedMarket {
  readonly startMs: number;
  readonly endMs: number;
  readonly brackets: readonly Bracket[];
  readonly candles1m: readonly Candle[];
  readonly candles5m: readonly Candle[];
  readonly markCandles1m: readonly MarkCandle[];
  readonly markCandles5m: readonly MarkCandle[];
  /** One-sided, every five minutes; a row at t is the state at t. */
  readonly openInterest: readonly OpenInterestPoint[];
  readonly funding: readonly FundingPoint[];
  readonly liquidationStream: readonly StreamedLiquidation[];
  /** Every one, as an exchange tells them that throttles nothing. */
  readonly allLiquidations: readonly StreamedLiquidation[];
  readonly accountRatio: readonly AccountRatioPoint[];
}

/** A liquidation as it was. */
export interface TrueLiquidation {
  readonly timeMs: number;
  readonly side: Side;
  /** The position's liquidation price, which the mark price reached. */
  readonly price: number;
  readonly coins: number;
  readonly leverage: number;
}

/** The map as it was. What lies outside the column's bins is in `beyond…`. */
export interface TrueMap {
  readonly column: Column;
  readonly beyondLongCoins: number;
  readonly beyondShortCoins: number;
  /** One-sided open interest at that moment. */
  readonly openInterestCoins: number;
}

/** Openings and owners' closings of traders by the leverage at opening; without makers and fast traders. */
export interface TrueFlows {
  /** Leverage of the middle of each class. */
  readonly leverages: Float64Array;
  readonly slotMs: number;
  /** Coins opened, by slot, side (longs first) and class. */
  readonly openedCoins: Float32Array;
  /** Coins closed by their owners, likewise. */
  readonly closedCoins: Float32Array;
  /** Coins standing at the end of a slot, likewise. */
  readonly standingCoins: Float32Array;
  /** Coins that makers and fast traders hold long, by snapshot. */
  readonly houseCoins: readonly number[];
}

export interface TrueMarket {
  readonly maps: readonly TrueMap[];
  readonly liquidations: readonly TrueLiquidation[];
  readonly flows: TrueFlows;
  /** Positions of traders open at the end, both sides together. */
  readonly openPositions: number;
}

export interface SimulatedMarket {
  readonly published: PublishedMarket;
  readonly truth: TrueMarket;
}
