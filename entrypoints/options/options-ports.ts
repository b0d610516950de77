/** What the options page asks of store, worker and browser. */
import { browser } from 'wxt/browser';
import { announceChange } from '@/lib/changes.ts';
import { MARKET_IDS, type MarketId } from '@/lib/markets/book-key.ts';
import { sendMessage } from '@/lib/messages.ts';
import { addBookRows } from '@/lib/store/add-book.ts';
import { readBookKeys, readBookSummary, type BookSummary } from '@/lib/store/book-summary.ts';
import { readBookRows } from '@/lib/store/read-book.ts';
import { forgetBook } from '@/lib/store/repair.ts';
import { readAllStatus } from '@/lib/store/status-rows.ts';
import { readStorageUsed } from '@/lib/store/storage-used.ts';
import { readSymbolList } from '@/lib/store/symbol-facts.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import type { WrittenFile } from './carry-book.ts';
import type { OptionsPorts } from './options-contract.ts';

const ORIGINS: Readonly<Record<MarketId, string>> = {
  binance: 'https://fapi.binance.com/*',
  bybit: 'https://api.bybit.com/*',
};

/** A file is held so long for the download to begin. */
const HELD_MS = 60_000;

const saveFile = ({ name, type, pieces }: WrittenFile): void => {
  const url = URL.createObjectURL(new Blob([...pieces], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS);
};

export const createOptionsPorts = (): OptionsPorts => ({
  readStore: (sinceMs) =>
    withDatabase(async (db) => {
      const summaries: BookSummary[] = [];
      for (const bookKey of await readBookKeys(db))
        summaries.push(await readBookSummary(db, bookKey, sinceMs));
      return { statuses: await readAllStatus(db), summaries };
    }),
  readDiskBytes: () => readStorageUsed(),
  readListed: () =>
    withDatabase(async (db) => {
      const lists = await Promise.all(MARKET_IDS.map((id) => readSymbolList(db, id)));
      const names = lists.flatMap((list) => list?.symbols.map(({ symbol }) => symbol) ?? []);
      return [...new Set(names)].sort();
    }),
  readBook: (bookKey) => withDatabase((db) => readBookRows(db, bookKey)),
  addBook: (bookKey, rows, nowMs) => withDatabase((db) => addBookRows(db, bookKey, rows, nowMs)),
  forgetBook: (bookKey) => withDatabase((db) => forgetBook(db, bookKey)),
  announce: announceChange,
  wantSymbol: (symbol) => sendMessage('getMap', { symbol, isWatched: false }),
  allowExchange: (id) => browser.permissions.request({ origins: [ORIGINS[id]] }),
  saveFile,
  now: Date.now,
});
