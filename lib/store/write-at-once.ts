/** Writing all or nothing. */
import type { Database, StoreName, WriteTransaction } from './schema.ts';

/**
 * Runs `work` in one transaction over `stores`. Where it throws, nothing of it is stored: left to
 * itself IndexedDB would commit what was put before. `work` may await requests of the transaction only.
 */
export const writeAtOnce = async <Result>(
  db: Database,
  stores: readonly StoreName[],
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> => {
  const transaction = db.transaction([...stores], 'readwrite') as unknown as WriteTransaction;
  try {
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    transaction.done.catch(() => undefined);
    try {
      transaction.abort();
    } catch {
      // It had ended already, and that is what is being reported.
    }
    throw error;
  }
};
