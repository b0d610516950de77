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

/** Runs `work` with the open database and closes it. Fails as `work` does, or with a `StoreError`. */
export const withDatabase = async <Result>(
  work: (db: Database) => Promise<Result>,
  options: OpenOptions = {},
): Promise<Result> => {
  const db = await openDatabase(options);
  try {
    return await work(db);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    if (await wasJustRebuilt(db, (options.now ?? Date.now)()))
      throw new StoreError('broken', `The database broke again after a rebuild: ${String(error)}`);
    db.close();
    return await workAndClose(
      await rebuildDatabase(`It was damaged: ${String(error)}`, options),
      work,
    );
  } finally {
    db.close();
  }
};
