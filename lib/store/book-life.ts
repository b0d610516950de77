/**
 * The lives of a book: each time everything stored of it is let go of, one ends. A poll that began in an
 * earlier one may write no more: it would say that rows are stored which were deleted meanwhile.
 */
import type { AnyTransaction, Database, WriteTransaction } from './schema.ts';

/** The book was let go of while work on it was under way; nothing of that work was stored since. */
export class BookForgotten extends Error {}

const lifeKey = (bookKey: string): string => `life:${bookKey}`;

/** How often the book was let go of. */
export const readLife = async (
  source: Database | AnyTransaction,
  bookKey: string,
): Promise<number> => {
  const stored: unknown =
    'objectStore' in source
      ? await source.objectStore('facts').get(lifeKey(bookKey))
      : await source.get('facts', lifeKey(bookKey));
  return typeof stored === 'number' ? stored : 0;
};

/** Ends the life of a book, in the transaction that deletes its rows. */
export const endLife = async (transaction: WriteTransaction, bookKey: string): Promise<void> => {
  const life = await readLife(transaction, bookKey);
  await transaction.objectStore('facts').put(life + 1, lifeKey(bookKey));
};

/** Fails with `BookForgotten` where the book is not in its life `life` any more. */
export const assertAlive = async (
  transaction: WriteTransaction,
  bookKey: string,
  life: number,
): Promise<void> => {
  if ((await readLife(transaction, bookKey)) !== life)
    throw new BookForgotten(`${bookKey} was let go of meanwhile`);
};
