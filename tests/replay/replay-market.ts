/** The market behind the stand-in, as types: what every source of market data must be able to tell. */
import type { SymbolSpec } from './symbols.ts';

export const MINUTES_PER_DAY = 1440;

/** One day of a symbol, minute by minute: prices in ticks, volumes in lots. */
export interface DayBlock {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly takerBuy: Float64Array;
  readonly trades: Float64Array;
  /** Open interest at the end of each minute. */
  readonly openInterest: Float64Array;
  /** The mark price in ticks (not whole ones) where it is known; else it follows the traded one. */
  readonly mark?: Readonly<Record<'high' | 'low' | 'close', Float64Array>>;
}

/** One minute of a symbol. `index` counts minutes on the source's own time, the start being stable from run to run. */
export interface MinuteRow {
  readonly index: number;
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly takerBuy: number;
  readonly trades: number;
  readonly openInterest: number;
  /** Where the mark price is known by itself. */
  readonly mark?: MarkRow;
}

/** The mark price of one minute, in ticks (not whole ones). */
export interface MarkRow {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A forced order. `side` is the order's side: SELL closes a long. */
export interface Liquidation {
  readonly timeMs: number;
  readonly side: 'BUY' | 'SELL';
  readonly priceTicks: number;
  readonly quantityLots: number;
}

/** A forced order of a source; `offsetMs` counts from the start of its minute. */
export interface ForcedOrder extends Omit<Liquidation, 'timeMs'> {
  readonly offsetMs: number;
}

/** Where one symbol's days come from: a recording, the generator, or both end to end. */
export interface SymbolSource {
  readonly spec: SymbolSpec;
  /** The minute (counted from day 0) that is shown when the replay starts; a multiple of five. */
  readonly startMinute: number;
  /** The earliest day there is. Later days never end. */
  readonly firstDay: number;
  day(dayIndex: number): DayBlock;
  fundingRate(minuteIndex: number): number;
  /** The minute's forced orders where the source knows them; else they are made to fit its candle. */
  forcedOrders?(minuteIndex: number): readonly ForcedOrder[] | undefined;
}

/** The market behind the stand-in; all times are exchange times. */
export interface ReplayMarket {
  readonly symbols: readonly SymbolSpec[];
  spec(symbol: string): SymbolSpec | undefined;
  firstMinuteMs(symbol: string): number;
  minute(symbol: string, openTimeMs: number): MinuteRow;
  markMinute(symbol: string, openTimeMs: number): MarkRow;
  /** Open interest in lots at any moment, straight lines between the ends of minutes. */
  openInterestLots(symbol: string, timeMs: number): number;
  fundingRate(symbol: string, timeMs: number): number;
  liquidations(symbol: string, openTimeMs: number): readonly Liquidation[];
  /** Whether nobody traded from the one time to the other: such minutes are in no answer, ever. */
  isShut(fromMs: number, toMs: number): boolean;
}

export function createDayBlock(): DayBlock {
  const column = () => new Float64Array(MINUTES_PER_DAY);
  return {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    takerBuy: column(),
    trades: column(),
    openInterest: column(),
  };
}
