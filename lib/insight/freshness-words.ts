/** How old what is shown is, in words: the same on the chart and in the popup. */
import { formatDuration } from './format.ts';

/** A live map that has not been renewed for longer is live no more. */
export const LIVE_WITHIN_MS = 10_000;

export interface Freshness {
  readonly ageMs: number;
  /** The worker said that the map follows the mark price. */
  readonly isLive: boolean;
}

/** Live by the worker's word, and young enough for it still to be true. */
export const isStillLive = ({ ageMs, isLive }: Freshness): boolean =>
  isLive && ageMs <= LIVE_WITHIN_MS;

/** "live · 2 s ago" while it follows the mark price, else "40 s ago". */
export const describeFreshness = (freshness: Freshness): string => {
  const age = `${formatDuration(freshness.ageMs)} ago`;
  return isStillLive(freshness) ? `live · ${age}` : age;
};
