import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateKappa, NO_EVIDENCE, TILTS } from '../../../lib/model/calibration-evidence.ts';
import {
  calibrateParameters,
  createCalibration,
  expectedForcedUsd,
  kappaOf,
  observeSlot,
  parseCalibration,
  tiltOf,
  type Calibration,
  type ObservedSlot,
} from '../../../lib/model/calibration.ts';
import { tierFactors } from '../../../lib/model/calibration-evidence.ts';
import { SIDES } from '../../../lib/model/market-data.ts';
import { CALIBRATION, CALIBRATION_NOTES, PARAMETERS } from '../../../lib/model/parameters.ts';
import { emptySweep, type Sweep } from '../../../lib/model/sweep.ts';

const LEVERAGES = PARAMETERS.tiers.map((tier) => tier.leverage);

/** Longs swept by leverage; shorts nothing. */
const sweptLongs = (usdByLeverage: Readonly<Record<number, number>>): Sweep => {
  const longUsdByTier = LEVERAGES.map((leverage) => usdByLeverage[leverage] ?? 0);
  const longUsd = longUsdByTier.reduce((sum, usd) => sum + usd, 0);
  return { ...emptySweep(0), longUsd, longUsdByTier };
};

const slotOf = (predicted: Sweep, observedLongUsd: number): ObservedSlot => ({
  predicted,
  observedLongUsd,
  observedShortUsd: 0,
  isThrottled: false,
});

const observeAll = (slots: readonly ObservedSlot[]): Calibration =>
  slots.reduce(observeSlot, createCalibration());

/** What the mix of this calibration sweeps where the mix as shipped sweeps `sweep`. */
const inForce = (sweep: Sweep, calibration: Calibration): Sweep => {
  const factors = tierFactors(tiltOf(calibration));
  const longUsdByTier = sweep.longUsdByTier.map((usd, n) => usd * factors[n]!);
  return { ...sweep, longUsdByTier, longUsd: longUsdByTier.reduce((sum, usd) => sum + usd, 0) };
};

/** As the product does it: the book goes forward with what was learnt so far. */
const live = (slots: readonly ObservedSlot[]): Calibration =>
  slots.reduce(
    (calibration, slot) =>
      observeSlot(calibration, { ...slot, predicted: inForce(slot.predicted, calibration) }),
    createCalibration(),
  );

const repeat = (count: number, slots: readonly ObservedSlot[]): ObservedSlot[] =>
  Array.from({ length: count }, () => slots).flat();

describe('κ', () => {
  it('is the prior before anything was observed', () => {
    const calibration = createCalibration();
    expect(kappaOf(calibration, 'long')).toBe(0.0099);
    expect(kappaOf(calibration, 'short')).toBe(0.007);
    expect(expectedForcedUsd(1_000_000, 'long', calibration)).toBeCloseTo(9900, 9);
  });

  it('counts the prior as twenty slots of equal size', () => {
    // 20 equal slots with half of the swept reported: (20 · .5 + 20 · .0099) / 40 = .25495. Fading takes
    // 1/8640 a slot from the older ones, in the swept and in the reported alike.
    const even = sweptLongs({ 10: 1000 });
    const calibration = observeAll(repeat(20, [slotOf(even, 500)]));
    expect(kappaOf(calibration, 'long')).toBeCloseTo(0.25495, 3);
    expect(kappaOf(calibration, 'short')).toBe(0.007);
  });

  it('takes one huge slot for one slot', () => {
    // A crash a million times as large as all before: it counts as one slot beside the prior's twenty.
    // (1 · .5 + 20 · .0099) / 21 = .0332
    const crash = slotOf(sweptLongs({ 10: 1e9 }), 5e8);
    const calibration = observeAll([slotOf(sweptLongs({ 10: 1000 }), 0), crash]);
    expect(kappaOf(calibration, 'long')).toBeCloseTo(0.0332, 3);
  });

  it('says what the stream shows, not what a throttled one hid', () => {
    const slot = {
      ...slotOf(sweptLongs({ 10: 1000 }), 100),
      isThrottled: true,
      observedOrders: 200,
    };
    const complete = slotOf(sweptLongs({ 10: 1000 }), 100);
    const [throttled, full] = [slot, complete].map((one) => observeAll(repeat(50, [one])));
    expect(kappaOf(throttled!, 'long')).toBeCloseTo(kappaOf(full!, 'long'), 9);
  });
});

describe('the tilt of the mix', () => {
  // One kind of slot sweeps 100x only, the other 5x only, the same USD.
  const high = sweptLongs({ 100: 1000 });
  const low = sweptLongs({ 5: 1000 });

  it('stays where both kinds report alike', () => {
    expect(tiltOf(live(repeat(100, [slotOf(high, 50), slotOf(low, 50)])))).toBeCloseTo(0, 2);
  });

  it('goes to high leverage where slots of high leverage report more, and back', () => {
    const up = live(repeat(100, [slotOf(high, 60), slotOf(low, 40)]));
    // Half as much again needs 20^τ = 60 / 40: τ = ln 1.5 / ln 20 = .135; the prior holds it back a little.
    expect(tiltOf(up)).toBeGreaterThan(0.11);
    expect(tiltOf(up)).toBeLessThan(0.135);
    const down = live(repeat(100, [slotOf(high, 40), slotOf(low, 60)]));
    expect(tiltOf(down)).toBeLessThan(-0.1);
  });

  it('leaves the mix as shipped where that is not to follow, whatever was learnt', () => {
    const up = live(repeat(100, [slotOf(high, 60), slotOf(low, 40)]));
    expect(calibrateParameters(PARAMETERS, up)).not.toEqual(PARAMETERS);
    expect(tiltOf(up, { mixFollows: 0 })).toBe(0);
    expect(calibrateParameters(PARAMETERS, up, { mixFollows: 0 })).toBe(PARAMETERS);
  });

  it('learns the same from a slot whichever mix predicted it', () => {
    // What is swept at 100x by a mix tilted by τ is more by the tilt's factor of that tier.
    const taught = live(repeat(100, [slotOf(high, 60), slotOf(low, 40)]));
    const next = observeSlot(taught, slotOf(inForce(high, taught), 60));
    // Element 8 of the sums is tilt 0: what the mix as shipped would have swept, 1000 here.
    const swept = (c: Calibration): number => c.long.sweptUsd[8]!;
    expect(swept(next) - swept(taught)).toBeCloseTo(1000 - swept(taught) / 8640, 6);
  });

  it('adds back what a throttled stream hid in busy slots', () => {
    // 259 of 300 seconds had an order: −ln(1 − .8633) / .8633 = 2.305 came for each one shown.
    const busy = { ...slotOf(low, 1000), isThrottled: true, observedOrders: 259 };
    expect(observeAll([busy]).long.matchedUsd).toBeCloseTo(2305, 0);
    expect(observeAll([busy]).long.reportedUsd).toBe(1000);
  });

  it('moves shares and keeps their sum', () => {
    const calibration = live(repeat(100, [slotOf(high, 60), slotOf(low, 40)]));
    const { tiers } = calibrateParameters(PARAMETERS, calibration);
    expect(tiers.reduce((sum, tier) => sum + tier.standingShare, 0)).toBeCloseTo(1, 9);
    // Tiers above 10x gain on those below in the order of leverage.
    const gains = tiers.map((tier, n) => tier.standingShare / PARAMETERS.tiers[n]!.standingShare);
    expect(gains).toEqual(gains.toSorted((a, b) => a - b));
  });
});

describe('bounds and the way back', () => {
  const anyAmount = fc.oneof(
    fc.double({ min: 0, max: 1e10, noNaN: true }),
    fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 1e13, 1e300, 0),
  );
  const anySlot = fc
    .record({
      byTier: fc.array(anyAmount, { minLength: LEVERAGES.length, maxLength: LEVERAGES.length }),
      observedLongUsd: anyAmount,
      observedShortUsd: anyAmount,
      isThrottled: fc.boolean(),
      observedOrders: anyAmount,
    })
    .map(({ byTier, ...rest }): ObservedSlot => {
      const longUsd = byTier.reduce((sum, usd) => sum + usd, 0);
      const shortUsd = byTier[0] ?? 0;
      const predicted = {
        ...emptySweep(0),
        longUsd,
        longUsdByTier: byTier,
        shortUsd,
        shortUsdByTier: [shortUsd],
      };
      return { predicted, ...rest };
    });

  it('holds κ, tilt and shares within their bounds whatever is observed', () => {
    fc.assert(
      fc.property(fc.array(anySlot, { maxLength: 30 }), (slots) => {
        const calibration = observeAll(slots);
        const tilt = tiltOf(calibration);
        expect(tilt).toBeGreaterThanOrEqual(CALIBRATION.tiltRange[0]);
        expect(tilt).toBeLessThanOrEqual(CALIBRATION.tiltRange[1]);
        for (const side of SIDES) {
          expect(kappaOf(calibration, side)).toBeGreaterThanOrEqual(CALIBRATION.kappaRange[0]);
          expect(kappaOf(calibration, side)).toBeLessThanOrEqual(CALIBRATION.kappaRange[1]);
        }
        const { tiers } = calibrateParameters(PARAMETERS, calibration);
        expect(tiers.reduce((sum, tier) => sum + tier.standingShare, 0)).toBeCloseTo(1, 9);
        expect(tiers.every((tier) => tier.standingShare > 0)).toBe(true);
        expect(parseCalibration(structuredClone(calibration))).toEqual(calibration);
      }),
    );
  });

  it.each([Number.NaN, -1, 1e13, Infinity])('leaves out a slot with an amount of %d', (amount) => {
    const calibration = observeAll([slotOf(sweptLongs({ 10: 1000 }), 50)]);
    expect(observeSlot(calibration, slotOf(sweptLongs({ 10: 1000 }), amount))).toBe(calibration);
    expect(observeSlot(calibration, slotOf(sweptLongs({ 10: amount }), 50))).toBe(calibration);
  });

  it('never moves the share of a tier by more than a factor of six', () => {
    for (const tilt of CALIBRATION.tiltRange) {
      for (const factor of tierFactors(tilt)) {
        expect(factor).toBeGreaterThan(1 / 6);
        expect(factor).toBeLessThan(6);
      }
    }
  });

  it('is exactly the model as shipped without observations', () => {
    expect(calibrateParameters(PARAMETERS, createCalibration())).toBe(PARAMETERS);
    const silent = observeAll(repeat(10, [slotOf(emptySweep(0), 0)]));
    expect(calibrateParameters(PARAMETERS, silent)).toBe(PARAMETERS);
    expect(kappaOf(silent, 'long')).toBe(CALIBRATION.kappa.long);
  });

  it('does not change what it is given', () => {
    const before = createCalibration();
    const copy = structuredClone(before);
    observeSlot(before, slotOf(sweptLongs({ 10: 1000 }), 50));
    expect(before).toEqual(copy);
  });
});

describe('a stored calibration', () => {
  const learnt = observeAll(repeat(3, [slotOf(sweptLongs({ 10: 1000, 100: 50 }), 50)]));

  it('comes back as it was, through JSON as well', () => {
    expect(parseCalibration(structuredClone(learnt))).toEqual(learnt);
    expect(parseCalibration(JSON.parse(JSON.stringify(learnt)))).toEqual(learnt);
  });

  it.each([
    ['nothing', null],
    ['a text', 'calibration'],
    ['another version', { ...learnt, modelVersion: '1' }],
    ['half a slot', { ...learnt, slots: 0.5 }],
    ['no shorts', { ...learnt, short: undefined }],
    ['a sum that is no number', { ...learnt, long: { ...learnt.long, reportedUsd: Number.NaN } }],
    ['a negative sum', { ...learnt, long: { ...learnt.long, matchedUsd: -1 } }],
    ['too few tilts', { ...learnt, long: { ...learnt.long, sweptUsd: [1, 2, 3] } }],
  ])('is refused if it is %s', (_, stored) => {
    expect(parseCalibration(stored)).toBeNull();
  });
});

it.each(Object.entries(CALIBRATION_NOTES))('%s lies within its stated range', (name, { range }) => {
  const value = CALIBRATION[name as keyof typeof CALIBRATION_NOTES];
  for (const one of typeof value === 'number' ? [value] : Object.values(value)) {
    expect(one).toBeGreaterThanOrEqual(range[0]);
    expect(one).toBeLessThanOrEqual(range[1]);
  }
});

it('κ stays between .0001 and 1 whatever is reported', () => {
  // Equal slots (Σ s)² / Σ s² = 1000² / 1000: a thousand of them outweigh the prior's 20.
  const side = { ...NO_EVIDENCE, sweptSquaredUsd: 1000, sweptUsd: TILTS.map(() => 1000) };
  expect(estimateKappa({ ...side, reportedUsd: 1e9 }, 0.01, 0)).toBe(1);
  expect(estimateKappa(side, 0.0001, 0)).toBe(0.0001);
});
