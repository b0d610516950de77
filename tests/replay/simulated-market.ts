/**
 * The simulated market behind the stand-in: the published rows of `tests/score/simulator`, whose forced
 * orders are the true liquidations of its traders. BTCUSDT is that market to the tick; the other symbols
 * are the same one at their own prices and the same worth in USD.
 */
import { MINUTE_MS } from '../../lib/model/time.ts';
import { createDayBlock, MINUTES_PER_DAY, type DayBlock } from './replay-market.ts';
import type { ForcedOrder, SymbolSource } from './replay-market.ts';
import type { SimulatedRows } from './simulated-rows.ts';
import { createSplicedSource, type KnownDays } from './spliced-source.ts';
import { SYMBOLS, toLots, toTicks, type SymbolSpec } from './symbols.ts';

/** Of the simulated days so many lie ahead when the replay starts. */
const DAYS_AHEAD = 3;
const BASE_SYMBOL = 'BTCUSDT';
const FIVE = 5;
const USD_PER_TRADE = 4_000;

/** One source for each symbol, all out of the same rows. */
export const createSimulatedSources = (
  rows: SimulatedRows,
  seed: number,
): readonly SymbolSource[] =>
  SYMBOLS.map((spec) => createSplicedSource(spec, seed, () => readDays(rows, spec)));

function readDays(rows: SimulatedRows, spec: SymbolSpec): KnownDays {
  const factor = spec.symbol === BASE_SYMBOL ? 1 : spec.referencePrice / rows.open[0]!;
  const count = rows.open.length / MINUTES_PER_DAY;
  const orders = groupByMinute(rows, spec, factor);
  return {
    count,
    startMinute: Math.max(1, count - DAYS_AHEAD) * MINUTES_PER_DAY,
    day: (dayIndex) => createDay(rows, spec, factor, dayIndex),
    // the first eight hours end at the first rate
    fundingRate: (period) => rows.fundingRate[period - 1],
    forcedOrders: (minuteIndex) => orders.get(minuteIndex) ?? [],
  };
}

/** Prices times the factor, amounts divided by it: the same USD. */
function createDay(
  rows: SimulatedRows,
  spec: SymbolSpec,
  factor: number,
  dayIndex: number,
): DayBlock {
  const day = createDayBlock();
  const mark = {
    high: new Float64Array(MINUTES_PER_DAY),
    low: new Float64Array(MINUTES_PER_DAY),
    close: new Float64Array(MINUTES_PER_DAY),
  };
  const ticks = (price: number) => toTicks(spec, price * factor);
  const exactTicks = (price: number) => price * factor * 10 ** spec.priceDecimals;
  const lots = (coins: number) => toLots(spec, coins / factor);
  for (let at = 0; at < MINUTES_PER_DAY; at++) {
    const row = dayIndex * MINUTES_PER_DAY + at;
    day.open[at] = ticks(rows.open[row]!);
    day.high[at] = ticks(rows.high[row]!);
    day.low[at] = ticks(rows.low[row]!);
    day.close[at] = ticks(rows.close[row]!);
    day.volume[at] = lots(rows.volume[row]!);
    day.takerBuy[at] = Math.min(day.volume[at]!, lots(rows.takerBuy[row]!));
    day.trades[at] = Math.ceil((rows.volume[row]! * rows.close[row]!) / USD_PER_TRADE);
    day.openInterest[at] = lots(readOpenInterest(rows, row));
    mark.high[at] = exactTicks(rows.markHigh[row]!);
    mark.low[at] = exactTicks(rows.markLow[row]!);
    mark.close[at] = exactTicks(rows.markClose[row]!);
  }
  return { ...day, mark };
}

/** Coins at the end of a minute: straight lines between the readings of every fifth. */
function readOpenInterest({ openInterest }: SimulatedRows, row: number): number {
  const reading = Math.floor((row + 1) / FIVE) - 1;
  const before = openInterest[Math.max(0, reading)]!;
  const after = openInterest[Math.min(reading + 1, openInterest.length - 1)]!;
  return before + ((after - before) * ((row + 1) % FIVE)) / FIVE;
}

function groupByMinute(
  { liquidations }: SimulatedRows,
  spec: SymbolSpec,
  factor: number,
): ReadonlyMap<number, readonly ForcedOrder[]> {
  const byMinute = new Map<number, ForcedOrder[]>();
  const { offsetMs, isLong, price, coins } = liquidations;
  for (let n = 0; n < offsetMs.length; n++) {
    const minute = Math.floor(offsetMs[n]! / MINUTE_MS);
    const orders = byMinute.get(minute) ?? [];
    byMinute.set(minute, orders);
    orders.push({
      offsetMs: offsetMs[n]! - minute * MINUTE_MS,
      side: isLong[n]! === 1 ? 'SELL' : 'BUY',
      priceTicks: toTicks(spec, price[n]! * factor),
      quantityLots: Math.max(1, toLots(spec, coins[n]! / factor)),
    });
  }
  for (const orders of byMinute.values()) orders.sort((a, b) => a.offsetMs - b.offsetMs);
  return byMinute;
}
