/**
 * Everything of one book that is worth carrying to another machine, in the shape in which it is stored:
 * rows of slots, columns by resolution, forced closes and the stretches in which they were listened for.
 */
import type { QuantisedColumn } from '../model/column.ts';
import type { Liquidation } from '../model/market-data.ts';

export const CANDLE_FIELDS = [
  'open',
  'high',
  'low',
  'close',
  'volumeCoins',
  'takerBuyCoins',
  'markHigh',
  'markLow',
  'markClose',
] as const;
export type CandleField = (typeof CANDLE_FIELDS)[number];

/** A candle of traded and mark price; NaN is what is not stored. */
export interface CandleRow extends Readonly<Record<CandleField, number>> {
  readonly timeMs: number;
}

export interface OpenInterestRow {
  readonly timeMs: number;
  readonly openInterestCoins: number;
}

/** A stretch of time: `fromMs` ≤ time < `throughMs`. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly throughMs: number;
}

export const CANDLE_INTERVALS = ['1m', '5m'] as const;
export const OPEN_INTEREST_SOURCES = ['official', 'live'] as const;
export const COLUMN_RESOLUTIONS = ['1m', '5m', '30m'] as const;

type By<Name extends string, Row> = Readonly<Record<Name, readonly Row[]>>;

/** Every list in order of time; each time once, except of liquidations. */
export interface BookRows {
  readonly candles: By<(typeof CANDLE_INTERVALS)[number], CandleRow>;
  readonly openInterest: By<(typeof OPEN_INTEREST_SOURCES)[number], OpenInterestRow>;
  readonly columns: By<(typeof COLUMN_RESOLUTIONS)[number], QuantisedColumn>;
  readonly liquidations: readonly Liquidation[];
  /** When the stream of liquidations was really open. */
  readonly observed: readonly TimeSpan[];
}
