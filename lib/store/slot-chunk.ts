/**
 * A chunk of a time series as arrays with one slot for each moment; NaN is "not there". A moment has
 * one slot, so a row exists once however often it is written.
 *
 *   slot = (time − start of the chunk) / period
 */
import { floorToPeriod } from '../model/time.ts';

export interface SlotShape<Field extends string> {
  readonly fields: readonly Field[];
  /** Time from slot to slot. */
  readonly periodMs: number;
  /** Time that a chunk spans. */
  readonly chunkMs: number;
}

export type SlotChunk<Field extends string> = Record<Field, Float64Array>;

const slotCount = ({ chunkMs, periodMs }: SlotShape<string>): number => chunkMs / periodMs;

/** A chunk with nothing in it. */
export const createSlotChunk = <Field extends string>(
  shape: SlotShape<Field>,
): SlotChunk<Field> => {
  const chunk = {} as SlotChunk<Field>;
  for (const field of shape.fields)
    chunk[field] = new Float64Array(slotCount(shape)).fill(Number.NaN);
  return chunk;
};

/** A stored value as a chunk of `shape`; undefined when it is none. */
export const parseSlotChunk = <Field extends string>(
  stored: unknown,
  shape: SlotShape<Field>,
): SlotChunk<Field> | undefined => {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const chunk = stored as Partial<SlotChunk<Field>>;
  const whole = shape.fields.every((field) => {
    const values: unknown = chunk[field];
    return values instanceof Float64Array && values.length === slotCount(shape);
  });
  return whole ? (chunk as SlotChunk<Field>) : undefined;
};

/** Start of every chunk that has a part of [`startMs`, `endMs`). */
export const chunkStarts = (
  { chunkMs }: SlotShape<string>,
  startMs: number,
  endMs: number,
): number[] => {
  const starts: number[] = [];
  for (let start = floorToPeriod(startMs, chunkMs); start < endMs; start += chunkMs)
    starts.push(start);
  return starts;
};
