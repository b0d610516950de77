/** Candles of any interval out of minutes, up to the present, the running one included. */
import { MINUTE_MS } from '../../lib/model/time.ts';
import { floorToInterval } from './intervals.ts';
import { computePartialMarkRow } from './mark-price.ts';
import { computePartialRow } from './minute-path.ts';
import type { ReplayMarket } from './replay-market.ts';
import { lotsToCoins, ticksToPrice, type SymbolSpec } from './symbols.ts';

/** One candle in ticks and lots, with quote volumes in USD. */
export interface Kline {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly takerBuy: number;
  readonly trades: number;
  readonly quoteUsd: number;
  readonly takerBuyQuoteUsd: number;
}

export type PriceKind = 'traded' | 'mark' | 'index';
/** The index is the mark without the premium that traders pay. */
export const INDEX_SHARE = 0.9997;

/** The candle that opens at `openTimeMs`, as it stands at `nowMs`. */
export function computeKline(
  market: ReplayMarket,
  spec: SymbolSpec,
  kind: PriceKind,
  openTimeMs: number,
  intervalMs: number,
  nowMs: number,
): Kline {
  const sum = { high: -Infinity, low: Infinity, open: 0, close: 0 };
  const flow = { volume: 0, takerBuy: 0, trades: 0, quoteUsd: 0, takerBuyQuoteUsd: 0 };
  const firstMs = Math.max(openTimeMs, market.firstMinuteMs(spec.symbol));
  const endMs = Math.min(openTimeMs + intervalMs, nowMs + 1);
  let isFirst = true;
  for (let timeMs = firstMs; timeMs < endMs; timeMs += MINUTE_MS) {
    if (market.isShut(timeMs, timeMs + MINUTE_MS)) continue;
    const whole = market.minute(spec.symbol, timeMs);
    const row = computePartialRow(whole, nowMs);
    const prices = kind === 'traded' ? row : computePartialMarkRow(whole, row, nowMs);
    const scale = kind === 'index' ? INDEX_SHARE : 1;
    if (isFirst) sum.open = prices.open * scale;
    isFirst = false;
    sum.high = Math.max(sum.high, prices.high * scale);
    sum.low = Math.min(sum.low, prices.low * scale);
    sum.close = prices.close * scale;
    const typical = ticksToPrice(spec, (row.open + row.high + row.low + row.close) / 4);
    flow.volume += row.volume;
    flow.takerBuy += row.takerBuy;
    flow.trades += row.trades;
    flow.quoteUsd += typical * lotsToCoins(spec, row.volume);
    flow.takerBuyQuoteUsd += typical * lotsToCoins(spec, row.takerBuy);
  }
  return { openTimeMs, ...sum, ...flow };
}

/** What a page of candles is asked by; times inclusive, as the exchange takes them. */
export interface KlineRange {
  readonly intervalMs: number;
  readonly startTimeMs: number | undefined;
  readonly endTimeMs: number | undefined;
  readonly limit: number;
  /** Of more rows than the limit between both times the newest are told, not the oldest. */
  readonly keepsNewest?: boolean;
}

/** Opening times of the page: from the start if one is given, else the last ones before the end. */
export function listOpenTimes(
  range: KlineRange,
  firstMinuteMs: number,
  nowMs: number,
  exists: (openTimeMs: number) => boolean = () => true,
): readonly number[] {
  const { intervalMs, limit, startTimeMs } = range;
  const lastMs = floorToInterval(Math.min(range.endTimeMs ?? nowMs, nowMs), intervalMs);
  const earliestMs = Math.max(startTimeMs ?? firstMinuteMs, firstMinuteMs);
  const floorMs = floorToInterval(earliestMs, intervalMs);
  const firstMs =
    floorMs < earliestMs && startTimeMs !== undefined ? floorMs + intervalMs : floorMs;
  const forward = startTimeMs !== undefined && !range.keepsNewest;
  const stepMs = forward ? intervalMs : -intervalMs;
  const times: number[] = [];
  for (
    let timeMs = forward ? firstMs : lastMs;
    timeMs >= firstMs && timeMs <= lastMs && times.length < limit;
    timeMs += stepMs
  ) {
    if (exists(timeMs)) times.push(timeMs);
  }
  return forward ? times : times.reverse();
}

/** A page of candles, ascending. */
export function computeKlines(
  market: ReplayMarket,
  spec: SymbolSpec,
  kind: PriceKind,
  range: KlineRange,
  nowMs: number,
): readonly Kline[] {
  const { intervalMs } = range;
  const exists = (openTimeMs: number) => !market.isShut(openTimeMs, openTimeMs + intervalMs);
  return listOpenTimes(range, market.firstMinuteMs(spec.symbol), nowMs, exists).map((openTimeMs) =>
    computeKline(market, spec, kind, openTimeMs, intervalMs, nowMs),
  );
}
