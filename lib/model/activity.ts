/**
 * Market time: how many ordinary hours a step was worth, by its volume. What is ordinary is a running
 * mean with a memory of a week or so, hence volume needs no unit: one exchange or all of them, any coin.
 * Busy hours count for more, but less than in proportion: much of their volume is quick trading that
 * opens and closes no position.
 */
import type { PositionBook } from './book-layout.ts';
import type { ModelParameters } from './parameters.ts';

/** Takes in a step's volume and returns its length in ordinary hours. */
export const countMarketHours = (
  book: PositionBook,
  volumeCoins: number,
  clockHours: number,
  { volumeMemoryHours, busyExponent }: ModelParameters,
): number => {
  if (!(clockHours > 0)) return 0;
  const hourly = volumeCoins > 0 && volumeCoins < Infinity ? volumeCoins / clockHours : 0;
  book.volumeHours = Math.min(book.volumeHours + clockHours, volumeMemoryHours);
  const weight = Math.min(1, clockHours / book.volumeHours);
  book.hourlyVolumeCoins += weight * (hourly - book.hourlyVolumeCoins);
  if (!(book.hourlyVolumeCoins > 0)) return clockHours;
  return clockHours * (hourly / book.hourlyVolumeCoins) ** busyExponent;
};
