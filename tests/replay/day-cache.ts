import type { DayBlock } from './replay-market.ts';

/** About 4 MB a symbol: as many days as a chart or a backfill walks through at a time. */
const KEPT_DAYS = 44;

/** Remembers the days used last, so that a page of candles does not make its days anew. */
export function rememberDays(makeDay: (dayIndex: number) => DayBlock): typeof makeDay {
  const kept = new Map<number, DayBlock>();
  return (dayIndex) => {
    const known = kept.get(dayIndex);
    if (known) return known;
    const day = makeDay(dayIndex);
    kept.set(dayIndex, day);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_DAYS && oldest !== undefined) kept.delete(oldest);
    return day;
  };
}
