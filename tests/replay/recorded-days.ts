/** Turns recorded rows into whole days of minutes. Every day block is made when first asked for. */
import { createDayBlock, MINUTES_PER_DAY, type DayBlock } from './replay-market.ts';
import type { CsvColumns } from './recording-files.ts';
import { createRandom, drawNormal, type Random } from './seeded-random.ts';
import { splitCandle, type WholeCandle } from './split-candle.ts';
import { ticksToPrice, lotsToCoins, toLots, toTicks, type SymbolSpec } from './symbols.ts';

const FIVE = 5;
const ROWS_PER_DAY = MINUTES_PER_DAY / FIVE;
const USD_PER_TRADE = 4_000;

const readCandle = (spec: SymbolSpec, columns: CsvColumns, row: number): WholeCandle => ({
  open: toTicks(spec, columns['open']![row]!),
  high: toTicks(spec, columns['high']![row]!),
  low: toTicks(spec, columns['low']![row]!),
  close: toTicks(spec, columns['close']![row]!),
  volume: toLots(spec, columns['volume']![row]!),
});

/** A day out of five-minute rows: each is cut into five minutes, open interest runs straight between its readings. */
export function createDayFromFiveMinutes(
  spec: SymbolSpec,
  columns: CsvColumns,
  dayIndex: number,
): DayBlock {
  const day = createDayBlock();
  const firstRow = dayIndex * ROWS_PER_DAY;
  const openInterest = columns['open_interest']!;
  for (let row = firstRow; row < firstRow + ROWS_PER_DAY; row++) {
    const before = toLots(spec, openInterest[Math.max(0, row - 1)]!);
    const after = toLots(spec, openInterest[row]!);
    const random = createRandom('row', spec.symbol, row);
    const minutes = splitCandle(readCandle(spec, columns, row), random);
    minutes.forEach((minute, part) => {
      const at = (row - firstRow) * FIVE + part;
      writeCandle(day, at, minute);
      day.takerBuy[at] = deriveTakerBuy(minute, random);
      day.trades[at] = deriveTrades(spec, minute);
      day.openInterest[at] = Math.round(before + ((after - before) * (part + 1)) / FIVE);
    });
  }
  return day;
}

/** A day out of Binance's own one-minute rows, with snapshots of open interest every five minutes. */
export function createDayFromMinutes(
  spec: SymbolSpec,
  columns: CsvColumns,
  snapshots: CsvColumns,
  dayIndex: number,
): DayBlock {
  const day = createDayBlock();
  const firstRow = dayIndex * MINUTES_PER_DAY;
  const openInterest = snapshots['open_interest']!;
  for (let at = 0; at < MINUTES_PER_DAY; at++) {
    const row = firstRow + at;
    writeCandle(day, at, readCandle(spec, columns, row));
    day.takerBuy[at] = toLots(spec, columns['taker_buy_volume']![row]!);
    day.trades[at] = columns['trade_count']![row]!;
    const snapshot = Math.floor((row + 1) / FIVE);
    const before = toLots(spec, openInterest[snapshot]!);
    const after = toLots(spec, openInterest[Math.min(snapshot + 1, openInterest.length - 1)]!);
    day.openInterest[at] = Math.round(before + ((after - before) * ((row + 1) % FIVE)) / FIVE);
  }
  return day;
}

function writeCandle(day: DayBlock, at: number, candle: WholeCandle): void {
  day.open[at] = candle.open;
  day.high[at] = candle.high;
  day.low[at] = candle.low;
  day.close[at] = candle.close;
  day.volume[at] = candle.volume;
}

/**
 * The five-minute recordings lack the taker's side. It is derived from where the minute closed in
 * its range (buyers took up to 80 % of a minute that closed at its high) with a little noise; it is
 * scenery, not evidence, and nothing may be scored on it.
 */
function deriveTakerBuy(minute: WholeCandle, random: Random): number {
  const range = Math.max(1, minute.high - minute.low);
  const lean = (minute.close - minute.open) / range;
  const share = 0.5 + 0.3 * lean + 0.04 * drawNormal(random);
  return Math.round(minute.volume * Math.min(0.95, Math.max(0.05, share)));
}

function deriveTrades(spec: SymbolSpec, minute: WholeCandle): number {
  const usd = lotsToCoins(spec, minute.volume) * ticksToPrice(spec, minute.close);
  return Math.max(minute.volume > 0 ? 1 : 0, Math.round(usd / USD_PER_TRADE));
}
