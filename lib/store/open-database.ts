/**
 * Opens the database, and never hangs: an upgrade that another connection holds up is given up after
 * a time limit, and every connection of ours lets go when it is asked to. A database that cannot be
 * opened, or is of a newer version, is deleted and built again: all of it can be fetched again.
 */
import { deleteDB, openDB } from 'idb';
import { writeRebuilt } from './rebuilt-notice.ts';
import { DATABASE_NAME, DATABASE_VERSION, upgradeDatabase, type Database } from './schema.ts';

const OPEN_LIMIT_MS = 5_000;
const TRIES = 3;
const WAIT_MS = 100;

/** The store cannot be used. `blocked`: another window holds an older version of it open. */
export class StoreError extends Error {
  readonly reason: 'blocked' | 'broken';

  constructor(reason: 'blocked' | 'broken', message: string) {
    super(message);
    this.name = 'StoreError';
    this.reason = reason;
  }
}

export interface OpenOptions {
  /** The machine's clock, for the notice that is left after a rebuild. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly limitMs?: number;
  /** Called when the browser closes the connection or another version wants in. */
  readonly onClosed?: () => void;
}

const realSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** `work`, or a `StoreError` when it takes longer than the limit; a late result is handed to `late`. */
const raceLimit = async <Result>(
  work: Promise<Result>,
  { sleep = realSleep, limitMs = OPEN_LIMIT_MS }: OpenOptions,
  what: string,
  late: (result: Result) => void,
): Promise<Result> => {
  const tooLong = Symbol('too long');
  const winner = await Promise.race([work, sleep(limitMs).then(() => tooLong)]);
  if (winner !== tooLong) return winner as Result;
  work.then(late, () => undefined);
  throw new StoreError(
    'blocked',
    `${what} took more than ${limitMs} ms: another window of the extension holds an older version open`,
  );
};

const openOnce = (options: OpenOptions): Promise<Database> => {
  const opening: Promise<Database> = openDB(DATABASE_NAME, DATABASE_VERSION, {
    upgrade: (db) => upgradeDatabase(db as unknown as Database),
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      options.onClosed?.();
    },
    terminated: () => options.onClosed?.(),
  });
  return raceLimit(opening, options, 'Opening the database', (db) => db.close());
};

const openWithTries = async (options: OpenOptions): Promise<Database> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(options);
    } catch (error) {
      const hopeless = error instanceof StoreError || nameOf(error) === 'VersionError';
      if (hopeless || attempt === TRIES) throw error;
      await (options.sleep ?? realSleep)(WAIT_MS * attempt);
    }
  }
};

/** Deletes the database, makes an empty one and leaves a notice of `detail` in it. */
export const rebuildDatabase = async (
  detail: string,
  options: OpenOptions = {},
): Promise<Database> => {
  try {
    await raceLimit(deleteDB(DATABASE_NAME), options, 'Deleting the database', () => undefined);
    const db = await openOnce(options);
    await writeRebuilt(db, { atMs: (options.now ?? Date.now)(), detail });
    return db;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('broken', `The database cannot be rebuilt: ${String(error)}`);
  }
};

/**
 * The open database; a broken one is rebuilt first. Fails with a `StoreError` when another window
 * blocks it or the browser gives no database at all. Close it when done.
 */
export const openDatabase = async (options: OpenOptions = {}): Promise<Database> => {
  try {
    return await openWithTries(options);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return await rebuildDatabase(`It could not be opened: ${String(error)}`, options);
  }
};

const CORRUPT = ['UnknownError', 'DataError', 'NotFoundError', 'NotReadableError'];

/** Does this error of a read or a write say that the database itself is damaged? */
export const isCorruption = (error: unknown): boolean => CORRUPT.includes(nameOf(error));
