/** Rows that come from elsewhere than the exchange: they fill what is not there and change nothing else. */
import { floorToPeriod } from '../model/time.ts';
import { CorruptRows } from './corrupt-rows.ts';
import type { ChunkKey, WriteTransaction } from './schema.ts';
import { createSlotChunk, parseSlotChunk, type SlotChunk } from './slot-chunk.ts';
import type { SlotSeries } from './slot-series.ts';

/** Fields that come together: where the first of them is stored, all of them stay as they are. */
export type FieldGroup<Field extends string> = readonly [first: Field, ...rest: Field[]];

interface AddSlots<Field extends string> {
  readonly series: SlotSeries<Field>;
  readonly bookKey: string;
  readonly groups: readonly FieldGroup<Field>[];
  readonly rows: readonly ({ readonly timeMs: number } & Readonly<Record<Field, number>>)[];
}

const fillRow = <Field extends string>(
  chunk: SlotChunk<Field>,
  slot: number,
  row: Readonly<Record<Field, number>>,
  groups: readonly FieldGroup<Field>[],
): boolean => {
  let isNew = false;
  for (const fields of groups) {
    const [first] = fields;
    if (!Number.isNaN(chunk[first][slot]) || Number.isNaN(row[first])) continue;
    for (const field of fields) chunk[field][slot] = row[field];
    isNew = true;
  }
  return isNew;
};

/** Adds rows whose slot is empty and gives how many there were. Fails with `CorruptRows`. */
export const addSlots = async <Field extends string>(
  transaction: WriteTransaction,
  { series, bookKey, groups, rows }: AddSlots<Field>,
): Promise<number> => {
  const store = transaction.objectStore(series.store);
  const chunks = Map.groupBy(rows, ({ timeMs }) => floorToPeriod(timeMs, series.chunkMs));
  let added = 0;
  for (const [startMs, group] of chunks) {
    const key: ChunkKey = [bookKey, series.name, startMs];
    const stored: unknown = await store.get(key);
    const chunk = stored === undefined ? createSlotChunk(series) : parseSlotChunk(stored, series);
    if (!chunk) throw new CorruptRows(series.store, series.name, startMs);
    const before = added;
    for (const row of group)
      if (fillRow(chunk, (row.timeMs - startMs) / series.periodMs, row, groups)) added += 1;
    if (added > before) await store.put(chunk, key);
  }
  return added;
};
