/** A symbol's status row as it is stored. */
import type { SymbolStatus } from '../../../lib/store/status.ts';
import type { AskablePage } from './ask-page.ts';
import { readStoredRows } from './stored-rows.ts';

/** Null where `symbol` was never asked for. */
export const readStatus = async (
  extensionPage: AskablePage,
  symbol: string,
): Promise<SymbolStatus | null> => {
  const rows = await readStoredRows(extensionPage, 'status');
  return (rows.find(({ key }) => key === symbol)?.value as SymbolStatus | undefined) ?? null;
};
