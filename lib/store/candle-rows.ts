/**
 * Candles in the store: traded and mark price of one interval share a chunk. One-minute chunks are
 * short because one is written again each minute: 60 slots of 9 numbers are 4 kB, a day would be 104 kB.
 * Those of five minutes are kept for a year, so that the map can be made again by a better model.
 */
import type { Candle, MarkCandle } from '../model/market-data.ts';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { CANDLE_FIELDS, type CandleField } from './book-rows.ts';
import type { AnyTransaction, WriteTransaction } from './schema.ts';
import { putSlots, visitSlots, type SlotSeries } from './slot-series.ts';

export type StoredInterval = '1m' | '5m';

export const CANDLE_SERIES: Record<StoredInterval, SlotSeries<CandleField>> = {
  '1m': {
    store: 'candles',
    name: '1m',
    fields: CANDLE_FIELDS,
    periodMs: MINUTE_MS,
    chunkMs: HOUR_MS,
    keepMs: 26 * HOUR_MS,
  },
  '5m': {
    store: 'candles',
    name: '5m',
    fields: CANDLE_FIELDS,
    periodMs: FIVE_MINUTES_MS,
    chunkMs: DAY_MS,
    keepMs: 366 * DAY_MS,
  },
};

export interface StoredRange {
  readonly bookKey: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Stores candles; a candle of the same time is replaced. */
export const putCandles = (
  transaction: WriteTransaction,
  bookKey: string,
  interval: StoredInterval,
  rows: readonly Candle[],
): Promise<void> =>
  putSlots(
    transaction,
    CANDLE_SERIES[interval],
    bookKey,
    rows.map(({ openTimeMs, takerBuyCoins, ...prices }) => ({
      timeMs: openTimeMs,
      values: { ...prices, takerBuyCoins: takerBuyCoins ?? Number.NaN },
    })),
  );

/** Stores candles of the mark price beside the traded ones. */
export const putMarkCandles = (
  transaction: WriteTransaction,
  bookKey: string,
  interval: StoredInterval,
  rows: readonly MarkCandle[],
): Promise<void> =>
  putSlots(
    transaction,
    CANDLE_SERIES[interval],
    bookKey,
    rows.map(({ openTimeMs, high, low, close }) => ({
      timeMs: openTimeMs,
      values: { markHigh: high, markLow: low, markClose: close },
    })),
  );

interface StoredCandles {
  readonly candles: Candle[];
  readonly markCandles: MarkCandle[];
}

/** The candles with `startMs` ≤ open time < `endMs`; moments without one are left out. */
export const readCandles = async (
  transaction: AnyTransaction,
  interval: StoredInterval,
  range: StoredRange,
): Promise<StoredCandles> => {
  const candles: Candle[] = [];
  const markCandles: MarkCandle[] = [];
  await visitSlots(transaction, CANDLE_SERIES[interval], range, (openTimeMs, read) => {
    const close = read('close');
    const takerBuy = read('takerBuyCoins');
    if (!Number.isNaN(close))
      candles.push({
        openTimeMs,
        open: read('open'),
        high: read('high'),
        low: read('low'),
        close,
        volumeCoins: read('volumeCoins'),
        takerBuyCoins: Number.isNaN(takerBuy) ? null : takerBuy,
      });
    const markClose = read('markClose');
    if (!Number.isNaN(markClose))
      markCandles.push({
        openTimeMs,
        high: read('markHigh'),
        low: read('markLow'),
        close: markClose,
      });
  });
  return { candles, markCandles };
};
