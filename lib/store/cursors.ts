/**
 * How far a book is: which stretch of each series is stored, and up to when the book has gone. A
 * stretch counts as stored also where the exchange turned out to have no rows.
 */
import * as v from 'valibot';
import type { AnyTransaction, Database, WriteTransaction } from './schema.ts';

export const SERIES_NAMES = [
  'candles-5m',
  'mark-5m',
  'candles-1m',
  'mark-1m',
  'open-interest-5m',
] as const;
export type SeriesName = (typeof SERIES_NAMES)[number];

/** Stored is everything with `fromMs` ≤ time < `throughMs`. */
export interface Coverage {
  readonly fromMs: number;
  readonly throughMs: number;
}

export interface Cursors {
  readonly coverage: Readonly<Partial<Record<SeriesName, Coverage>>>;
  /** The book snapshot holds everything up to this moment; null before the first. */
  readonly bookThroughMs: number | null;
  /** Goes up with every commit of book or columns; a commit made from an older one is refused. */
  readonly revision: number;
}

export const NO_CURSORS: Cursors = { coverage: {}, bookThroughMs: null, revision: 0 };

const CoverageSchema = v.optional(v.object({ fromMs: v.number(), throughMs: v.number() }));
const CursorsSchema = v.object({
  coverage: v.object({
    'candles-5m': CoverageSchema,
    'mark-5m': CoverageSchema,
    'candles-1m': CoverageSchema,
    'mark-1m': CoverageSchema,
    'open-interest-5m': CoverageSchema,
  }),
  bookThroughMs: v.nullable(v.number()),
  revision: v.number(),
});

const parseCursors = (stored: unknown): Cursors => {
  const result = v.safeParse(CursorsSchema, stored);
  return result.success ? (result.output as Cursors) : NO_CURSORS;
};

/** Cursors of a book; those of one never seen (or damaged) say that nothing is stored. */
export const readCursors = async (
  source: Database | AnyTransaction,
  bookKey: string,
): Promise<Cursors> => {
  const stored: unknown =
    'objectStore' in source
      ? await source.objectStore('cursors').get(bookKey)
      : await source.get('cursors', bookKey);
  return parseCursors(stored);
};

export const putCursors = async (
  transaction: WriteTransaction,
  bookKey: string,
  cursors: Cursors,
): Promise<void> => {
  await transaction.objectStore('cursors').put(cursors, bookKey);
};

/**
 * Coverage after [`startMs`, `throughMs`) was stored too: the two as one where they touch, else only
 * the new one, because what is asked for begins there.
 */
export const extendCoverage = (
  coverage: Coverage | undefined,
  startMs: number,
  throughMs: number,
): Coverage => {
  const touches = coverage && startMs >= coverage.fromMs && startMs <= coverage.throughMs;
  if (!touches) return { fromMs: startMs, throughMs };
  return { fromMs: coverage.fromMs, throughMs: Math.max(coverage.throughMs, throughMs) };
};
