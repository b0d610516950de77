import { MINUTE_MS } from '../../lib/model/time.ts';
import type { SymbolSpec } from './symbols.ts';
import { computeMarkRow } from './mark-price.ts';
import { computeLiquidations } from './market-liquidations.ts';

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

/** Where one symbol's days come from: a recording, the generator, or both end to end. */
export interface SymbolSource {
  readonly spec: SymbolSpec;
  /** The minute (counted from day 0) that is shown when the replay starts; a multiple of five. */
  readonly startMinute: number;
  /** The earliest day there is. Later days never end. */
  readonly firstDay: number;
  day(dayIndex: number): DayBlock;
  fundingRate(minuteIndex: number): number;
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

/** Makes a market of sources. `startMs` (a multiple of five minutes) shows each source's start minute. */
export function createReplayMarket(
  sources: readonly SymbolSource[],
  startMs: number,
): ReplayMarket {
  const bySymbol = new Map(sources.map((source) => [source.spec.symbol, source]));
  const sourceOf = (symbol: string) => {
    const source = bySymbol.get(symbol);
    if (!source) throw new Error(`The replay market has no ${symbol}`);
    return source;
  };
  const indexAt = (source: SymbolSource, timeMs: number) =>
    source.startMinute + Math.floor((timeMs - startMs) / MINUTE_MS);

  const minute = (symbol: string, openTimeMs: number) => {
    const source = sourceOf(symbol);
    const index = indexAt(source, openTimeMs);
    const dayIndex = Math.floor(index / MINUTES_PER_DAY);
    return readMinute(source.day(dayIndex), index, openTimeMs);
  };

  return {
    symbols: sources.map((source) => source.spec),
    spec: (symbol) => bySymbol.get(symbol)?.spec,
    firstMinuteMs(symbol) {
      const source = sourceOf(symbol);
      const minutes = source.firstDay * MINUTES_PER_DAY - source.startMinute;
      return startMs + minutes * MINUTE_MS;
    },
    minute,
    markMinute: (symbol, openTimeMs) => computeMarkRow(minute(symbol, openTimeMs)),
    openInterestLots(symbol, timeMs) {
      const openTimeMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
      const before = minute(symbol, openTimeMs - MINUTE_MS).openInterest;
      const share = (timeMs - openTimeMs) / MINUTE_MS;
      if (share === 0) return before;
      return Math.round(before + (minute(symbol, openTimeMs).openInterest - before) * share);
    },
    fundingRate(symbol, timeMs) {
      const source = sourceOf(symbol);
      return source.fundingRate(indexAt(source, timeMs));
    },
    liquidations(symbol, openTimeMs) {
      const row = minute(symbol, openTimeMs);
      const before = minute(symbol, openTimeMs - MINUTE_MS).openInterest;
      return computeLiquidations(sourceOf(symbol).spec, row, before);
    },
  };
}

function readMinute(day: DayBlock, index: number, openTimeMs: number): MinuteRow {
  const at = ((index % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return {
    index,
    openTimeMs,
    open: day.open[at]!,
    high: day.high[at]!,
    low: day.low[at]!,
    close: day.close[at]!,
    volume: day.volume[at]!,
    takerBuy: day.takerBuy[at]!,
    trades: day.trades[at]!,
    openInterest: day.openInterest[at]!,
  };
}
