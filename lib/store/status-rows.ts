/** Status rows: what the user is told of each book, and which are followed. */
import * as v from 'valibot';
import type { Database, WriteTransaction } from './schema.ts';
import { FAULT_KINDS, type SymbolStatus, type WorkerFault } from './status.ts';

const FaultSchema: v.GenericSchema<unknown, WorkerFault> = v.object({
  kind: v.picklist(FAULT_KINDS),
  detail: v.string(),
  sinceMs: v.number(),
  retryAtMs: v.nullable(v.number()),
});

const StatusSchema: v.GenericSchema<unknown, SymbolStatus> = v.object({
  symbol: v.string(),
  clockOffsetMs: v.number(),
  lastSuccessMs: v.nullable(v.number()),
  lastColumnMs: v.nullable(v.number()),
  backfillProgress: v.number(),
  lastAskedMs: v.number(),
  lastPollWeight: v.number(),
  usedWeight1m: v.nullable(v.number()),
  fault: v.nullable(FaultSchema),
});

const parseStatus = (stored: unknown): SymbolStatus | undefined => {
  const result = v.safeParse(StatusSchema, stored);
  return result.success ? result.output : undefined;
};

const emptyStatus = (bookKey: string): SymbolStatus => ({
  symbol: bookKey,
  clockOffsetMs: 0,
  lastSuccessMs: null,
  lastColumnMs: null,
  backfillProgress: 0,
  lastAskedMs: 0,
  lastPollWeight: 0,
  usedWeight1m: null,
  fault: null,
});

/** The status of a book; undefined when it was never asked for. */
export const readStatus = async (
  db: Database,
  bookKey: string,
): Promise<SymbolStatus | undefined> => parseStatus(await db.get('status', bookKey));

/** The status of every book that was ever asked for. */
export const readAllStatus = async (db: Database): Promise<SymbolStatus[]> =>
  (await db.getAll('status')).map(parseStatus).filter((status) => status !== undefined);

/** Changes some fields of a status inside a transaction and gives the whole. */
export const patchStatus = async (
  transaction: WriteTransaction,
  bookKey: string,
  patch: Partial<SymbolStatus>,
): Promise<SymbolStatus> => {
  const store = transaction.objectStore('status');
  const status = { ...(parseStatus(await store.get(bookKey)) ?? emptyStatus(bookKey)), ...patch };
  await store.put(status, bookKey);
  return status;
};
