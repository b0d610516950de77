/**
 * The first open interest known. Who opened it, and where, is unknown: it is shared among the tiers as
 * they stand in a quiet market, with entries around the present price, the wider the longer a tier's
 * positions live (a price wanders with the square root of time). Wrong at first, replaced tier by tier as
 * positions are closed and opened: within hours for 100x, weeks for 3x.
 */
import type { BookContext } from './book-context.ts';
import type { PositionBook } from './book-layout.ts';
import { SIDES } from './market-data.ts';
import { entriesBetween, openInTier } from './opens.ts';

export const seedBook = (
  book: PositionBook,
  context: BookContext,
  price: number,
  coins: number,
): void => {
  context.standing.forEach((share, tier) => {
    const days = 1 / ((context.hazards[tier] ?? 1) * 24);
    const spread = 1 + context.parameters.seedDailyMove * Math.sqrt(days);
    const entries = entriesBetween(price / spread, price * spread, price);
    for (const side of SIDES) openInTier(book, side, tier, context, entries, coins * share);
  });
};
