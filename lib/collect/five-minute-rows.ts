/** Candles of one minute as candles of five, which are kept for a year where those are kept for a day. */
import type { Candle, MarkCandle } from '../model/market-data.ts';
import { FIVE_MINUTES_MS, floorToPeriod, MINUTE_MS } from '../model/time.ts';

const WHOLE = FIVE_MINUTES_MS / MINUTE_MS;

/** The five rows of each five minutes that are all there, in order of time. */
const wholeFives = <Row extends { readonly openTimeMs: number }>(rows: readonly Row[]): Row[][] =>
  [...Map.groupBy(rows, ({ openTimeMs }) => floorToPeriod(openTimeMs, FIVE_MINUTES_MS)).values()]
    .filter((group) => group.length === WHOLE)
    .map((group) => group.toSorted((a, b) => a.openTimeMs - b.openTimeMs));

const extremes = (rows: readonly { readonly high: number; readonly low: number }[]) => ({
  high: Math.max(...rows.map(({ high }) => high)),
  low: Math.min(...rows.map(({ low }) => low)),
});

const takerBuysOf = (rows: readonly Candle[]): number | null =>
  rows.reduce<number | null>(
    (sum, { takerBuyCoins }) =>
      sum === null || takerBuyCoins === null ? null : sum + takerBuyCoins,
    0,
  );

/** One candle for each five minutes of which no minute is missing. */
export const joinCandles = (minutes: readonly Candle[]): Candle[] =>
  wholeFives(minutes).flatMap((rows) => {
    const [first] = rows;
    const last = rows.at(-1);
    if (!first || !last) return [];
    return {
      openTimeMs: first.openTimeMs,
      open: first.open,
      close: last.close,
      ...extremes(rows),
      volumeCoins: rows.reduce((sum, { volumeCoins }) => sum + volumeCoins, 0),
      takerBuyCoins: takerBuysOf(rows),
    };
  });

/** The same for the mark price. */
export const joinMarkCandles = (minutes: readonly MarkCandle[]): MarkCandle[] =>
  wholeFives(minutes).flatMap((rows) => {
    const [first] = rows;
    const last = rows.at(-1);
    if (!first || !last) return [];
    return { openTimeMs: first.openTimeMs, close: last.close, ...extremes(rows) };
  });
