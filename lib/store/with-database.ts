/** The database for the length of one piece of work; a damaged one is rebuilt and the work done again. */
import {
  isCorruption,
  openDatabase,
  rebuildDatabase,
  StoreError,
  type OpenOptions,
} from './open-database.ts';
import { readRebuilt } from './rebuilt-notice.ts';
import type { Database } from './schema.ts';

/** A store that breaks again so soon is not helped by another rebuild. */
const REBUILD_PAUSE_MS = 3_600_000;

const wasJustRebuilt = async (db: Database, nowMs: number): Promise<boolean> => {
  const rebuilt = await readRebuilt(db).catch(() => undefined);
  return rebuilt !== undefined && Math.abs(nowMs - rebuilt.atMs) < REBUILD_PAUSE_MS;
};

const workAndClose = async <Result>(
  db: Database,
  work: (db: Database) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(db);
  } finally {
    db.close();
  }
};

/** `work`; where the database seems damaged, again with a new connection: a disk may fail for a moment. */
const workTwice = async <Result>(
  work: (db: Database) => Promise<Result>,
  options: OpenOptions,
): Promise<Result> => {
  try {
    return await workAndClose(await openDatabase(options), work);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    return await workAndClose(await openDatabase(options), work);
  }
};

/**
 * Runs `work` with the open database and closes it. A year of columns cannot be had again, so a database
 * is rebuilt only when it seems damaged twice. Fails as `work` does, or with a `StoreError`.
 */
export const withDatabase = async <Result>(
  work: (db: Database) => Promise<Result>,
  options: OpenOptions = {},
): Promise<Result> => {
  try {
    return await workTwice(work, options);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    const nowMs = (options.now ?? Date.now)();
    if (await workAndClose(await openDatabase(options), (db) => wasJustRebuilt(db, nowMs)))
      throw new StoreError('broken', `The database broke again after a rebuild: ${String(error)}`);
    const rebuilt = await rebuildDatabase(`It was damaged: ${String(error)}`, options);
    return await workAndClose(rebuilt, work);
  }
};
