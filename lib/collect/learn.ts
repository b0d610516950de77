/**
 * What a final stretch teaches: for each five minutes during all of which the stream was open, what the
 * book said would be liquidated against what was reported.
 */
import { addAccuracySample, createAccuracySample, type SlotCandle } from '../model/accuracy.ts';
import { observeSlot } from '../model/calibration.ts';
import type { Liquidation, Side } from '../model/market-data.ts';
import { addSweeps, type Sweep } from '../model/position-book.ts';
import { FIVE_MINUTES_MS, floorToPeriod } from '../model/time.ts';
import type { Learned } from '../store/learned.ts';
import type { ObservedLiquidations } from '../store/liquidation-rows.ts';

/** A step of the final book: what it swept, and the candle that it was made of. */
export interface TakenStep {
  readonly startMs: number;
  readonly endMs: number;
  readonly sweep: Sweep;
  readonly candle: SlotCandle;
}

interface Slot {
  readonly startMs: number;
  readonly sweep: Sweep;
  readonly candle: SlotCandle;
}

const joinCandle = (a: SlotCandle, b: SlotCandle): SlotCandle => ({
  open: a.open,
  high: Math.max(a.high, b.high),
  low: Math.min(a.low, b.low),
  volumeCoins: a.volumeCoins + b.volumeCoins,
});

/** Slots without a hole in their steps. */
const slotsOf = (steps: readonly TakenStep[]): Slot[] => {
  const groups = Map.groupBy(steps, ({ startMs }) => floorToPeriod(startMs, FIVE_MINUTES_MS));
  return [...groups].flatMap(([startMs, members]) => {
    const spanMs = members.reduce((sum, step) => sum + step.endMs - step.startMs, 0);
    const [first, ...rest] = members;
    if (!first || spanMs !== FIVE_MINUTES_MS) return [];
    return rest.reduce<Slot>(
      (slot, step) => ({
        startMs,
        sweep: addSweeps(slot.sweep, step.sweep),
        candle: joinCandle(slot.candle, step.candle),
      }),
      { startMs, sweep: first.sweep, candle: first.candle },
    );
  });
};

const usdOf = (liquidations: readonly Liquidation[], side: Side): number =>
  liquidations
    .filter((liquidation) => liquidation.side === side)
    .reduce((sum, { price, quantityCoins }) => sum + price * quantityCoins, 0);

const learnSlot = (
  { calibration, samples }: Learned,
  { startMs, sweep, candle }: Slot,
  heard: readonly Liquidation[],
  isThrottled: boolean,
): Learned => {
  const endMs = startMs + FIVE_MINUTES_MS;
  const inSlot = heard.filter(({ timeMs }) => timeMs >= startMs && timeMs < endMs);
  const observedLongUsd = usdOf(inSlot, 'long');
  const observedShortUsd = usdOf(inSlot, 'short');
  const sample = createAccuracySample(candle, sweep, observedLongUsd, observedShortUsd);
  if (!sample) return { calibration, samples };
  const observedOrders = inSlot.length;
  const seen = { predicted: sweep, observedLongUsd, observedShortUsd, isThrottled, observedOrders };
  return {
    calibration: observeSlot(calibration, seen),
    samples: addAccuracySample(samples, sample),
  };
};

/** What is known after the steps; null where none of them was listened to from end to end. */
export const learnFrom = (
  before: Learned,
  steps: readonly TakenStep[],
  { liquidations, observed }: ObservedLiquidations,
  isThrottled: boolean,
): Learned | null => {
  const isHeard = ({ startMs }: Slot): boolean =>
    observed.some(
      ({ fromMs, throughMs }) => fromMs <= startMs && startMs + FIVE_MINUTES_MS <= throughMs,
    );
  // A book that was built again goes over slots that taught it already.
  const lastMs = before.samples.at(-1)?.timeMs ?? -Infinity;
  const slots = slotsOf(steps).filter((slot) => isHeard(slot) && slot.sweep.timeMs > lastMs);
  if (slots.length === 0) return null;
  return slots.reduce(
    (learned, slot) => learnSlot(learned, slot, liquidations, isThrottled),
    before,
  );
};
