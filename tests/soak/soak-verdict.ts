/** What a soak must keep to, and what it broke. */
import type { SoakResult } from './soak-run.ts';

export const SOAK_LIMITS = {
  /** A fifth of the exchange's 2400 a minute. */
  weight: 480,
  /** A fifth of its 1000 in five minutes. */
  statistics: 200,
  /** For each symbol and month. */
  storedBytes: 25e6,
  /**
   * From the median memory of the first third of the readings to that of the last. A fresh worker of two
   * megabytes still grows by some hundred kilobytes in its first hours, then no more.
   */
  heapGrowthBytes: 1e6,
} as const;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[half]];
  return (low + high) / 2;
};

/** Medians of the readings' first and last third; each is taken after a full garbage collection. */
export const computeHeapThirds = (
  heapBytes: readonly number[],
): { readonly first: number; readonly last: number } => {
  const third = Math.max(1, Math.floor(heapBytes.length / 3));
  return { first: median(heapBytes.slice(0, third)), last: median(heapBytes.slice(-third)) };
};

/** What a run broke, in words; empty where all is well. */
export const judgeSoak = (result: SoakResult): string[] => {
  const { peaks, heapBytes, storedBytesPerSymbol, missingMinutes } = result;
  const { first, last } = computeHeapThirds(heapBytes);
  const broken: string[] = [];
  if (peaks.weight > SOAK_LIMITS.weight) broken.push(`weight ${peaks.weight} in one minute`);
  if (peaks.statistics > SOAK_LIMITS.statistics)
    broken.push(`${peaks.statistics} questions for statistics in five minutes`);
  if (storedBytesPerSymbol > SOAK_LIMITS.storedBytes)
    broken.push(`${Math.round(storedBytesPerSymbol / 1e6)} MB stored for each symbol`);
  if (!(last - first <= SOAK_LIMITS.heapGrowthBytes))
    broken.push(`the worker's memory went from ${first} to ${last} bytes`);
  if (missingMinutes > 0) broken.push(`${missingMinutes} minutes are missing`);
  return broken;
};
