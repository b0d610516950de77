/** Days and moments as the faces write them, in the reader's time zone or the one given. */

/** "14 Jan 2026". */
export const formatDay = (timeMs: number, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(timeZone ? { timeZone } : {}),
  }).format(timeMs);

/** "14 Jan, 09:30". */
export const formatMoment = (timeMs: number, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  }).format(timeMs);

/** A size in memory: "0.4 MB", "23 MB", "1.2 GB". Between number and unit stands a narrow space. */
export const formatBytes = (bytes: number): string => {
  const megabytes = bytes / 1e6;
  if (megabytes >= 1000) return `${(megabytes / 1000).toFixed(1)}\u202fGB`;
  return `${megabytes.toFixed(megabytes >= 10 ? 0 : 1)}\u202fMB`;
};
