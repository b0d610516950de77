import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase, rebuildDatabase, StoreError } from '../../../lib/store/open-database.ts';
import { readRebuilt } from '../../../lib/store/rebuilt-notice.ts';
import {
  DATABASE_NAME,
  DATABASE_VERSION,
  STORES,
  type Database,
  type StoreName,
} from '../../../lib/store/schema.ts';
import { withDatabase } from '../../../lib/store/with-database.ts';

const NOW = Date.UTC(2026, 2, 10);
const now = (): number => NOW;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** A request of IndexedDB that fails, as a broken profile makes it. */
const failOnce = (name: 'open' | 'deleteDatabase', times: number): void => {
  const real = indexedDB[name].bind(indexedDB) as (...given: unknown[]) => IDBOpenDBRequest;
  let left = times;
  vi.spyOn(indexedDB, name).mockImplementation((...given: unknown[]) => {
    if (left <= 0) return real(...given);
    left -= 1;
    throw new DOMException(
      'Internal error opening backing store for indexedDB.open.',
      'UnknownError',
    );
  });
};

describe('opening', () => {
  test('makes every store the first time and finds them the second', async () => {
    (await openDatabase()).close();
    const db = await openDatabase();
    expect([...db.objectStoreNames].sort()).toEqual([...STORES].sort());
    expect(await readRebuilt(db)).toBeUndefined();
  });

  test('our connection lets a later version in, and says that it closed', async () => {
    const onClosed = vi.fn();
    const db = await openDatabase({ onClosed });
    const later = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
    expect(later.version).toBe(DATABASE_VERSION + 1);
    expect(onClosed).toHaveBeenCalledOnce();
    expect(() => db.transaction('status')).toThrow(DOMException);
  });

  test('a downgrade rebuilds the database and leaves a notice', async () => {
    (await openDB(DATABASE_NAME, DATABASE_VERSION + 3)).close();
    const db = await openDatabase({ now });
    expect(db.version).toBe(DATABASE_VERSION);
    const notice = await readRebuilt(db);
    expect(notice?.atMs).toBe(NOW);
    expect(notice?.detail).toContain('VersionError');
  });

  test('one that is blocked for good is given up in time and does not hang', async () => {
    // Another window holds a newer version open and does not let go, so it cannot be deleted either.
    const stubborn = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
    const sleep = vi.fn(() => Promise.resolve());
    const opening = openDatabase({ now, sleep, limitMs: 1234 });
    await expect(opening).rejects.toThrow(StoreError);
    await expect(opening).rejects.toMatchObject({ reason: 'blocked' });
    expect(sleep).toHaveBeenCalledWith(1234);
    stubborn.close();
  });

  test('an opening that fails once or twice is tried again', async () => {
    failOnce('open', 2);
    const db = await openDatabase({
      now,
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    });
    expect(await readRebuilt(db)).toBeUndefined();
  });

  test('a database that does not open is rebuilt, with a notice', async () => {
    failOnce('open', 3);
    const db = await openDatabase({ now });
    expect((await readRebuilt(db))?.detail).toContain('backing store');
  });

  test('a browser without a database at all is an error with words', async () => {
    failOnce('open', 99);
    await expect(openDatabase({ now })).rejects.toMatchObject({
      name: 'StoreError',
      reason: 'broken',
    });
  });
});

/** The stores of the version that was published first. */
const STORES_1 = ['candles', 'openInterest', 'columns', 'books', 'cursors', 'status', 'facts'];

/** A database as version 1 made it, with a row in each store; `blocking` is how its holder reacts. */
const openVersion1 = async (blocking?: () => void): Promise<IDBPDatabase> => {
  const db = await openDB(DATABASE_NAME, 1, {
    upgrade: (fresh) => STORES_1.forEach((name) => void fresh.createObjectStore(name)),
    ...(blocking ? { blocking } : {}),
  });
  for (const name of STORES_1) await db.put(name, { row: name }, 'BTCUSDT');
  return db;
};

describe('an upgrade from version 1', () => {
  const expectKept = async (db: Database): Promise<void> => {
    expect(db.version).toBe(DATABASE_VERSION);
    expect([...db.objectStoreNames].sort()).toEqual([...STORES].sort());
    for (const name of STORES_1)
      expect(await db.get(name as StoreName, 'BTCUSDT' as never)).toEqual({ row: name });
    expect(await readRebuilt(db)).toBeUndefined();
  };

  test('keeps every row and adds the new stores', async () => {
    (await openVersion1()).close();
    await expectKept(await openDatabase());
  });

  test('goes past a view that holds the old version open and lets go when asked', async () => {
    const view: IDBPDatabase = await openVersion1(() => view.close());
    await expectKept(await openDatabase());
  });

  test('waits for a view that does not let go, gives up in time, and is made once it has gone', async () => {
    const view = await openVersion1(() => undefined);
    const sleep = (): Promise<void> => Promise.resolve();
    await expect(openDatabase({ now, sleep, limitMs: 50 })).rejects.toMatchObject({
      reason: 'blocked',
    });
    // Nothing was deleted meanwhile: the view still reads what it holds.
    expect(await view.get('status', 'BTCUSDT')).toEqual({ row: 'status' });
    view.close();
    await expectKept(await openDatabase());
  });

  test('deletes a store that has no name any more', async () => {
    const old = await openDB(DATABASE_NAME, 1, {
      upgrade: (db) => void db.createObjectStore('old'),
    });
    old.close();
    const db = await openDatabase();
    expect([...db.objectStoreNames].sort()).toEqual([...STORES].sort());
  });
});

describe('a page that is there before the worker', () => {
  test('opens the same database, whoever is first', async () => {
    const [page, worker] = await Promise.all([openDatabase({ now }), openDatabase({ now })]);
    await worker.put('status', { symbol: 'X' }, 'X');
    expect(await page.count('status')).toBe(1);
    expect(await readRebuilt(page)).toBeUndefined();
    page.close();
    worker.close();
  });

  test('and opens it without our stores leaves one that is rebuilt at the first use', async () => {
    // As a page without our upgrade does, or a browser that was ended half way through the first one.
    (await openDB(DATABASE_NAME, DATABASE_VERSION)).close();
    const count = await withDatabase((db) => db.count('status'), { now });
    expect(count).toBe(0);
    expect((await withDatabase(readRebuilt))?.atMs).toBe(NOW);
  });

  test('lets go of it when the worker has to build it anew', async () => {
    const onClosed = vi.fn();
    const page = await openDatabase({ now, onClosed });
    const db = await rebuildDatabase('damaged', { now });
    expect(onClosed).toHaveBeenCalledOnce();
    expect(() => page.transaction('status')).toThrow(DOMException);
    expect((await readRebuilt(db))?.detail).toBe('damaged');
  });
});

describe('work with the database', () => {
  const damaged = (): DOMException =>
    new DOMException('Failed to read large IndexedDB value', 'NotReadableError');

  test('is done again after a rebuild when the store turns out to be damaged', async () => {
    await withDatabase((db) => db.put('status', { symbol: 'X' }, 'X'));
    let tries = 0;
    const rows = await withDatabase(
      async (db) => {
        tries += 1;
        if (tries <= 2) throw damaged();
        return await db.count('status');
      },
      { now },
    );
    expect(rows).toBe(0);
    expect((await withDatabase(readRebuilt))?.detail).toContain('large IndexedDB value');
  });

  test('is done again with what is stored when the damage was one of a moment', async () => {
    await withDatabase((db) => db.put('status', { symbol: 'X' }, 'X'));
    let tries = 0;
    const rows = await withDatabase(
      async (db) => {
        tries += 1;
        if (tries === 1) throw damaged();
        return await db.count('status');
      },
      { now },
    );
    expect(rows).toBe(1);
    expect(await withDatabase(readRebuilt)).toBeUndefined();
  });

  test('is not rebuilt for twice in an hour', async () => {
    const work = (): Promise<never> => Promise.reject(damaged());
    await expect(withDatabase(work, { now })).rejects.toThrow('large IndexedDB value');
    await expect(withDatabase(work, { now })).rejects.toThrow('broke again');
  });

  test('an error of another kind leaves the database as it is', async () => {
    await withDatabase((db) => db.put('status', { symbol: 'X' }, 'X'));
    await expect(withDatabase(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await withDatabase((db) => db.count('status'))).toBe(1);
  });

  test('closes it, so that it can be deleted at once', async () => {
    await withDatabase(() => Promise.resolve());
    const blocked = vi.fn();
    await deleteDB(DATABASE_NAME, { blocked });
    expect(blocked).not.toHaveBeenCalled();
  });
});
