/** Reading and writing a series that is stored in slot chunks. */
import { CorruptRows } from './corrupt-rows.ts';
import { floorToPeriod } from '../model/time.ts';
import type { AnyTransaction, ChunkKey, WriteTransaction } from './schema.ts';
import {
  chunkStarts,
  createSlotChunk,
  parseSlotChunk,
  type SlotChunk,
  type SlotShape,
} from './slot-chunk.ts';

export interface SlotSeries<Field extends string> extends SlotShape<Field> {
  readonly store: 'candles' | 'openInterest';
  /** Second part of the key. */
  readonly name: string;
  /** Chunks that end longer ago than this are pruned. */
  readonly keepMs: number;
}

/** The values of a row, to go into the slot of its time; fields left out stay as they are. */
interface SlotRow<Field extends string> {
  readonly timeMs: number;
  readonly values: Partial<Record<Field, number>>;
}

const groupByChunk = <Field extends string>(
  rows: readonly SlotRow<Field>[],
  chunkMs: number,
): Map<number, SlotRow<Field>[]> => {
  const groups = new Map<number, SlotRow<Field>[]>();
  for (const row of rows) {
    const startMs = floorToPeriod(row.timeMs, chunkMs);
    const group = groups.get(startMs);
    if (group) group.push(row);
    else groups.set(startMs, [row]);
  }
  return groups;
};

const fillSlots = <Field extends string>(
  chunk: SlotChunk<Field>,
  rows: readonly SlotRow<Field>[],
  slotOf: (timeMs: number) => number,
): void => {
  for (const { timeMs, values } of rows)
    for (const [field, value] of Object.entries(values) as [Field, number][])
      chunk[field][slotOf(timeMs)] = value;
};

const parseStored = <Field extends string>(
  stored: unknown,
  series: SlotSeries<Field>,
  startMs: number,
): SlotChunk<Field> | undefined => {
  if (stored === undefined) return undefined;
  const chunk = parseSlotChunk(stored, series);
  if (!chunk) throw new CorruptRows(series.store, series.name, startMs);
  return chunk;
};

/** Puts rows into their slots. Fails with `CorruptRows` where a stored value is no chunk. */
export const putSlots = async <Field extends string>(
  transaction: WriteTransaction,
  series: SlotSeries<Field>,
  bookKey: string,
  rows: readonly SlotRow<Field>[],
): Promise<void> => {
  const store = transaction.objectStore(series.store);
  for (const [startMs, group] of groupByChunk(rows, series.chunkMs)) {
    const key: ChunkKey = [bookKey, series.name, startMs];
    const stored = parseStored(await store.get(key), series, startMs);
    const chunk = stored ?? createSlotChunk(series);
    fillSlots(chunk, group, (timeMs) => (timeMs - startMs) / series.periodMs);
    await store.put(chunk, key);
  }
};

/**
 * Calls `visit` for every slot in [`startMs`, `endMs`) of every stored chunk, in order of time.
 * Fails with `CorruptRows` at a stored value that is no chunk of this series.
 */
export const visitSlots = async <Field extends string>(
  transaction: AnyTransaction,
  series: SlotSeries<Field>,
  range: { readonly bookKey: string; readonly startMs: number; readonly endMs: number },
  visit: (timeMs: number, read: (field: Field) => number) => void,
): Promise<void> => {
  const store = transaction.objectStore(series.store);
  for (const chunkStart of chunkStarts(series, range.startMs, range.endMs)) {
    const stored: unknown = await store.get([range.bookKey, series.name, chunkStart]);
    const chunk = parseStored(stored, series, chunkStart);
    if (!chunk) continue;
    const first = Math.max(0, Math.ceil((range.startMs - chunkStart) / series.periodMs));
    const end = Math.min(series.chunkMs, range.endMs - chunkStart) / series.periodMs;
    for (let slot = first; slot < end; slot += 1)
      visit(chunkStart + slot * series.periodMs, (field) => chunk[field][slot] ?? Number.NaN);
  }
};

/** Deletes the chunks of `bookKey` that hold nothing younger than `series.keepMs`. */
export const pruneSlots = async (
  transaction: WriteTransaction,
  series: SlotSeries<string>,
  bookKey: string,
  nowMs: number,
): Promise<void> => {
  const newest = nowMs - series.keepMs - series.chunkMs;
  const range = IDBKeyRange.bound([bookKey, series.name, 0], [bookKey, series.name, newest]);
  await transaction.objectStore(series.store).delete(range);
};
