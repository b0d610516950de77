/** The list of an exchange's contracts, kept from day to day. Times are the machine's. */
import * as v from 'valibot';
import type { Database } from './schema.ts';

export interface StoredSymbol {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

export interface SymbolList {
  readonly atMs: number;
  /** In order of their names. */
  readonly symbols: readonly StoredSymbol[];
}

const ListSchema: v.GenericSchema<unknown, SymbolList> = v.object({
  atMs: v.number(),
  symbols: v.pipe(
    v.array(v.object({ symbol: v.string(), base: v.string(), quote: v.string() })),
    v.minLength(1),
  ),
});

const keyOf = (marketId: string): string => `symbols:${marketId}`;

/** The list as it was given last; undefined before the first time. */
export const readSymbolList = async (
  db: Database,
  marketId: string,
): Promise<SymbolList | undefined> => {
  const result = v.safeParse(ListSchema, await db.get('facts', keyOf(marketId)));
  return result.success ? result.output : undefined;
};

export const putSymbolList = async (
  db: Database,
  marketId: string,
  { atMs, symbols }: SymbolList,
): Promise<void> => {
  const rows = symbols.map(({ symbol, base, quote }) => ({ symbol, base, quote }));
  await db.put('facts', { atMs, symbols: rows }, keyOf(marketId));
};
