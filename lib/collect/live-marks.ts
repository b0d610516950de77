/** The mark prices heard of one book, as far back as a stored column may be old. */
import type { MarkSpan } from '../model/live-column.ts';
import type { MarkCandle } from '../model/market-data.ts';
import { MINUTE_MS } from '../model/time.ts';

/** Prices this close together are kept as one stretch with its extremes. */
const STRETCH_MS = 5_000;
/** An hour of stretches; older ones are joined, which costs nothing as long as no column is as old. */
const MOST_STRETCHES = 720;

interface Stretch {
  readonly fromMs: number;
  throughMs: number;
  lowest: number;
  highest: number;
  last: number;
}

export interface MarkTrack {
  /** Notes a mark price; one that is not newer than the last is passed over. */
  readonly note: (timeMs: number, markPrice: number) => void;
  /** Adds minutes from before anything was heard; they count in extremes and are never the newest price. */
  readonly addBefore: (minutes: readonly MarkCandle[]) => void;
  /** Extremes and newest price of what is known after `sinceMs`; null where nothing was heard. */
  readonly spanSince: (sinceMs: number) => MarkSpan | null;
}

const startStretch = (timeMs: number, markPrice: number): Stretch => ({
  fromMs: timeMs,
  throughMs: timeMs,
  lowest: markPrice,
  highest: markPrice,
  last: markPrice,
});

const joinOldest = (stretches: Stretch[]): void => {
  const [first, second] = stretches;
  if (!first || !second) return;
  stretches.splice(0, 2, {
    ...second,
    fromMs: first.fromMs,
    lowest: Math.min(first.lowest, second.lowest),
    highest: Math.max(first.highest, second.highest),
  });
};

export const createMarkTrack = (): MarkTrack => {
  const stretches: Stretch[] = [];
  let before: readonly MarkCandle[] = [];

  const note: MarkTrack['note'] = (timeMs, markPrice) => {
    const newest = stretches.at(-1);
    if (newest && timeMs <= newest.throughMs) return;
    // A border of minutes is always one of stretches too: columns are of full minutes.
    const isSame =
      newest && Math.ceil(timeMs / STRETCH_MS) === Math.ceil(newest.fromMs / STRETCH_MS);
    if (!isSame) {
      stretches.push(startStretch(timeMs, markPrice));
      if (stretches.length > MOST_STRETCHES) joinOldest(stretches);
      return;
    }
    newest.throughMs = timeMs;
    newest.lowest = Math.min(newest.lowest, markPrice);
    newest.highest = Math.max(newest.highest, markPrice);
    newest.last = markPrice;
  };

  const addBefore: MarkTrack['addBefore'] = (minutes) => {
    before = minutes;
  };

  const spanSince: MarkTrack['spanSince'] = (sinceMs) => {
    const after = stretches.filter(({ throughMs }) => throughMs > sinceMs);
    const newest = after.at(-1);
    if (!newest) return null;
    // A column holds its minutes from end to end, so one that ends with it is in it already.
    const minutes = before.filter(({ openTimeMs }) => openTimeMs + MINUTE_MS > sinceMs);
    return {
      lowestMark: Math.min(...after.map(({ lowest }) => lowest), ...minutes.map(({ low }) => low)),
      highestMark: Math.max(
        ...after.map(({ highest }) => highest),
        ...minutes.map(({ high }) => high),
      ),
      price: newest.last,
      timeMs: newest.throughMs,
    };
  };

  return { note, addBefore, spanSince };
};
