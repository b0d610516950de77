import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MINUTE_MS } from '../../../lib/model/time.ts';
import { addBookRows } from '../../../lib/store/add-book.ts';
import { readBookRows } from '../../../lib/store/read-book.ts';
import type { Database } from '../../../lib/store/schema.ts';
import { tablesOfBook } from '../../../lib/transfer/book-tables.ts';
import { writeJson } from '../../../lib/transfer/json.ts';
import { parseFile } from '../../../lib/transfer/parse-file.ts';
import { openFreshDatabase } from '../collect/database-copy.ts';
import { books, MODEL, SMALL_BOOK, START_MS } from './book-of-rows.ts';

vi.setConfig({ testTimeout: 120_000 });

const KEY = 'BTCUSDT';
const STORES = ['candles', 'openInterest', 'columns', 'liquidations'] as const;
/** Not long after the rows: nothing is too old for any series. */
const NOW_MS = START_MS + 60 * MINUTE_MS;
const OPTIONS = {
  nowMs: Date.UTC(2026, 1, 10),
  modelVersion: MODEL,
  exchanges: ['binance', 'bybit'],
};

const dump = async (db: Database): Promise<unknown> =>
  Promise.all(STORES.map(async (store) => [await db.getAllKeys(store), await db.getAll(store)]));

const carry = async (from: Database, to: Database, nowMs: number): Promise<unknown> => {
  const tables = tablesOfBook(await readBookRows(from, KEY), MODEL);
  const file = writeJson({ exchange: 'binance', symbol: KEY, tables }).join('');
  const { rows } = parseFile(new TextEncoder().encode(file), OPTIONS);
  return await addBookRows(to, KEY, rows, nowMs);
};

test('exported and imported into an empty store, a book has the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(books, async (rows) => {
      fc.pre(tablesOfBook(rows, MODEL).some((table) => table.rows.length > 0));
      const from = await openFreshDatabase();
      await addBookRows(from, KEY, rows, NOW_MS);
      const expected = await dump(from);
      const file = tablesOfBook(await readBookRows(from, KEY), MODEL);
      fc.pre(file.some((table) => table.rows.length > 0));
      from.close();
      const to = await openFreshDatabase();
      const written = writeJson({ exchange: 'binance', symbol: KEY, tables: file }).join('');
      const parsed = parseFile(new TextEncoder().encode(written), OPTIONS);
      await addBookRows(to, KEY, parsed.rows, NOW_MS);
      expect(await dump(to)).toEqual(expected);
      to.close();
    }),
    { numRuns: 40 },
  );
});

test('a second import adds nothing and changes nothing', async () => {
  const db = await openFreshDatabase();
  // 2 candles, 2 readings, 2 columns and 2 closes.
  const first = { candles: 2, openInterest: 2, columns: 2, liquidations: 2, tooOld: 0 };
  expect(await addBookRows(db, KEY, SMALL_BOOK, NOW_MS)).toEqual(first);
  const before = await dump(db);
  const none = { candles: 0, openInterest: 0, columns: 0, liquidations: 0, tooOld: 0 };
  expect(await carry(db, db, NOW_MS)).toEqual(none);
  expect(await dump(db)).toEqual(before);
  db.close();
});

test('what is stored stays; what is missing beside it is filled in', async () => {
  const db = await openFreshDatabase();
  const [first, second] = SMALL_BOOK.candles['5m'];
  const traded = { ...first!, close: 95, markHigh: Number.NaN, markLow: Number.NaN };
  const stored = { ...traded, markClose: Number.NaN };
  const empty = { ...SMALL_BOOK, candles: { '1m': [], '5m': [stored] } };
  await addBookRows(db, KEY, empty, NOW_MS);
  const added = await addBookRows(db, KEY, SMALL_BOOK, NOW_MS);
  expect(added).toMatchObject({ candles: 2, columns: 0 });
  const { candles } = await readBookRows(db, KEY);
  expect(candles['5m']).toEqual([{ ...first!, close: 95 }, second]);
  db.close();
});

test('rows older than anything that is kept are counted and left out', async () => {
  const db = await openFreshDatabase();
  const aYearOn = NOW_MS + 400 * 24 * 60 * MINUTE_MS;
  const added = await addBookRows(db, KEY, { ...SMALL_BOOK, liquidations: [] }, aYearOn);
  // 2 candles, 2 readings and 2 columns, all older than a year.
  expect(added).toEqual({ candles: 0, openInterest: 0, columns: 0, liquidations: 0, tooOld: 6 });
  db.close();
});

test('a write that fails in the middle leaves nothing of the import', async () => {
  const db = await openFreshDatabase();
  const before = await dump(db);
  const broken = {
    ...SMALL_BOOK,
    get liquidations(): never {
      throw new Error('the disk is full');
    },
  };
  await expect(addBookRows(db, KEY, broken, NOW_MS)).rejects.toThrow('the disk is full');
  expect(await dump(db)).toEqual(before);
  db.close();
});
