/**
 * A column: the map at one moment. For each log-price bin, the open position (coins) that would be
 * force-closed if the mark price reached it; longs lie below the price, shorts above.
 */
import type { SweptBy } from './market-data.ts';

export interface Column {
  /** The moment that the column describes: the end of the step it was read after. */
  readonly timeMs: number;
  /** Mark (or traded) price at `timeMs`. */
  readonly price: number;
  /** `trade` where a step since the column before had no mark candle, so that traded extremes swept it. */
  readonly sweptBy: SweptBy;
  /** Bin index of element 0 of both arrays (see bins.ts). */
  readonly firstBin: number;
  readonly longCoins: Float32Array;
  readonly shortCoins: Float32Array;
}

/** A column in bytes: 8-bit codes with the column's own scale. Made and read by `quantise.ts`. */
export interface QuantisedColumn {
  readonly timeMs: number;
  readonly price: number;
  readonly sweptBy: SweptBy;
  readonly firstBin: number;
  readonly binCount: number;
  /** The coins that code 255 stands for. */
  readonly peakCoins: number;
  /** `binCount` codes of longs, then `binCount` codes of shorts. */
  readonly codes: Uint8Array;
}
