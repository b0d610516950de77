/** What of a stretch has no rows, as gaps: said of what is final, when rows cannot come late any more. */
import type { Candle, MarkCandle, OpenInterestPoint } from '../model/market-data.ts';
import { FIVE_MINUTES_MS } from '../model/time.ts';
import type { Gap, GapSeries } from '../store/gap-rows.ts';
import { mergeStretches, type Stretch } from '../store/stretches.ts';
import type { Span } from './plan.ts';

interface FinalRows {
  readonly candles: readonly Candle[];
  readonly markCandles: readonly MarkCandle[];
  readonly openInterest: readonly OpenInterestPoint[];
}

const missingSlots = (
  { startMs, endMs }: Span,
  periodMs: number,
  times: ReadonlySet<number>,
): Stretch[] => {
  const missing: Stretch[] = [];
  for (let time = startMs; time + periodMs <= endMs; time += periodMs)
    if (!times.has(time)) missing.push({ fromMs: time, throughMs: time + periodMs });
  return mergeStretches(missing);
};

const openTimes = (rows: readonly { readonly openTimeMs: number }[]): Set<number> =>
  new Set(rows.map(({ openTimeMs }) => openTimeMs));

/**
 * The gaps of a stretch. A reading of open interest belongs to the five minutes that end with it. Before
 * the first candle that a book has ever seen nothing is missing: the contract was not listed.
 */
export const findHoles = (
  span: Span,
  periodMs: number,
  { candles, markCandles, openInterest }: FinalRows,
  hasBegun: boolean,
): Gap[] => {
  const firstMs = hasBegun ? span.startMs : candles[0]?.openTimeMs;
  if (firstMs === undefined) return [];
  const begun = { startMs: Math.max(span.startMs, firstMs), endMs: span.endMs };
  const slots = { ...begun, startMs: Math.ceil(begun.startMs / FIVE_MINUTES_MS) * FIVE_MINUTES_MS };
  const readings = new Set(openInterest.map(({ timeMs }) => timeMs - FIVE_MINUTES_MS));
  const holes: [GapSeries, Stretch[]][] = [
    ['candles', missingSlots(begun, periodMs, openTimes(candles))],
    ['mark', missingSlots(begun, periodMs, openTimes(markCandles))],
    ['open-interest', missingSlots(slots, FIVE_MINUTES_MS, readings)],
  ];
  return holes.flatMap(([series, stretches]) =>
    stretches.map((stretch): Gap => ({ ...stretch, series, reason: 'not-had' })),
  );
};
