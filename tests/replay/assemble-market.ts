import { MINUTE_MS } from '../../lib/model/time.ts';
import { computeMarkRow } from './mark-price.ts';
import { computeLiquidations } from './market-liquidations.ts';
import {
  MINUTES_PER_DAY,
  type DayBlock,
  type Liquidation,
  type MarkRow,
  type MinuteRow,
  type ReplayMarket,
  type SymbolSource,
} from './replay-market.ts';

/** What a market must be told; the rest follows from its minutes. */
export type MarketCore = Omit<ReplayMarket, 'spec' | 'markMinute' | 'openInterestLots'>;

/** A market out of its minutes. */
export function completeMarket(core: MarketCore): ReplayMarket {
  const bySymbol = new Map(core.symbols.map((spec) => [spec.symbol, spec]));
  return {
    ...core,
    spec: (symbol) => bySymbol.get(symbol),
    markMinute: (symbol, openTimeMs) => computeMarkRow(core.minute(symbol, openTimeMs)),
    openInterestLots(symbol, timeMs) {
      const openTimeMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
      const before = core.minute(symbol, openTimeMs - MINUTE_MS).openInterest;
      const share = (timeMs - openTimeMs) / MINUTE_MS;
      if (share === 0) return before;
      return Math.round(before + (core.minute(symbol, openTimeMs).openInterest - before) * share);
    },
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
    return readMinute(source, dayIndex, index, openTimeMs);
  };
  const liquidations = (symbol: string, openTimeMs: number): readonly Liquidation[] => {
    const source = sourceOf(symbol);
    const known = source.forcedOrders?.(indexAt(source, openTimeMs));
    if (known) return known.map((order) => ({ ...order, timeMs: openTimeMs + order.offsetMs }));
    const before = minute(symbol, openTimeMs - MINUTE_MS).openInterest;
    return computeLiquidations(source.spec, minute(symbol, openTimeMs), before);
  };

  return completeMarket({
    symbols: sources.map((source) => source.spec),
    firstMinuteMs(symbol) {
      const source = sourceOf(symbol);
      const minutes = source.firstDay * MINUTES_PER_DAY - source.startMinute;
      return startMs + minutes * MINUTE_MS;
    },
    minute,
    fundingRate(symbol, timeMs) {
      const source = sourceOf(symbol);
      return source.fundingRate(indexAt(source, timeMs));
    },
    liquidations,
    isShut: () => false,
  });
}

function readMinute(
  source: SymbolSource,
  dayIndex: number,
  index: number,
  openTimeMs: number,
): MinuteRow {
  const day = source.day(dayIndex);
  const at = index - dayIndex * MINUTES_PER_DAY;
  const mark = day.mark && readMark(source, day, dayIndex, at);
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
    ...(mark ? { mark } : {}),
  };
}

/** A minute of a known mark price: it opens where the one before it closed. */
function readMark(
  source: SymbolSource,
  day: DayBlock,
  dayIndex: number,
  at: number,
): MarkRow | undefined {
  if (!day.mark) return undefined;
  const { high, low, close } = day.mark;
  const before = at > 0 ? close[at - 1] : source.day(dayIndex - 1).mark?.close.at(-1);
  const open = Math.min(high[at]!, Math.max(low[at]!, before ?? day.open[at]!));
  return { open, high: high[at]!, low: low[at]!, close: close[at]! };
}
