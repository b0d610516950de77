/** Open interest at a moment: the reading of that moment, or a straight line between two near ones. */
import type { OpenInterestPoint } from './market-data.ts';

const isReading = ({ timeMs, openInterestCoins }: OpenInterestPoint): boolean =>
  Number.isFinite(timeMs) && Number.isFinite(openInterestCoins) && openInterestCoins > 0;

/** Index of the first point at or after `timeMs`. */
const firstAtOrAfter = (points: readonly OpenInterestPoint[], timeMs: number): number => {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.timeMs ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * A function from time to open interest (coins), null where no reading lies at that time and none stand
 * on both sides of it at most `reachMs` apart. Zero, negative and not-a-number readings are none.
 */
export const createOpenInterestReader = (
  readings: readonly OpenInterestPoint[],
  reachMs: number,
): ((timeMs: number) => number | null) => {
  const byTime = new Map(readings.filter(isReading).map((point) => [point.timeMs, point]));
  const points = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs);
  return (timeMs) => {
    const at = firstAtOrAfter(points, timeMs);
    const after = points[at];
    const before = points[at - 1];
    if (after?.timeMs === timeMs) return after.openInterestCoins;
    if (!before || !after || after.timeMs - before.timeMs > reachMs) return null;
    const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
    return before.openInterestCoins + share * (after.openInterestCoins - before.openInterestCoins);
  };
};
