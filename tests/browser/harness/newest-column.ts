/** The newest stored column of a symbol, decoded: what overlay and popup must show. */
import type { Column } from '../../../lib/model/column.ts';
import { columnCountOf, unpackColumn, type ColumnChunk } from '../../../lib/model/column-chunk.ts';
import { restoreColumn } from '../../../lib/model/quantise.ts';
import type { AskablePage } from './ask-page.ts';
import { readStoredRows } from './stored-rows.ts';

/** Null where the store holds no column of `symbol`. */
export const readNewestColumn = async (
  extensionPage: AskablePage,
  symbol: string,
): Promise<Column | null> => {
  const rows = await readStoredRows(extensionPage, 'columns');
  const newest = rows
    .filter(({ key }) => Array.isArray(key) && key[0] === symbol)
    .map(({ value }) => value as ColumnChunk)
    .filter((chunk) => columnCountOf(chunk) > 0)
    .map((chunk) => unpackColumn(chunk, -1))
    .filter((column) => column !== null)
    .toSorted((a, b) => b.timeMs - a.timeMs)[0];
  return newest ? restoreColumn(newest) : null;
};
