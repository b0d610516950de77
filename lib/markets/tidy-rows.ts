/**
 * Rows as asked for: inside [`startMs`, `endMs`), on the series' own clock (multiples of `periodMs`),
 * sorted, each time once; of two rows of one time the later one in the answer counts.
 */
export const tidyRows = <Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => number,
  range: { readonly startMs: number; readonly endMs: number; readonly periodMs: number },
): Row[] => {
  const byTime = new Map<number, Row>();
  for (const row of rows) {
    const timeMs = timeOf(row);
    const inside = timeMs >= range.startMs && timeMs < range.endMs;
    if (inside && timeMs % range.periodMs === 0) byTime.set(timeMs, row);
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([, row]) => row);
};
