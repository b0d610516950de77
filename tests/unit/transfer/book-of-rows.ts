/** Books of arbitrary rows, and the smallest book there is of every table. */
import fc from 'fast-check';
import { binOfPrice } from '../../../lib/model/bins.ts';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import type { Liquidation } from '../../../lib/model/market-data.ts';
import { FIVE_MINUTES_MS, HALF_HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import type { BookRows, CandleRow, OpenInterestRow } from '../../../lib/store/book-rows.ts';

export const START_MS = Date.UTC(2026, 0, 10);
export const NOW_MS = Date.UTC(2026, 1, 10);
export const MODEL = '7';

const prices = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const amounts = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);

const candles = (periodMs: number): fc.Arbitrary<CandleRow[]> =>
  fc.uniqueArray(fc.nat(500), { maxLength: 12 }).chain((slots) =>
    fc.tuple(
      ...slots
        .sort((a, b) => a - b)
        .map((slot) =>
          fc
            .tuple(
              fc.tuple(prices, prices, prices, prices),
              amounts,
              fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
              fc.constantFrom('traded', 'mark', 'both'),
            )
            .map(([four, volumeCoins, taker, kind]): CandleRow => {
              const [low, a, b, high] = four.toSorted((x, y) => x - y) as typeof four;
              const isTraded = kind !== 'mark';
              const isMark = kind !== 'traded';
              const none = Number.NaN;
              return {
                timeMs: START_MS + slot * periodMs,
                open: isTraded ? a : none,
                high: isTraded ? high : none,
                low: isTraded ? low : none,
                close: isTraded ? b : none,
                volumeCoins: isTraded ? volumeCoins : none,
                takerBuyCoins: isTraded && taker !== null ? taker * volumeCoins : none,
                markHigh: isMark ? high : none,
                markLow: isMark ? low : none,
                markClose: isMark ? a : none,
              };
            }),
        ),
    ),
  );

const openInterest = (periodMs: number): fc.Arbitrary<OpenInterestRow[]> =>
  fc
    .uniqueArray(fc.tuple(fc.nat(500), amounts), { selector: ([slot]) => slot, maxLength: 12 })
    .map((rows) =>
      rows
        .toSorted((a, b) => a[0] - b[0])
        .map(([slot, openInterestCoins]) => ({
          timeMs: START_MS + slot * periodMs,
          openInterestCoins,
        })),
    );

const column = (timeMs: number): fc.Arbitrary<QuantisedColumn> =>
  fc
    .tuple(prices, fc.integer({ min: 1, max: 60 }), fc.boolean(), amounts)
    .chain(([price, binCount, isTrade, peakCoins]) =>
      fc.uint8Array({ minLength: 2 * binCount, maxLength: 2 * binCount }).map((codes) => ({
        timeMs,
        price,
        sweptBy: isTrade ? ('trade' as const) : ('mark' as const),
        firstBin: binOfPrice(price) - Math.floor(binCount / 2),
        binCount,
        peakCoins,
        codes: codes.map((code) => (code < 128 ? 0 : code)),
      })),
    );

const columns = (periodMs: number): fc.Arbitrary<QuantisedColumn[]> =>
  fc
    .uniqueArray(fc.nat(500), { maxLength: 6 })
    .chain((slots) =>
      fc.tuple(...slots.sort((a, b) => a - b).map((slot) => column(START_MS + slot * periodMs))),
    );

const liquidations: fc.Arbitrary<Liquidation[]> = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: START_MS, max: NOW_MS }),
      side: fc.constantFrom('long' as const, 'short' as const),
      price: prices,
      quantityCoins: prices,
    }),
    { maxLength: 10 },
  )
  .map((rows) => rows.toSorted((a, b) => a.timeMs - b.timeMs));

const observed = fc
  .uniqueArray(fc.integer({ min: START_MS, max: NOW_MS }), { maxLength: 8 })
  .map((edges) => {
    const sorted = edges.toSorted((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, n) => ({
      fromMs: sorted[2 * n]!,
      throughMs: sorted[2 * n + 1]!,
    }));
  });

export const books: fc.Arbitrary<BookRows> = fc.record({
  candles: fc.record({ '1m': candles(MINUTE_MS), '5m': candles(FIVE_MINUTES_MS) }),
  openInterest: fc.record({
    official: openInterest(FIVE_MINUTES_MS),
    live: openInterest(MINUTE_MS),
  }),
  columns: fc.record({
    '1m': columns(MINUTE_MS),
    '5m': columns(FIVE_MINUTES_MS),
    '30m': columns(HALF_HOUR_MS),
  }),
  liquidations,
  observed,
});

/** Two rows a table; the codes are long 1, 2 in bins 0 and 1, short 3 in bin 3 of 4. */
export const SMALL_BOOK: BookRows = {
  candles: {
    '1m': [],
    '5m': [0, 1].map((slot) => ({
      timeMs: START_MS + slot * FIVE_MINUTES_MS,
      open: 100,
      high: 110.5,
      low: 90,
      close: 105,
      volumeCoins: 12,
      takerBuyCoins: 7,
      markHigh: 109,
      markLow: 91,
      markClose: 104,
    })),
  },
  openInterest: {
    official: [0, 1].map((slot) => ({
      timeMs: START_MS + slot * FIVE_MINUTES_MS,
      openInterestCoins: 5000 + slot,
    })),
    live: [],
  },
  columns: {
    '1m': [],
    '5m': [],
    '30m': [0, 1].map((slot) => ({
      timeMs: START_MS + slot * HALF_HOUR_MS,
      price: 100,
      sweptBy: 'mark',
      firstBin: binOfPrice(100) - 2,
      binCount: 4,
      peakCoins: 3.5,
      codes: Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 3),
    })),
  },
  liquidations: [0, 1].map((second) => ({
    timeMs: START_MS + second * 1000,
    side: 'long' as const,
    price: 99,
    quantityCoins: 2,
  })),
  observed: [{ fromMs: START_MS, throughMs: START_MS + 60_000 }],
};
