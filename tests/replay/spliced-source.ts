/**
 * A stretch of known days with generated ones before and after it, anchored at its own price and open
 * interest: prices never jump and the replay never ends.
 */
import { createGeneratedDays, type Anchor } from './generated-days.ts';
import { computeGeneratedFunding } from './generated-market.ts';
import { rememberDays } from './day-cache.ts';
import {
  MINUTES_PER_DAY,
  type DayBlock,
  type ForcedOrder,
  type SymbolSource,
} from './replay-market.ts';
import type { SymbolSpec } from './symbols.ts';

const FUNDING_MINUTES = 480;
/** Days of generated history before the known ones, so that 30 days can be asked for anywhere. */
const PRELUDE_DAYS = 40;

/** Days counted from the first known one. */
export interface KnownDays {
  readonly count: number;
  /** The minute that is shown when the replay starts; a multiple of five. */
  readonly startMinute: number;
  day(dayIndex: number): DayBlock;
  /** The rate of the eight hours of that number, where it is known. */
  fundingRate(period: number): number | undefined;
  /** Forced orders of a minute inside, where they are known. */
  forcedOrders?(minuteIndex: number): readonly ForcedOrder[];
}

/** The known days, read when they are first asked for, between generated ones. */
export function createSplicedSource(
  spec: SymbolSpec,
  seed: number,
  read: () => KnownDays,
): SymbolSource {
  const known = once(read);
  const before = once(() => createGeneratedDays(spec, seed, anchorAtStart(known().day(0))));
  const after = once(() =>
    createGeneratedDays(spec, seed + 1, anchorAtEnd(known().day(known().count - 1))),
  );
  return {
    spec,
    firstDay: -PRELUDE_DAYS,
    get startMinute() {
      return known().startMinute;
    },
    day: rememberDays((dayIndex) => {
      const { count } = known();
      if (dayIndex < 0) return before()(dayIndex);
      return dayIndex < count ? known().day(dayIndex) : after()(dayIndex - count);
    }),
    fundingRate: (minuteIndex) =>
      known().fundingRate(Math.floor(minuteIndex / FUNDING_MINUTES)) ??
      computeGeneratedFunding(spec, seed, minuteIndex),
    forcedOrders(minuteIndex) {
      const isInside = minuteIndex >= 0 && minuteIndex < known().count * MINUTES_PER_DAY;
      return isInside ? known().forcedOrders?.(minuteIndex) : undefined;
    },
  };
}

const anchorAtStart = (day: DayBlock): Anchor => ({
  priceTicks: day.open[0]!,
  openInterestLots: day.openInterest[0]!,
});

const anchorAtEnd = (day: DayBlock): Anchor => ({
  priceTicks: day.close[MINUTES_PER_DAY - 1]!,
  openInterestLots: day.openInterest[MINUTES_PER_DAY - 1]!,
});

/** Makes a value when it is first asked for, and once. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
