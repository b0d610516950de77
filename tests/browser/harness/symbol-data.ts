/** What is stored of the symbols themselves, for comparing one run of a market with another. */
import type { AskablePage } from './ask-page.ts';
import { readStoredRows, type StoredRow } from './stored-rows.ts';

/** The data of a symbol; status and facts tell of the polls themselves and may differ. */
export const DATA_STORES = ['candles', 'openInterest', 'columns', 'books', 'cursors'] as const;

export type SymbolData = Record<(typeof DATA_STORES)[number], StoredRow[]>;

/** How often was committed is not data: a poll that was cut half-way commits once more. */
const withoutRevision = ({ key, value }: StoredRow): StoredRow => ({
  key,
  value: { ...(value as object), revision: 0 },
});

/** All rows of the data stores, their `revision` set to 0. */
export const readSymbolData = async (extensionPage: AskablePage): Promise<SymbolData> => {
  const data: SymbolData = { candles: [], openInterest: [], columns: [], books: [], cursors: [] };
  for (const store of DATA_STORES)
    data[store] = (await readStoredRows(extensionPage, store)).map(withoutRevision);
  return data;
};
