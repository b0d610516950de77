/**
 * The database: names, stores, keys, and how an older shape becomes this one. Every stored value is
 * `unknown` when read: what reads it parses it, and a row that does not parse counts as missing.
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';

export const DATABASE_NAME = 'liquidation-lens';
/** Raise with every change of a store or of a row's shape; see `upgradeDatabase`. */
export const DATABASE_VERSION = 2;

/** [book key, series or resolution, start of the chunk in UTC milliseconds] */
export type ChunkKey = [bookKey: string, series: string, startMs: number];

interface LensSchema extends DBSchema {
  /** Candles of traded and mark price in slots; see candle-rows.ts. */
  candles: { key: ChunkKey; value: unknown };
  /** Open-interest readings in slots; see open-interest-rows.ts. */
  openInterest: { key: ChunkKey; value: unknown };
  /** Columns of the map in chunks, by resolution; see columns.ts. */
  columns: { key: ChunkKey; value: unknown };
  /** Snapshot of the position book at the newest moment that is final; key: book key. */
  books: { key: string; value: unknown };
  /** What of each series is stored, and how far the book is; key: book key. */
  cursors: { key: string; value: unknown };
  /** What the user is told; key: book key. */
  status: { key: string; value: unknown };
  /** Forced closes that were heard, and when was listened; see liquidation-rows.ts. */
  liquidations: { key: ChunkKey; value: unknown };
  /** Stretches that the exchange has no rows of, by where they begin; see gap-rows.ts. */
  gaps: { key: ChunkKey; value: unknown };
  /** What was learned of a book from its forced closes; key: book key. See learned.ts. */
  learned: { key: string; value: unknown };
  /** Facts of no book: weight spent, waits asked for, lists of symbols, brackets, the last rebuild. */
  facts: { key: string; value: unknown };
}

export type StoreName = keyof {
  [Name in keyof LensSchema as string extends Name ? never : Name]: unknown;
};
export type Database = IDBPDatabase<LensSchema>;
export type WriteTransaction = IDBPTransaction<LensSchema, StoreName[], 'readwrite'>;
export type AnyTransaction = IDBPTransaction<LensSchema, StoreName[], 'readonly' | 'readwrite'>;

/** Stores whose rows are chunks of a book. */
export const CHUNK_STORES = ['candles', 'openInterest', 'columns', 'liquidations', 'gaps'] as const;
/** Stores with one row for each book. */
export const BOOK_STORES = ['books', 'cursors', 'status', 'learned'] as const;

export const STORES: readonly StoreName[] = [...CHUNK_STORES, ...BOOK_STORES, 'facts'];

/**
 * Makes the stores of this version and leaves every row of an older one where it is: history older than
 * the exchange's month cannot be had again. Each row is parsed when it is read, so that one of a shape
 * that changed counts as missing. A store that has no name here any more is deleted.
 *
 *   version 1   candles, openInterest, columns, books, cursors, status, facts
 *   version 2   liquidations, gaps, learned
 */
export const upgradeDatabase = (db: Database): void => {
  const names: readonly string[] = Array.from(db.objectStoreNames);
  for (const name of names)
    if (!STORES.includes(name as StoreName)) db.deleteObjectStore(name as StoreName);
  for (const name of STORES) if (!names.includes(name)) db.createObjectStore(name);
};
