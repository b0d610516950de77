/**
 * The model as it runs in the product: forward slot by slot, learning from the liquidation stream as it
 * goes. Nothing later than a slot is used in it.
 */
import { createBookContext } from '../../lib/model/book-context.ts';
import {
  calibrateParameters,
  createCalibration,
  kappaOf,
  observeSlot,
  type Calibration,
} from '../../lib/model/calibration.ts';
import type { Column } from '../../lib/model/column.ts';
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import { PARAMETERS } from '../../lib/model/parameters.ts';
import { advanceBook, createPositionBook, readColumn } from '../../lib/model/position-book.ts';
import { FIVE_MINUTES_MS } from '../../lib/model/time.ts';
import { stepsOf } from './simulated-estimators.ts';
import type { PublishedMarket, StreamedLiquidation } from './simulator/published.ts';

/** What the stream told in one slot. */
interface Heard {
  readonly usd: Record<Side, number>;
  orders: number;
}

/** What the stream told, by end of slot. */
export const hearSlots = (stream: readonly StreamedLiquidation[]): Map<number, Heard> => {
  const slots = new Map<number, Heard>();
  for (const { timeMs, side, price, coins } of stream) {
    const endMs = (Math.floor(timeMs / FIVE_MINUTES_MS) + 1) * FIVE_MINUTES_MS;
    const slot = slots.get(endMs) ?? { usd: { long: 0, short: 0 }, orders: 0 };
    slots.set(endMs, slot);
    slot.usd[side] += price * coins;
    slot.orders++;
  }
  return slots;
};

export const SILENCE: Heard = { usd: { long: 0, short: 0 }, orders: 0 };

export interface RunOptions {
  /** What was learnt earlier; the prior where nothing was. */
  readonly start?: Calibration;
  /** False keeps mix and κ as they are at the start. */
  readonly learns: boolean;
  /** Slots before this teach nothing: the book is still filling. */
  readonly learnFromMs: number;
  /** Forced volume is compared from here on. */
  readonly compareFromMs: number;
}

export interface CalibrationRun {
  readonly columns: readonly Column[];
  /** USD from `compareFromMs` on: what κ at the time said the stream would show, and what it showed. */
  readonly expectedUsd: Record<Side, number>;
  readonly reportedUsd: Record<Side, number>;
  /** What is known at the end. */
  readonly calibration: Calibration;
}

/** Maps at `momentsMs`, and what the model expected of the stream on the way. */
export const runCalibrated = (
  published: PublishedMarket,
  momentsMs: readonly number[],
  { start, learns, learnFromMs, compareFromMs }: RunOptions,
): CalibrationRun => {
  const heard = hearSlots(published.liquidationStream);
  const wanted = new Set(momentsMs);
  const columns: Column[] = [];
  const expectedUsd = { long: 0, short: 0 };
  const reportedUsd = { long: 0, short: 0 };
  let calibration = start ?? createCalibration();
  let context = createBookContext(published.brackets, calibrateParameters(PARAMETERS, calibration));
  const book = createPositionBook(context.leverages);

  for (const step of stepsOf(published)) {
    if (step.kind !== 'traded') continue;
    const predicted = advanceBook(book, step, context);
    const slot = heard.get(step.endMs) ?? SILENCE;
    if (step.endMs > compareFromMs) {
      for (const side of SIDES) {
        const swept = side === 'long' ? predicted.longUsd : predicted.shortUsd;
        expectedUsd[side] += swept * kappaOf(calibration, side);
        reportedUsd[side] += slot.usd[side];
      }
    }
    if (wanted.has(step.endMs)) columns.push(readColumn(book, step.endMs, step.close));
    if (!learns || step.endMs <= learnFromMs) continue;
    calibration = observeSlot(calibration, {
      predicted,
      observedLongUsd: slot.usd.long,
      observedShortUsd: slot.usd.short,
      isThrottled: true,
      observedOrders: slot.orders,
    });
    context = createBookContext(published.brackets, calibrateParameters(PARAMETERS, calibration));
  }
  return { columns, expectedUsd, reportedUsd, calibration };
};
