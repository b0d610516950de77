/** What is stored of the symbols themselves, for comparing one run of a market with another. */
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { AskablePage } from './ask-page.ts';
import { readStoredRows, type StoredRow } from './stored-rows.ts';

/** Stores that are never empty once a symbol was loaded. */
export const DATA_STORES = ['candles', 'openInterest', 'columns', 'books', 'cursors'] as const;
/** Stores that fill with time alone. */
export const LATER_STORES = ['liquidations', 'gaps', 'learned'] as const;
/** All but status and facts, which tell of the polls themselves. */
const ALL_STORES = [...DATA_STORES, ...LATER_STORES] as const;

export type SymbolData = Record<(typeof ALL_STORES)[number], StoredRow[]>;

/** How often was committed is not data: a poll that was cut half-way commits once more. */
const withoutRevision = ({ key, value }: StoredRow): StoredRow => ({
  key,
  value: { ...(value as object), revision: 0 },
});

/** All rows of the data stores, their `revision` set to 0. */
export const readSymbolData = async (extensionPage: AskablePage): Promise<SymbolData> => {
  const data: Partial<SymbolData> = {};
  for (const store of ALL_STORES)
    data[store] = (await readStoredRows(extensionPage, store)).map(withoutRevision);
  return data as SymbolData;
};

/** Each row's key and what its bytes come to: two runs of a market compare at once. */
export const digestRows = (rows: readonly StoredRow[]): string[] =>
  rows.map(({ key, value }) => {
    const digest = createHash('sha256').update(serialize(value)).digest('hex');
    return `${JSON.stringify(key)} ${digest}`;
  });
