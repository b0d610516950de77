/**
 * Bybit's market out of Binance's: prices a few basis points beside it, about a third of its volume
 * and open interest, both drifting slowly. Made the same way each time.
 */
import type { Liquidation, MarkRow, MinuteRow } from '../replay-market.ts';
import { computeHash } from '../seeded-random.ts';

const SHARE = 1 / 3;
/** Largest distance of prices, either way, in the slow and in the quick wave. */
const SLOW_BASIS = 0.000_25;
const QUICK_BASIS = 0.000_08;
const SLOW_MINUTES = 1_370;
const QUICK_MINUTES = 47;
const OPEN_INTEREST_DRIFT = 0.06;
const OPEN_INTEREST_MINUTES = 3_100;
const TURN = 2 * Math.PI;
const MOST_LATER_MS = 900;

const phases = new Map<string, number>();
const phaseOf = (symbol: string): number => {
  const known = phases.get(symbol);
  if (known !== undefined) return known;
  const phase = (computeHash('bybit', symbol) % 1000) / 1000;
  phases.set(symbol, phase);
  return phase;
};
const wave = (symbol: string, index: number, minutes: number) =>
  Math.sin(TURN * (phaseOf(symbol) + index / minutes));

/** Bybit's price over Binance's, less one, at the start of a minute. */
export const computeBasis = (symbol: string, index: number): number =>
  SLOW_BASIS * wave(symbol, index, SLOW_MINUTES) + QUICK_BASIS * wave(symbol, index, QUICK_MINUTES);

const computeOpenInterestShare = (symbol: string, index: number): number =>
  SHARE * (1 + OPEN_INTEREST_DRIFT * wave(symbol, index, OPEN_INTEREST_MINUTES));

/** A minute of Bybit out of the same minute of Binance. One minute still opens where the last closed. */
export function computeBybitMinute(symbol: string, row: MinuteRow): MinuteRow {
  const first = 1 + computeBasis(symbol, row.index);
  const last = 1 + computeBasis(symbol, row.index + 1);
  const open = Math.round(row.open * first);
  const close = Math.round(row.close * last);
  const noise = computeHash('bybit-volume', symbol, row.index) % 1000;
  const volume = Math.max(1, Math.round(row.volume * SHARE * (0.85 + (0.3 * noise) / 1000)));
  return {
    ...row,
    open,
    close,
    high: Math.max(open, close, Math.round(row.high * Math.max(first, last))),
    low: Math.max(1, Math.min(open, close, Math.round(row.low * Math.min(first, last)))),
    volume,
    takerBuy: Math.round((volume * row.takerBuy) / Math.max(1, row.volume)),
    trades: Math.max(1, Math.round(row.trades * SHARE)),
    openInterest: Math.round(row.openInterest * computeOpenInterestShare(symbol, row.index + 1)),
    ...(row.mark ? { mark: scaleMark(row.mark, first, last) } : {}),
  };
}

const scaleMark = (mark: MarkRow, first: number, last: number): MarkRow => ({
  open: mark.open * first,
  high: Math.max(mark.open * first, mark.close * last, mark.high * Math.max(first, last)),
  low: Math.min(mark.open * first, mark.close * last, mark.low * Math.min(first, last)),
  close: mark.close * last,
});

/** A forced order as it was on Bybit: a little later, at its price, a third as large. */
export function toBybitLiquidation(symbol: string, index: number, order: Liquidation): Liquidation {
  const laterMs = computeHash('bybit-later', symbol, order.timeMs) % MOST_LATER_MS;
  const secondEndMs = Math.floor(order.timeMs / 1000) * 1000 + 999;
  return {
    ...order,
    timeMs: Math.min(secondEndMs, order.timeMs + laterMs),
    priceTicks: Math.round(order.priceTicks * (1 + computeBasis(symbol, index))),
    quantityLots: Math.max(1, Math.round(order.quantityLots * SHARE)),
  };
}
