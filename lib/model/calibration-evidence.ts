/**
 * What one side of a calibration has seen, and what it says about κ and about the tilt of the leverage mix.
 *
 * The tilt τ stands for one question that reported liquidations can answer: did more of them come from high
 * leverage than the mix as shipped would have it? A mix tilted by τ has tier shares in proportion to
 * `share · (leverage / 10)^τ`. Each slot's swept USD are kept for a row of tilts, as sums:
 *
 *   S(τ) = Σ swept(τ)        A(τ) = Σ reported · ln swept(τ)        Y = Σ reported
 *
 * If reported volume is Poisson around κ · swept(τ), with κ free, a tilt's log likelihood is A(τ) − Y ln S(τ)
 * per unit of volume. Volume comes in lumps: one unit is taken so that Y is (Σy)² / Σy² of them, hence a
 * single crash is one observation.
 */
import { CALIBRATION, PARAMETERS } from './parameters.ts';
import { FIVE_MINUTES_MS, SECOND_MS } from './time.ts';

const SLOT_SECONDS = FIVE_MINUTES_MS / SECOND_MS;
const TILT_STEPS = 16;
const [LEAST_TILT, MOST_TILT] = CALIBRATION.tiltRange;

/** Tilts that evidence is kept for. */
export const TILTS: readonly number[] = Array.from(
  { length: TILT_STEPS + 1 },
  (_, n) => LEAST_TILT + ((MOST_TILT - LEAST_TILT) * n) / TILT_STEPS,
);

/** Factor by which a tilt changes each tier's share; the shares still sum to 1. */
export const tierFactors = (tilt: number): readonly number[] => {
  const raw = PARAMETERS.tiers.map((tier) => (tier.leverage / 10) ** tilt);
  const sum = PARAMETERS.tiers.reduce((total, t, n) => total + t.standingShare * (raw[n] ?? 0), 0);
  return raw.map((factor) => factor / sum);
};

const FACTORS = TILTS.map(tierFactors);

/** Sums over slots, older ones counting less. The last two have one element for each of `TILTS`. */
export interface SideEvidence {
  /** As reported, for κ. */
  readonly reportedUsd: number;
  readonly sweptSquaredUsd: number;
  /** Reported where something was swept, with what a throttled stream dropped added back. */
  readonly matchedUsd: number;
  readonly matchedSquaredUsd: number;
  readonly sweptUsd: readonly number[];
  readonly matchedLogUsd: readonly number[];
}

const ZEROS = TILTS.map(() => 0);

export const NO_EVIDENCE: SideEvidence = {
  reportedUsd: 0,
  sweptSquaredUsd: 0,
  matchedUsd: 0,
  matchedSquaredUsd: 0,
  sweptUsd: ZEROS,
  matchedLogUsd: ZEROS,
};

/** One side of a slot. */
export interface SideSlot {
  readonly sweptUsdByTier: readonly number[];
  readonly sweptUsd: number;
  readonly reportedUsd: number;
  /** Orders of both sides, where a throttled stream told them; null for a stream that tells all. */
  readonly throttledOrders: number | null;
}

/**
 * A stream that shows one order a second hides more, the busier the slot. If orders come independently
 * and a share f of the seconds had one, −ln(1 − f) / f came for each that was shown.
 */
const hiddenFactor = (orders: number): number => {
  const share = Math.min(orders, SLOT_SECONDS - 0.5) / SLOT_SECONDS;
  return share > 0 ? -Math.log(1 - share) / share : 1;
};

/** What a mix of each tilt would have swept, given what the mix in force (`tilt`) swept. */
const sweepByTilt = (byTier: readonly number[], tilt: number): readonly number[] => {
  const inForce = tierFactors(tilt);
  return FACTORS.map((factors) =>
    byTier.reduce((sum, usd, n) => sum + (usd * (factors[n] ?? 0)) / (inForce[n] ?? 1), 0),
  );
};

/** Adds one slot, predicted by a mix of tilt `tilt`, to what was seen before. */
export const addSlot = (before: SideEvidence, slot: SideSlot, tilt: number): SideEvidence => {
  const kept = 1 - 1 / CALIBRATION.memorySlots;
  const swept = sweepByTilt(slot.sweptUsdByTier, tilt);
  const isMatched = swept.every((usd) => usd > 0);
  const isThrottled = slot.throttledOrders !== null;
  const factor = hiddenFactor(slot.throttledOrders ?? 0);
  const matched = isMatched ? slot.reportedUsd * factor : 0;
  const trust = isThrottled ? CALIBRATION.throttledTrust : 1;
  return {
    reportedUsd: before.reportedUsd * kept + slot.reportedUsd,
    sweptSquaredUsd: before.sweptSquaredUsd * kept + slot.sweptUsd ** 2,
    matchedUsd: before.matchedUsd * kept + matched,
    matchedSquaredUsd: before.matchedSquaredUsd * kept + matched ** 2 / trust,
    sweptUsd: before.sweptUsd.map((usd, n) => usd * kept + (swept[n] ?? 0)),
    matchedLogUsd: before.matchedLogUsd.map(
      (sum, n) => sum * kept + (matched > 0 ? matched * Math.log(swept[n] ?? 1) : 0),
    ),
  };
};

/** Log likelihood of each of `TILTS`, up to a constant; all 0 where nothing speaks. */
const likelihoods = (side: SideEvidence): readonly number[] => {
  const { matchedUsd, matchedSquaredUsd, sweptUsd, matchedLogUsd } = side;
  if (!(matchedUsd > 0 && matchedSquaredUsd > 0)) return ZEROS;
  const lumps = matchedUsd ** 2 / matchedSquaredUsd;
  return TILTS.map(
    (_, n) => lumps * ((matchedLogUsd[n] ?? 0) / matchedUsd - Math.log(sweptUsd[n] || 1)),
  );
};

/** The mean of the tilts, weighted by likelihood and prior; the prior's 0 where nothing was observed. */
export const estimateTilt = (sides: readonly SideEvidence[]): number => {
  if (sides.every((side) => side.matchedUsd === 0)) return 0;
  const bySide = sides.map(likelihoods);
  const logs = TILTS.map((tilt, n) => {
    const observed = bySide.reduce((sum, values) => sum + (values[n] ?? 0), 0);
    return observed - tilt ** 2 / (2 * CALIBRATION.tiltSpread ** 2);
  });
  const highest = Math.max(...logs);
  const weights = logs.map((value) => Math.exp(value - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = weights.reduce((total, weight, n) => total + weight * (TILTS[n] ?? 0), 0) / sum;
  return Number.isFinite(mean) ? mean : 0;
};

/** What the mix of tilt `tilt` would have swept in all, on a line between the tilts that are kept. */
const sweptAt = ({ sweptUsd }: SideEvidence, tilt: number): number => {
  const at = ((tilt - LEAST_TILT) / (MOST_TILT - LEAST_TILT)) * TILT_STEPS;
  const below = Math.max(0, Math.min(TILT_STEPS - 1, Math.floor(at)));
  const low = sweptUsd[below] ?? 0;
  return low + (at - below) * ((sweptUsd[below + 1] ?? 0) - low);
};

/**
 * κ of a side whose mix has tilt `tilt`. The prior counts as `priorSlots` equal slots; what was observed
 * as (Σ swept)² / Σ swept² of them.
 */
export const estimateKappa = (side: SideEvidence, prior: number, tilt: number): number => {
  const { priorSlots, kappaRange } = CALIBRATION;
  const sweptUsd = sweptAt(side, tilt);
  if (!(sweptUsd > 0 && side.sweptSquaredUsd > 0)) return prior;
  const slots = sweptUsd ** 2 / side.sweptSquaredUsd;
  const observed = side.reportedUsd / sweptUsd;
  const kappa = (slots * observed + priorSlots * prior) / (slots + priorSlots);
  if (!Number.isFinite(kappa)) return prior;
  return Math.min(kappaRange[1], Math.max(kappaRange[0], kappa));
};
