/**
 * Positions closed by their owners. Every position of a tier is closed at the tier's hazard, the higher
 * the leverage the sooner; time is counted in hours of ordinary volume, so a busy hour closes more.
 * Where open interest fell by more than that, the same hazards run on until it fits.
 *
 *   left of tier k after a time λ = mass(k) · exp(−λ · hazard(k))
 */
import type { BookContext } from './book-context.ts';
import { rowOf, scaleRow, totalOf, type PositionBook } from './book-layout.ts';
import type { Side } from './market-data.ts';

const STEPS_AT_MOST = 40;

const leftAfter = (book: PositionBook, side: Side, context: BookContext, hours: number) => {
  let coins = 0;
  let slope = 0;
  for (let k = 0; k < context.hazards.length; k++) {
    const hazard = context.hazards[k] ?? 0;
    const left = (book.totals[rowOf(book, side, k)] ?? 0) * Math.exp(-hours * hazard);
    coins += left;
    slope += left * hazard;
  }
  return { coins, slope };
};

/**
 * Hours that the hazards must run until at most `wantedCoins` are left, at least `hours`. Newton's method
 * from the left: what is left is convex in time, so it never overshoots.
 */
const hoursUntil = (
  book: PositionBook,
  side: Side,
  context: BookContext,
  hours: number,
  wantedCoins: number,
): number => {
  let at = hours;
  for (let n = 0; n < STEPS_AT_MOST; n++) {
    const { coins, slope } = leftAfter(book, side, context, at);
    if (coins <= wantedCoins * (1 + 1e-9) || slope <= 0) break;
    at += (coins - wantedCoins) / slope;
  }
  return at;
};

/** Closes a step's share of one side, and more if it must not hold more than `wantedCoins`. */
export const closePositions = (
  book: PositionBook,
  side: Side,
  context: BookContext,
  hours: number,
  wantedCoins: number,
): void => {
  const time = hoursUntil(book, side, context, hours, wantedCoins);
  for (let k = 0; k < context.hazards.length; k++) {
    scaleRow(book, rowOf(book, side, k), Math.exp(-time * (context.hazards[k] ?? 0)));
  }
  const left = totalOf(book, side);
  if (left <= wantedCoins) return;
  for (let k = 0; k < context.hazards.length; k++) {
    scaleRow(book, rowOf(book, side, k), wantedCoins / left);
  }
};
