import { MINUTE_MS } from '../../lib/model/time.ts';
import { computeMarkRow } from './mark-price.ts';
import { computeLiquidations } from './market-liquidations.ts';
import {
  MINUTES_PER_DAY,
  type DayBlock,
  type MinuteRow,
  type ReplayMarket,
  type SymbolSource,
} from './replay-market.ts';

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
