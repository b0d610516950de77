/** Leverage brackets that an exchange gave, kept from day to day. Times are the exchange's. */
import * as v from 'valibot';
import type { Bracket } from '../model/market-data.ts';
import { assertAlive } from './book-life.ts';
import type { Database } from './schema.ts';
import { writeAtOnce } from './write-at-once.ts';

export interface StoredBrackets {
  readonly atMs: number;
  readonly brackets: readonly Bracket[];
}

const amount = v.pipe(v.number(), v.minValue(0));
const RowSchema: v.GenericSchema<unknown, StoredBrackets> = v.object({
  atMs: v.number(),
  brackets: v.pipe(
    v.array(
      v.object({
        floorUsd: amount,
        capUsd: amount,
        maxLeverage: amount,
        maintenanceMarginRate: amount,
        maintenanceAmountUsd: amount,
      }),
    ),
    v.minLength(1),
  ),
});

export const bracketsKey = (bookKey: string): string => `brackets:${bookKey}`;

/** The brackets as they were given last; undefined before the first time. */
export const readBrackets = async (
  db: Database,
  bookKey: string,
): Promise<StoredBrackets | undefined> => {
  const result = v.safeParse(RowSchema, await db.get('facts', bracketsKey(bookKey)));
  return result.success ? result.output : undefined;
};

/** Stores brackets; fails with `BookForgotten` where the life they were asked for in has ended. */
export const putBrackets = (
  db: Database,
  bookKey: string,
  life: number,
  row: StoredBrackets,
): Promise<void> =>
  writeAtOnce(db, ['facts'], async (transaction) => {
    await assertAlive(transaction, bookKey, life);
    await transaction.objectStore('facts').put(row, bracketsKey(bookKey));
  });
