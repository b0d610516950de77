/** The map over a span of time, as the heatmap shows it: from half a day to a year. */
import { combineColumns } from '../model/combine-columns.ts';
import type { QuantisedColumn } from '../model/column.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import { COLUMN_SERIES, readColumns, type ColumnResolution } from './columns.ts';
import { readGaps, type Gap } from './gap-rows.ts';
import type { Database } from './schema.ts';

export const RANGES = ['12h', '24h', '3d', '7d', '14d', '30d', '90d', '365d'] as const;
export type Range = (typeof RANGES)[number];

interface RangePlan {
  readonly spanMs: number;
  readonly resolution: ColumnResolution;
  /** One of so many columns is taken: a screen shows no more, and a year of all of them is 25 MB. */
  readonly every: number;
}

/** At most some two thousand columns each. */
const PLANS: Readonly<Record<Range, RangePlan>> = {
  '12h': { spanMs: 12 * HOUR_MS, resolution: '1m', every: 1 },
  '24h': { spanMs: DAY_MS, resolution: '1m', every: 1 },
  '3d': { spanMs: 3 * DAY_MS, resolution: '5m', every: 1 },
  '7d': { spanMs: 7 * DAY_MS, resolution: '5m', every: 1 },
  '14d': { spanMs: 14 * DAY_MS, resolution: '30m', every: 1 },
  '30d': { spanMs: 30 * DAY_MS, resolution: '30m', every: 1 },
  '90d': { spanMs: 90 * DAY_MS, resolution: '30m', every: 2 },
  '365d': { spanMs: 365 * DAY_MS, resolution: '30m', every: 8 },
};

export interface RangeColumns {
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  /** Time from column to column where none is missing. */
  readonly periodMs: number;
  /** In order of time. A moment without a column has none: nothing is filled in. */
  readonly columns: readonly QuantisedColumn[];
  /** What of the span is known to be missing, and why. */
  readonly gaps: readonly Gap[];
}

/** The columns of a book over the range that ends at `nowMs` (exchange time). */
export const readRange = async (
  db: Database,
  bookKey: string,
  range: Range,
  nowMs: number,
): Promise<RangeColumns> => {
  const { spanMs, resolution, every } = PLANS[range];
  const periodMs = COLUMN_SERIES[resolution].periodMs * every;
  const fromMs = nowMs - spanMs;
  const stored = await readColumns(db, bookKey, resolution, fromMs, nowMs);
  return {
    range,
    fromMs,
    toMs: nowMs,
    periodMs,
    columns: stored.filter(({ timeMs }) => timeMs % periodMs === 0),
    gaps: await readGaps(db, bookKey, fromMs, nowMs),
  };
};

/** A gap of one of several books. */
export interface BookGap extends Gap {
  readonly bookKey: string;
}

export interface SummedRange extends Omit<RangeColumns, 'gaps'> {
  readonly gaps: readonly BookGap[];
  /** Moments whose column is the sum of fewer books than were asked for. */
  readonly partialMs: readonly number[];
}

/**
 * The columns of several books over one range as one map, in coins per bin. A moment that only some of
 * the books have is the sum of these and is named in `partialMs`. Null without a book.
 */
export const sumRanges = (
  parts: readonly { readonly bookKey: string; readonly range: RangeColumns }[],
): SummedRange | null => {
  const [first] = parts;
  if (!first) return null;
  const byTime = Map.groupBy(
    parts.flatMap(({ range }) => range.columns),
    ({ timeMs }) => timeMs,
  );
  const moments = [...byTime].sort(([a], [b]) => a - b);
  return {
    ...first.range,
    columns: moments.map(([, columns]) => combineColumns(columns)),
    gaps: parts.flatMap(({ bookKey, range }) => range.gaps.map((gap) => ({ ...gap, bookKey }))),
    partialMs: moments.flatMap(([timeMs, { length }]) => (length < parts.length ? [timeMs] : [])),
  };
};
