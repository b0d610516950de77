/** The leverage brackets that a book is computed with: the exchange's own, asked for once a day. */
import type { Market } from '../markets/market.ts';
import { bracketsOf } from '../model/brackets.ts';
import type { Bracket } from '../model/market-data.ts';
import { DAY_MS } from '../model/time.ts';
import { putBrackets, readBrackets } from '../store/bracket-facts.ts';
import type { Database } from '../store/schema.ts';

interface BracketsRequest {
  readonly db: Database;
  readonly market: Pick<Market, 'brackets' | 'weights'>;
  readonly bookKey: string;
  /** Of the book, as it was when the poll began. */
  readonly life: number;
  readonly symbol: string;
  /** Exchange time. */
  readonly nowMs: number;
}

/**
 * Asks for the brackets where the stored ones are of another day and the exchange gives any; `spend` is
 * called before it does. Fails with a `MarketError`; the book then goes on with what is stored.
 */
export const refreshBrackets = async (
  { db, market, bookKey, life, symbol, nowMs }: BracketsRequest,
  spend: (weight: number) => Promise<void>,
): Promise<void> => {
  // An exchange that gives brackets only to those who log in costs nothing to ask.
  const weight = market.weights.brackets;
  if (weight === 0) return;
  const stored = await readBrackets(db, bookKey);
  if (stored && Math.abs(nowMs - stored.atMs) < DAY_MS) return;
  await spend(weight);
  const brackets = await market.brackets(symbol);
  if (brackets && brackets.length > 0)
    await putBrackets(db, bookKey, life, { atMs: nowMs, brackets });
};

/** The brackets to work with: those of the exchange, else the table's, else the generic ones. */
export const readBookBrackets = async (
  db: Database,
  bookKey: string,
  symbol: string,
): Promise<readonly Bracket[]> => (await readBrackets(db, bookKey))?.brackets ?? bracketsOf(symbol);
