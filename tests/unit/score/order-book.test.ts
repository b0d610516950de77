import { describe, expect, it } from 'vitest';
import { MARKET } from '../../score/simulator/market-parameters.ts';
import { createOrderBook } from '../../score/simulator/order-book.ts';

// 10 coins a level at the touch, growing by a twelfth a level; nothing lasting, so sums are easy.
const PARAMETERS = {
  ...MARKET,
  startPrice: 10_000,
  depthCoinsPerPoint: 10,
  lastingImpact: 0,
};

describe('order book of the simulated market', () => {
  it('fills a small order within the first level, half a basis point from the middle', () => {
    const book = createOrderBook(PARAMETERS);
    // 10,000 · (1 + 0.5 / 10,000) = 10,000.5
    expect(book.take(1, 10)).toBeCloseTo(10_000.5, 9);
    expect(book.last).toBeCloseTo(10_000.5, 9);
  });

  it('goes deeper for a larger one, and pays the average of the levels it took', () => {
    const book = createOrderBook(PARAMETERS);
    // 10 at −0.5 points and 10 of the 10.83 at −1.5 points: −1 point on average.
    expect(book.take(-1, 20)).toBeCloseTo(9_999, 9);
    expect(book.last).toBeCloseTo(9_998.5, 9);
  });

  it('stays empty where it was taken until it refills', () => {
    const book = createOrderBook(PARAMETERS);
    book.take(1, 10);
    expect(book.take(1, 1)).toBeCloseTo(10_001.5, 9);
    for (let n = 0; n < 50; n++) book.refill(1);
    expect(book.take(1, 1)).toBeCloseTo(10_000.5, 9);
  });

  it('moves its quotes by the lasting part of an impact, and adds that up', () => {
    const book = createOrderBook({ ...PARAMETERS, lastingImpact: 0.5 });
    // 5 coins are half a level: half of half a basis point.
    book.take(1, 5);
    expect(book.impact).toBeCloseTo(0.25e-4, 12);
    expect(book.reference).toBeCloseTo(10_000 * Math.exp(0.25e-4), 6);
  });

  it('sells what is more than the whole ladder at its far end', () => {
    const book = createOrderBook(PARAMETERS);
    expect(book.take(-1, 1e9)).toBeCloseTo(10_000 * (1 - 0.01), 0);
  });
});
