/**
 * Market time: how many hours of ordinary volume a step was worth. What is ordinary is a running mean
 * with a memory of about a week, so volume needs no unit: one exchange or all of them, any coin.
 */
import type { PositionBook } from './book-layout.ts';
import type { ModelParameters } from './parameters.ts';

/** Takes in a step's volume and returns its length in hours of ordinary volume. */
export const countMarketHours = (
  book: PositionBook,
  volumeCoins: number,
  clockHours: number,
  { volumeMemoryHours, mostActivity }: ModelParameters,
): number => {
  if (!(clockHours > 0)) return 0;
  const volume = Number.isFinite(volumeCoins) && volumeCoins > 0 ? volumeCoins : 0;
  book.volumeHours = Math.min(book.volumeHours + clockHours, volumeMemoryHours);
  const weight = Math.min(1, clockHours / book.volumeHours);
  book.hourlyVolumeCoins += weight * (volume / clockHours - book.hourlyVolumeCoins);
  if (book.hourlyVolumeCoins <= 0) return clockHours;
  return Math.min(volume / book.hourlyVolumeCoins, mostActivity * clockHours);
};
