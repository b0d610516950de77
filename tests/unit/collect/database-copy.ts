/** What a database holds, to compare and to begin again from. */
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { IDBFactory } from 'fake-indexeddb';
import { openDatabase } from '../../../lib/store/open-database.ts';
import { STORES, type Database, type StoreName } from '../../../lib/store/schema.ts';

type Rows = readonly { readonly key: IDBValidKey; readonly value: unknown }[];
export type DatabaseCopy = Readonly<Record<StoreName, Rows>>;

export const copyDatabase = async (db: Database): Promise<DatabaseCopy> => {
  const copy = {} as Record<StoreName, Rows>;
  for (const name of STORES) {
    const [keys, values] = await Promise.all([db.getAllKeys(name), db.getAll(name)]);
    copy[name] = keys.map((key, index) => ({ key, value: values[index] }));
  }
  return copy;
};

/** A new, empty world with one database in it; with a copy, filled. */
export const openFreshDatabase = async (copy?: DatabaseCopy): Promise<Database> => {
  globalThis.indexedDB = new IDBFactory();
  const db = await openDatabase();
  const transaction = db.transaction([...STORES], 'readwrite');
  for (const name of STORES)
    for (const { key, value } of copy?.[name] ?? [])
      void transaction.objectStore(name).put(value, key as never);
  await transaction.done;
  return db;
};

const LASTING = [
  'candles',
  'openInterest',
  'columns',
  'books',
  'cursors',
  'gaps',
  'learned',
] as const;

const digest = (value: unknown): string =>
  createHash('sha256').update(serialize(value)).digest('hex').slice(0, 16);

const withoutRevision = (value: unknown): unknown => ({ ...(value as object), revision: 0 });

/** A fingerprint of each row that must not depend on kills, repeats and doubles, by store and key. */
export const lastingPart = (copy: DatabaseCopy): Readonly<Record<string, string>> => {
  const prints: Record<string, string> = {};
  for (const name of LASTING)
    for (const { key, value } of copy[name])
      prints[`${name} ${String(key)}`] = digest(
        name === 'cursors' ? withoutRevision(value) : value,
      );
  return prints;
};
