/** The store as the popup reads it; a connection that broke is opened again at the next read. */
import { restoreColumn } from '@/lib/model/quantise.ts';
import { openDatabase } from '@/lib/store/open-database.ts';
import { readNewestColumn } from '@/lib/store/columns.ts';
import { readStatus } from '@/lib/store/status-rows.ts';
import type { PopupStore, StoredMap } from './popup-data.ts';

export const createPopupStore = (): PopupStore => {
  let opening: ReturnType<typeof openDatabase> | null = null;
  const read = async (symbol: string): Promise<StoredMap> => {
    opening ??= openDatabase({ onClosed: () => (opening = null) });
    try {
      const db = await opening;
      const [status, newest] = await Promise.all([
        readStatus(db, symbol),
        readNewestColumn(db, symbol),
      ]);
      return { status: status ?? null, column: newest ? restoreColumn(newest) : null };
    } catch (error) {
      opening = null;
      throw error;
    }
  };
  return { read };
};
