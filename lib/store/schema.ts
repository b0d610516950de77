/**
 * The database: names, stores, keys, and how an older shape becomes this one. Every stored value is
 * `unknown` when read: what reads it parses it, and a row that does not parse counts as missing.
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';

export const DATABASE_NAME = 'liquidation-lens';
/** Raise with every change of a store or of a row's shape; see `upgradeDatabase`. */
export const DATABASE_VERSION = 1;

/** [symbol, series or resolution, start of the chunk in UTC milliseconds] */
export type ChunkKey = [symbol: string, series: string, startMs: number];

interface LensSchema extends DBSchema {
  /** Candles of traded and mark price in slots; see candle-rows.ts. */
  candles: { key: ChunkKey; value: unknown };
  /** Open-interest readings in slots; see open-interest-rows.ts. */
  openInterest: { key: ChunkKey; value: unknown };
  /** Columns of the map in chunks, by resolution; see columns.ts. */
  columns: { key: ChunkKey; value: unknown };
  /** Snapshot of the position book at the newest moment that is final; key: symbol. */
  books: { key: string; value: unknown };
  /** What of each series is stored, and how far the book is; key: symbol. */
  cursors: { key: string; value: unknown };
  /** What the user is told; key: symbol. */
  status: { key: string; value: unknown };
  /** Facts of no symbol: weight spent, waits asked for, the last rebuild. */
  facts: { key: string; value: unknown };
}

export type StoreName = keyof {
  [Name in keyof LensSchema as string extends Name ? never : Name]: unknown;
};
export type Database = IDBPDatabase<LensSchema>;
export type WriteTransaction = IDBPTransaction<LensSchema, StoreName[], 'readwrite'>;
export type AnyTransaction = IDBPTransaction<LensSchema, StoreName[], 'readonly' | 'readwrite'>;

export const STORES: readonly StoreName[] = [
  'candles',
  'openInterest',
  'columns',
  'books',
  'cursors',
  'status',
  'facts',
];

/**
 * Everything stored can be had again from the exchange, so an older database is emptied rather than
 * converted: one path to test, and no half-converted rows.
 */
export const upgradeDatabase = (db: Database): void => {
  for (const name of Array.from(db.objectStoreNames)) db.deleteObjectStore(name);
  for (const name of STORES) db.createObjectStore(name);
};
