/**
 * Stretches that a book has no rows of and will not get: what the exchange does not have, rows that were
 * no sound rows, and time away that was longer than the exchange's month. They are drawn as gaps.
 */
import * as v from 'valibot';
import { DAY_MS } from '../model/time.ts';
import type { AnyTransaction, Database, WriteTransaction } from './schema.ts';
import { clipStretches, mergeStretches, subtractStretches, type Stretch } from './stretches.ts';

export const GAP_SERIES = ['candles', 'mark', 'open-interest'] as const;
export type GapSeries = (typeof GAP_SERIES)[number];

/**
 * `not-had`: the exchange has no rows. `bad-row`: it gave a row that cannot be true, which was dropped.
 * `away`: nobody polled for longer than the exchange keeps rows; the book began anew after it.
 */
export const GAP_REASONS = ['not-had', 'bad-row', 'away'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** Nothing is known of `series` from `fromMs` up to `throughMs`. */
export interface Gap extends Stretch {
  readonly series: GapSeries;
  readonly reason: GapReason;
}

const KEEP_MS = 366 * DAY_MS;
const FOREVER = Number.MAX_SAFE_INTEGER;
const RowSchema = v.object({
  fromMs: v.number(),
  throughMs: v.number(),
  reason: v.picklist(GAP_REASONS),
});

const parseGap = (stored: unknown, series: GapSeries): Gap[] => {
  const result = v.safeParse(RowSchema, stored);
  return result.success ? [{ ...result.output, series }] : [];
};

const rangeOf = (bookKey: string, series: GapSeries): IDBKeyRange =>
  IDBKeyRange.bound([bookKey, series, 0], [bookKey, series, FOREVER]);

const readSeries = async (
  source: Database | AnyTransaction,
  bookKey: string,
  series: GapSeries,
): Promise<Gap[]> => {
  const range = rangeOf(bookKey, series);
  const stored: unknown[] =
    'objectStore' in source
      ? await source.objectStore('gaps').getAll(range)
      : await source.getAll('gaps', range);
  return stored.flatMap((value) => parseGap(value, series));
};

const asGaps = (stretches: readonly Stretch[], series: GapSeries, reason: GapReason): Gap[] =>
  mergeStretches(stretches).map((stretch) => ({ ...stretch, series, reason }));

/** Each moment of a series has one reason: the first of these. */
const arrange = (gaps: readonly Gap[], series: GapSeries): Gap[] => {
  const taken: Gap[] = [];
  for (const reason of ['away', 'bad-row', 'not-had'] as const) {
    const own = gaps.filter((gap) => gap.reason === reason);
    taken.push(...asGaps(subtractStretches(own, taken), series, reason));
  }
  return taken.sort((a, b) => a.fromMs - b.fromMs);
};

const isSame = (before: readonly Gap[], after: readonly Gap[]): boolean =>
  before.length === after.length &&
  before.every((gap, n) => {
    const other = after[n];
    return (
      gap.fromMs === other?.fromMs &&
      gap.throughMs === other.throughMs &&
      gap.reason === other.reason
    );
  });

/**
 * Says what of [`fromMs`, `throughMs`) is a gap for one of `reasons`, in every series or in `series` alone:
 * gaps of these reasons that were known there before give way to `gaps`. Touching ones become one; the
 * same twice changes nothing.
 */
export const replaceGaps = async (
  transaction: WriteTransaction,
  bookKey: string,
  { fromMs, throughMs, series: only }: Stretch & { readonly series?: GapSeries },
  reasons: readonly GapReason[],
  gaps: readonly Gap[],
): Promise<void> => {
  const store = transaction.objectStore('gaps');
  for (const series of only ? [only] : GAP_SERIES) {
    const before = await readSeries(transaction, bookKey, series);
    const kept = before.flatMap((gap) =>
      reasons.includes(gap.reason)
        ? asGaps(subtractStretches([gap], [{ fromMs, throughMs }]), series, gap.reason)
        : [gap],
    );
    const added = gaps.filter((gap) => gap.series === series);
    const after = arrange([...kept, ...added], series);
    if (isSame(before, after)) continue;
    await store.delete(rangeOf(bookKey, series));
    for (const { reason, ...stretch } of after)
      await store.put({ fromMs: stretch.fromMs, throughMs: stretch.throughMs, reason }, [
        bookKey,
        series,
        stretch.fromMs,
      ]);
  }
};

/** The gaps of a book that have a part of [`fromMs`, `toMs`), by series and time, each whole. */
export const readGaps = async (
  source: Database | AnyTransaction,
  bookKey: string,
  fromMs: number,
  toMs: number,
): Promise<Gap[]> => {
  const found: Gap[] = [];
  for (const series of GAP_SERIES)
    found.push(
      ...(await readSeries(source, bookKey, series)).filter(
        (gap) => clipStretches([gap], fromMs, toMs).length > 0,
      ),
    );
  return found;
};

/** Deletes gaps that ended more than a year ago, as what they are gaps in. */
export const pruneGaps = async (
  transaction: WriteTransaction,
  bookKey: string,
  nowMs: number,
): Promise<void> => {
  const store = transaction.objectStore('gaps');
  for (const series of GAP_SERIES)
    for (const { fromMs, throughMs } of await readSeries(transaction, bookKey, series))
      if (throughMs < nowMs - KEEP_MS) await store.delete([bookKey, series, fromMs]);
};
