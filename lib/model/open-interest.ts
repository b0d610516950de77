/**
 * Which open interest the book goes by. A missing reading, zero, a negative number or NaN leaves the last
 * known one in force. A jump by more than the doubt factor waits: if the next reading agrees with it, it
 * was real; if not, it was a slip of the exchange and never reaches the book.
 */
import type { PositionBook } from './book-layout.ts';

/** No contract has more; beyond it the cells, 32-bit numbers, would overflow. */
const MOST_COINS = 1e18;

const farApart = (a: number, b: number, factor: number): boolean =>
  a > b * factor || b > a * factor;

/** Open interest (coins) to hold after this step; notes doubts in the book. */
export const believedOpenInterest = (
  book: PositionBook,
  reading: number | null,
  doubtFactor: number,
): number => {
  const known = book.openInterestCoins;
  if (reading === null || !(reading > 0 && reading <= MOST_COINS)) return known;
  const confirmed =
    book.doubtedCoins > 0 && !farApart(reading, book.doubtedCoins, Math.sqrt(doubtFactor));
  if (known > 0 && farApart(reading, known, doubtFactor) && !confirmed) {
    book.doubtedCoins = reading;
    return known;
  }
  book.doubtedCoins = 0;
  return reading;
};
