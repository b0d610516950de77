/** Work on stored rows that may turn out to be damaged. */
import { CorruptRows } from '../store/corrupt-rows.ts';
import { dropCorruptRows } from '../store/repair.ts';
import type { Database } from '../store/schema.ts';

/** `work`, and once more when stored rows turn out to be damaged: without them they are fetched again. */
export const repairing = async <Result>(
  db: Database,
  bookKey: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CorruptRows)) throw error;
    await dropCorruptRows(db, bookKey, error);
    return await work();
  }
};
