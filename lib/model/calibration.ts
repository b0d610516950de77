/**
 * What the model learns from reported liquidations.
 *
 *   κ = reported forced volume / open position that the model swept      per side
 *
 * κ is not a chance of being liquidated. Owners close most positions before the price arrives, and an
 * exchange reports what its stream lets through: Bybit all, Binance at most one order a second and symbol.
 * It says what that stream will show, and is kept for each exchange's book apart.
 *
 * A calibration is a plain object of numbers that can be stored as it is. Throwing it away is the way back
 * to the prior.
 */
import type { Side } from './market-data.ts';
import { CALIBRATION, PARAMETERS, type ModelParameters } from './parameters.ts';
import type { Sweep } from './sweep.ts';

/** What one side has seen so far; old slots fade. */
export interface SideEvidence {
  readonly sweptUsd: number;
  /** Sum of squares: how far the sums rest on few large slots. */
  readonly sweptSquaredUsd: number;
  readonly reportedUsd: number;
}

export interface Calibration {
  readonly version: number;
  /** Fully observed slots taken in. */
  readonly slots: number;
  readonly long: SideEvidence;
  readonly short: SideEvidence;
  /** Factor of each tier's standing share, lowest leverage first; 1 as shipped. */
  readonly tierWeights: readonly number[];
}

/** One slot of 5 minutes during which the stream was open all the time. */
export interface ObservedSlot {
  /** What the final book liquidated in the slot. */
  readonly predicted: Sweep;
  readonly observedLongUsd: number;
  readonly observedShortUsd: number;
  /** Whether the stream drops orders (Binance: one a second) or tells all (Bybit). */
  readonly isThrottled: boolean;
}

const VERSION = 1;
const NOTHING: SideEvidence = { sweptUsd: 0, sweptSquaredUsd: 0, reportedUsd: 0 };

/** The prior: nothing observed yet. */
export const createCalibration = (): Calibration => ({
  version: VERSION,
  slots: 0,
  long: NOTHING,
  short: NOTHING,
  tierWeights: PARAMETERS.tiers.map(() => 1),
});

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < CALIBRATION.mostUsd;

const addEvidence = (before: SideEvidence, sweptUsd: number, reportedUsd: number): SideEvidence => {
  const kept = 1 - 1 / CALIBRATION.memorySlots;
  return {
    sweptUsd: before.sweptUsd * kept + sweptUsd,
    sweptSquaredUsd: before.sweptSquaredUsd * kept + sweptUsd ** 2,
    reportedUsd: before.reportedUsd * kept + reportedUsd,
  };
};

/**
 * Takes one slot in and returns the new calibration. A slot with an amount that is no number, negative or
 * absurdly large is left out as a whole.
 */
export const observeSlot = (calibration: Calibration, slot: ObservedSlot): Calibration => {
  const { predicted, observedLongUsd, observedShortUsd } = slot;
  const amounts = [predicted.longUsd, predicted.shortUsd, observedLongUsd, observedShortUsd];
  if (!amounts.every(isAmount)) return calibration;
  return {
    ...calibration,
    slots: calibration.slots + 1,
    long: addEvidence(calibration.long, predicted.longUsd, observedLongUsd),
    short: addEvidence(calibration.short, predicted.shortUsd, observedShortUsd),
  };
};

/**
 * κ of one side. The prior counts as `priorSlots` slots of equal size; what was observed counts as
 * (Σ swept)² / Σ swept² slots, so that one crash is one slot however large it was.
 */
export const kappaOf = (calibration: Calibration, side: Side): number => {
  const { sweptUsd, sweptSquaredUsd, reportedUsd } = calibration[side];
  const prior = CALIBRATION.kappa[side];
  if (!(sweptUsd > 0)) return prior;
  const slots = sweptUsd ** 2 / sweptSquaredUsd;
  const { priorSlots, kappaRange } = CALIBRATION;
  const kappa = (slots * (reportedUsd / sweptUsd) + priorSlots * prior) / (slots + priorSlots);
  return Math.min(kappaRange[1], Math.max(kappaRange[0], kappa));
};

/** Forced volume (USD) that the exchange would report if `openUsd` of open position were reached. */
export const expectedForcedUsd = (openUsd: number, side: Side, calibration: Calibration): number =>
  openUsd * kappaOf(calibration, side);

/** The model with its leverage mix moved by what was learnt; as shipped for a calibration without slots. */
export const calibrateParameters = (
  parameters: ModelParameters,
  { tierWeights }: Calibration,
): ModelParameters => {
  if (tierWeights.every((weight) => weight === 1)) return parameters;
  const shares = parameters.tiers.map((t, n) => t.standingShare * (tierWeights[n] ?? 1));
  const sum = shares.reduce((total, share) => total + share, 0);
  return {
    ...parameters,
    tiers: parameters.tiers.map((t, n) => ({ ...t, standingShare: (shares[n] ?? 0) / sum })),
  };
};

const isEvidence = (value: unknown): value is SideEvidence =>
  typeof value === 'object' &&
  value !== null &&
  ['sweptUsd', 'sweptSquaredUsd', 'reportedUsd'].every((name) => {
    const amount = (value as Record<string, unknown>)[name];
    return typeof amount === 'number' && amount >= 0 && amount < Infinity;
  });

/** A stored row as a calibration, or null: then `createCalibration()` is the one to go on with. */
export const parseCalibration = (stored: unknown): Calibration | null => {
  if (typeof stored !== 'object' || stored === null) return null;
  const row = stored as Record<string, unknown>;
  if (row['version'] !== VERSION || !Number.isSafeInteger(row['slots'])) return null;
  if (!isEvidence(row['long']) || !isEvidence(row['short'])) return null;
  const weights = row['tierWeights'];
  const [least, most] = CALIBRATION.weightRange;
  if (!Array.isArray(weights) || weights.length !== PARAMETERS.tiers.length) return null;
  if (!weights.every((weight) => weight >= least && weight <= most)) return null;
  return stored as Calibration;
};
