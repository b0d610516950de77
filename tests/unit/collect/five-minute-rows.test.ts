import { describe, expect, test } from 'vitest';
import { joinCandles, joinMarkCandles } from '../../../lib/collect/five-minute-rows.ts';
import { MINUTE_MS } from '../../../lib/model/time.ts';

const NOON = Date.UTC(2026, 2, 10, 12);

const minute = (n: number, takerBuyCoins: number | null = 1) => ({
  openTimeMs: NOON + n * MINUTE_MS,
  open: 100 + n,
  high: 110 - n,
  low: 90 + n,
  close: 101 + n,
  volumeCoins: n + 1,
  takerBuyCoins,
});
const minutes = (...numbers: number[]) => numbers.map((n) => minute(n));

describe('minutes as fives', () => {
  test('open with the first, close with the last, reach from lowest to highest, and add up', () => {
    // Minutes 0 to 4: highs 110 to 106, lows 90 to 94, volumes 1 + 2 + 3 + 4 + 5.
    expect(joinCandles(minutes(3, 0, 1, 4, 2))).toEqual([
      {
        openTimeMs: NOON,
        open: 100,
        high: 110,
        low: 90,
        close: 105,
        volumeCoins: 15,
        takerBuyCoins: 5,
      },
    ]);
  });

  test('are only those of which no minute is missing', () => {
    expect(joinCandles(minutes(0, 1, 2, 4, 5, 6, 7, 8, 9))).toHaveLength(1);
    expect(joinCandles(minutes(3, 4, 5, 6, 7))).toEqual([]);
    expect(joinCandles([])).toEqual([]);
  });

  test('do not know what takers bought where one minute does not', () => {
    const rows = [...minutes(0, 1, 2, 3), minute(4, null)];
    expect(joinCandles(rows)[0]?.takerBuyCoins).toBeNull();
  });

  test('of the mark price have no volume', () => {
    const rows = minutes(0, 1, 2, 3, 4).map(({ openTimeMs, high, low, close }) => ({
      openTimeMs,
      high,
      low,
      close,
    }));
    expect(joinMarkCandles(rows)).toEqual([{ openTimeMs: NOON, high: 110, low: 90, close: 105 }]);
  });
});
