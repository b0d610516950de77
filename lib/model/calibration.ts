/**
 * What the model learns of one book from the liquidations that its exchange reports:
 *
 *   κ     reported forced volume / open position that the model swept, for each side
 *   tilt  how much more (or less) of the mix is at high leverage than as shipped
 *
 * κ is not a chance of being liquidated. Owners close most positions before the price arrives, and an
 * exchange reports what its stream lets through: Bybit all, Binance at most one order a second and symbol.
 * κ says what that stream will show, and is kept for each book apart.
 *
 * A calibration is a plain object of numbers that can be stored as it is. Throwing it away is the way back
 * to the prior, exactly.
 */
import {
  addSlot,
  estimateKappa,
  estimateTilt,
  NO_EVIDENCE,
  tierFactors,
  TILTS,
  type SideEvidence,
} from './calibration-evidence.ts';
import type { Side } from './market-data.ts';
import {
  CALIBRATION,
  MODEL_VERSION,
  type CalibrationParameters,
  type ModelParameters,
} from './parameters.ts';
import type { Sweep } from './sweep.ts';

export interface Calibration {
  readonly modelVersion: string;
  /** Fully observed slots taken in since it began. */
  readonly slots: number;
  readonly long: SideEvidence;
  readonly short: SideEvidence;
}

/** One slot of 5 minutes during which the stream was open all the time. */
export interface ObservedSlot {
  /** What the final book liquidated, advanced with the parameters of the calibration it is given to. */
  readonly predicted: Sweep;
  readonly observedLongUsd: number;
  readonly observedShortUsd: number;
  /** Whether the stream drops orders (Binance: all but one a second) or tells all (Bybit). */
  readonly isThrottled: boolean;
  /** Orders that a throttled stream told in the slot, both sides: shows how much it hid. */
  readonly observedOrders?: number;
}

/** The prior: nothing observed yet. */
export const createCalibration = (): Calibration => ({
  modelVersion: MODEL_VERSION,
  slots: 0,
  long: NO_EVIDENCE,
  short: NO_EVIDENCE,
});

type TiltSwitch = Pick<CalibrationParameters, 'mixFollows'>;

/** Tilt of the leverage mix, 0 as shipped and wherever the mix is not to follow what was learnt. */
export const tiltOf = (
  { long, short }: Calibration,
  { mixFollows }: TiltSwitch = CALIBRATION,
): number => (mixFollows ? estimateTilt([long, short]) : 0);

/** κ of one side. */
export const kappaOf = (calibration: Calibration, side: Side): number =>
  estimateKappa(calibration[side], CALIBRATION.kappa[side], tiltOf(calibration));

/** Forced volume (USD) that the exchange would report if `openUsd` of open position were reached. */
export const expectedForcedUsd = (openUsd: number, side: Side, calibration: Calibration): number =>
  openUsd * kappaOf(calibration, side);

const isAmount = (value: number): boolean => value >= 0 && value < CALIBRATION.mostUsd;

/**
 * Takes one slot in and returns the new calibration. A slot with an amount that is no number, negative or
 * absurdly large is left out as a whole.
 */
export const observeSlot = (calibration: Calibration, slot: ObservedSlot): Calibration => {
  const { predicted, observedLongUsd, observedShortUsd, isThrottled, observedOrders = 0 } = slot;
  const { longUsd, longUsdByTier, shortUsd, shortUsdByTier } = predicted;
  const amounts = [longUsd, shortUsd, observedLongUsd, observedShortUsd, observedOrders];
  if (![...amounts, ...longUsdByTier, ...shortUsdByTier].every(isAmount)) return calibration;
  const tilt = tiltOf(calibration);
  const throttledOrders = isThrottled ? observedOrders : null;
  return {
    ...calibration,
    slots: calibration.slots + 1,
    long: addSlot(
      calibration.long,
      {
        sweptUsd: longUsd,
        sweptUsdByTier: longUsdByTier,
        reportedUsd: observedLongUsd,
        throttledOrders,
      },
      tilt,
    ),
    short: addSlot(
      calibration.short,
      {
        sweptUsd: shortUsd,
        sweptUsdByTier: shortUsdByTier,
        reportedUsd: observedShortUsd,
        throttledOrders,
      },
      tilt,
    ),
  };
};

/** The model with its leverage mix tilted by what was learnt; as it was given where nothing was. */
export const calibrateParameters = (
  parameters: ModelParameters,
  calibration: Calibration,
  tiltSwitch: TiltSwitch = CALIBRATION,
): ModelParameters => {
  const tilt = tiltOf(calibration, tiltSwitch);
  if (tilt === 0) return parameters;
  const factors = tierFactors(tilt);
  const tiers = parameters.tiers.map((tier, n) => ({
    ...tier,
    standingShare: tier.standingShare * (factors[n] ?? 1),
  }));
  return { ...parameters, tiers };
};

const isEvidence = (value: unknown): value is SideEvidence => {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Record<string, unknown>;
  const isSum = (sum: unknown): boolean =>
    typeof sum === 'number' && Number.isFinite(sum) && sum >= 0;
  const perTilt = (list: unknown, isSound: (n: unknown) => boolean): boolean =>
    Array.isArray(list) && list.length === TILTS.length && list.every(isSound);
  return (
    [row['reportedUsd'], row['sweptSquaredUsd'], row['matchedUsd'], row['matchedSquaredUsd']].every(
      isSum,
    ) &&
    perTilt(row['sweptUsd'], isSum) &&
    perTilt(row['matchedLogUsd'], Number.isFinite)
  );
};

/**
 * A stored row as a calibration, or null: then `createCalibration()` is the one to go on with. What was
 * learnt by another version of the model does not hold for this one.
 */
export const parseCalibration = (stored: unknown): Calibration | null => {
  if (typeof stored !== 'object' || stored === null) return null;
  const row = stored as Record<string, unknown>;
  if (row['modelVersion'] !== MODEL_VERSION || !Number.isSafeInteger(row['slots'])) return null;
  return isEvidence(row['long']) && isEvidence(row['short']) ? (stored as Calibration) : null;
};
