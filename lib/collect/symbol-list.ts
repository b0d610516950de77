/** Which contracts there are: asked for once a day, for those who choose symbols. */
import { MarketError } from '../markets/market-error.ts';
import type { Market } from '../markets/market.ts';
import { DAY_MS } from '../model/time.ts';
import { readClosure } from '../store/exchange-facts.ts';
import type { Database } from '../store/schema.ts';
import { putSymbolList, readSymbolList, type SymbolList } from '../store/symbol-facts.ts';
import { PutOff, spend } from './allowance.ts';
import { keepWait } from './faults.ts';

interface ListPorts {
  readonly db: Database;
  readonly market: Market;
  /** The machine's clock. */
  readonly now: () => number;
}

/** A list of a clock that was put back since counts as old. */
const isYoung = (list: SymbolList | undefined, nowMs: number): boolean =>
  list !== undefined && nowMs - list.atMs >= 0 && nowMs - list.atMs < DAY_MS;

/**
 * Asks for the list where the stored one is a day old. A failure leaves the old one: the next poll tries
 * again, and what the exchange says of its own state the polls meet with too.
 */
export const refreshSymbolList = async ({ db, market, now }: ListPorts): Promise<void> => {
  if (isYoung(await readSymbolList(db, market.id), now())) return;
  if (await readClosure(db, market.id, now())) return;
  try {
    const cost = { pool: 'weight', amount: market.weights.listedSymbols } as const;
    await spend({ db, market, now }, cost);
    const { rows } = await market.listedSymbols();
    if (rows.length > 0) await putSymbolList(db, market.id, { atMs: now(), symbols: rows });
  } catch (error) {
    if (error instanceof PutOff) return;
    if (!(error instanceof MarketError)) throw error;
    await keepWait(db, market.id, error, now());
  }
};

/** Is `symbol` on one of the lists? Null while there is no list to say. */
export const isListed = (
  lists: readonly (SymbolList | undefined)[],
  symbol: string,
): boolean | null => {
  const known = lists.filter((list) => list !== undefined);
  if (known.length === 0) return null;
  return known.some(({ symbols }) => symbols.some((row) => row.symbol === symbol));
};

const rankOf = (symbol: string, wanted: string): number => {
  if (symbol === wanted) return 0;
  return symbol.startsWith(wanted) ? 1 : 2;
};

/** Symbols that have `text` in them, those that begin with it first; at most `most`. */
export const findListed = (
  lists: readonly (SymbolList | undefined)[],
  text: string,
  most: number,
): string[] => {
  const wanted = text.trim().toUpperCase();
  const names = lists.flatMap((list) => list?.symbols.map(({ symbol }) => symbol) ?? []);
  return [...new Set(names)]
    .filter((symbol) => symbol.includes(wanted))
    .sort((a, b) => rankOf(a, wanted) - rankOf(b, wanted) || a.localeCompare(b))
    .slice(0, most);
};
