/** The note that a rebuild leaves behind, so that the user can be told of it. */
import * as v from 'valibot';
import type { Database } from './schema.ts';

const KEY = 'rebuilt';
const NoticeSchema = v.object({ atMs: v.number(), detail: v.string() });

interface RebuiltNotice {
  /** By the machine's clock. */
  readonly atMs: number;
  readonly detail: string;
}

export const writeRebuilt = async (db: Database, notice: RebuiltNotice): Promise<void> => {
  await db.put('facts', notice, KEY);
};

/** The last rebuild of the database; undefined when there was none. */
export const readRebuilt = async (db: Database): Promise<RebuiltNotice | undefined> => {
  const result = v.safeParse(NoticeSchema, await db.get('facts', KEY));
  return result.success ? result.output : undefined;
};
