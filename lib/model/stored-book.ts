/**
 * Books that come back from storage. A row of another model version, another shape or with anything that
 * is not a number in it is no book: the caller starts a new one from stored candles.
 */
import type { PositionBook } from './book-layout.ts';
import { BOOK_BINS, MODEL_VERSION, PARAMETERS } from './parameters.ts';

const NUMBERS = [
  'timeMs',
  'price',
  'openInterestCoins',
  'doubtedCoins',
  'hourlyVolumeCoins',
  'volumeHours',
  'firstBin',
] as const;

const isFilled = (
  values: unknown,
  length: number,
  kind: typeof Float64Array | typeof Float32Array | typeof Int32Array,
) => values instanceof kind && values.length === length && values.every((n) => Number.isFinite(n));

/** A stored row as a book, or null. */
export const parsePositionBook = (stored: unknown): PositionBook | null => {
  if (typeof stored !== 'object' || stored === null) return null;
  const row = stored as Record<string, unknown>;
  const tierCount = PARAMETERS.tiers.length;
  if (row['modelVersion'] !== MODEL_VERSION || row['binCount'] !== BOOK_BINS) return null;
  if (!NUMBERS.every((name) => Number.isFinite(row[name]))) return null;
  if (!isFilled(row['leverages'], tierCount, Float64Array)) return null;
  const perRow = ['scales', 'totals', 'beyond'].every((name) =>
    isFilled(row[name], 2 * tierCount, Float64Array),
  );
  const ranges = ['lowBins', 'highBins'].every((name) =>
    isFilled(row[name], 2 * tierCount, Int32Array),
  );
  if (!perRow || !ranges || !isFilled(row['mass'], 2 * tierCount * BOOK_BINS, Float32Array))
    return null;
  // Books stored before they knew what swept them were swept by the mark price, save in rare minutes.
  const sweptBy = row['sweptBy'] === 'trade' ? 'trade' : 'mark';
  return { ...(stored as PositionBook), sweptBy };
};

/** A book of its own with the same content, for steps that may have to be taken back. */
export const copyBook = (book: PositionBook): PositionBook => ({
  ...book,
  leverages: book.leverages.slice(),
  lowBins: book.lowBins.slice(),
  highBins: book.highBins.slice(),
  scales: book.scales.slice(),
  totals: book.totals.slice(),
  beyond: book.beyond.slice(),
  mass: book.mass.slice(),
});
