/**
 * The market as one exchange has it: the symbols that it lists, its own prices and sizes, and the
 * hours in which it was shut.
 */
import type { MarketId } from '../../lib/markets/book-key.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { completeMarket } from './assemble-market.ts';
import { computeBybitMinute, toBybitLiquidation } from './bybit/minutes.ts';
import type { Liquidation, MinuteRow, ReplayMarket } from './replay-market.ts';

/** Binance has the market as it was recorded or made, Bybit a smaller one a little beside it. */
export function createExchangeMarket(
  base: ReplayMarket,
  id: MarketId,
  isShut: ReplayMarket['isShut'],
): ReplayMarket {
  const minute: ReplayMarket['minute'] =
    id === 'binance'
      ? base.minute
      : rememberMinutes((symbol, openTimeMs) =>
          computeBybitMinute(symbol, base.minute(symbol, openTimeMs)),
        );
  const liquidations = (symbol: string, openTimeMs: number): readonly Liquidation[] => {
    if (isShut(openTimeMs, openTimeMs + MINUTE_MS)) return [];
    const orders = base.liquidations(symbol, openTimeMs);
    if (id === 'binance') return orders;
    const { index } = base.minute(symbol, openTimeMs);
    return orders.map((order) => toBybitLiquidation(symbol, index, order));
  };
  return completeMarket({
    symbols: base.symbols.filter((spec) => spec.exchanges.includes(id)),
    firstMinuteMs: base.firstMinuteMs,
    minute,
    fundingRate: (symbol, timeMs) =>
      base.fundingRate(symbol, timeMs) + (id === 'binance' ? 0 : 0.000_01),
    liquidations,
    isShut,
  });
}

/** Two days of a symbol and some more: a ticker goes back one. */
const KEPT_MINUTES = 3_000;

/** Remembers the minutes told last. */
function rememberMinutes(makeMinute: ReplayMarket['minute']): ReplayMarket['minute'] {
  const bySymbol = new Map<string, Map<number, MinuteRow>>();
  return (symbol, openTimeMs) => {
    const kept = bySymbol.get(symbol) ?? new Map<number, MinuteRow>();
    bySymbol.set(symbol, kept);
    const known = kept.get(openTimeMs);
    if (known) return known;
    if (kept.size >= KEPT_MINUTES) kept.clear();
    const row = makeMinute(symbol, openTimeMs);
    kept.set(openTimeMs, row);
    return row;
  };
}
