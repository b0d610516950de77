/** Lengths of time in milliseconds. All times in the project are UTC milliseconds named `…Ms`. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const FIVE_MINUTES_MS = 5 * MINUTE_MS;
export const HALF_HOUR_MS = 30 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The latest multiple of `periodMs` that is not after `timeMs`. */
export const floorToPeriod = (timeMs: number, periodMs: number): number =>
  Math.floor(timeMs / periodMs) * periodMs;
