/**
 * Would the mix of leverage be better if it moved with what traders' mood shows? The mix is tilted by so much
 * for each deviation of funding (or of the share of accounts that are long) from its mean so far, and the
 * map is scored on simulated markets. A signal that helps has a line above the one of strength 0.
 */
import { createBookContext, type BookContext } from '../../lib/model/book-context.ts';
import { tierFactors } from '../../lib/model/calibration-evidence.ts';
import { SIDES } from '../../lib/model/market-data.ts';
import { PARAMETERS, type ModelParameters } from '../../lib/model/parameters.ts';
import { advanceBook, createPositionBook, readColumn } from '../../lib/model/position-book.ts';
import { DAY_MS, HOUR_MS } from '../../lib/model/time.ts';
import { compareMaps } from './map-agreement.ts';
import { readAtMoments, type Estimator } from './simulated-estimators.ts';
import { medians } from './simulated-score.ts';
import type { PublishedMarket } from './simulator/published.ts';
import { REGIMES } from './simulator/regimes.ts';
import { simulateMarket } from './simulator/simulate-market.ts';

const SIGNALS = ['funding', 'longShare'] as const;
type Signal = (typeof SIGNALS)[number];

export interface Modulation {
  readonly signal: Signal;
  /** Tilt of the mix for a signal one standard deviation above its mean so far. */
  readonly strength: number;
  readonly bins: number;
  readonly zones: number;
}

const STRENGTHS = [-0.4, -0.2, 0, 0.2, 0.4];
const SEEDS = [21, 22];
const DAYS = 20;
const SKIPPED_DAYS = 8;
/** Contexts are made for tilts in steps of this. */
const TILT_STEP = 0.05;
const MOST_DEVIATIONS = 2;

const readSignal = (published: PublishedMarket, signal: Signal) =>
  signal === 'funding'
    ? published.funding.map(({ timeMs, rate }) => ({ timeMs, value: rate }))
    : published.accountRatio.map(({ timeMs, longShare }) => ({ timeMs, value: longShare }));

/** Deviations from the mean of what was published until a time; times must rise. */
const createDeviation = (points: readonly { timeMs: number; value: number }[]) => {
  let [next, count, sum, squares, last] = [0, 0, 0, 0, 0];
  return (timeMs: number): number => {
    for (; (points[next]?.timeMs ?? Infinity) <= timeMs; next++) {
      last = points[next]!.value;
      count++;
      sum += last;
      squares += last ** 2;
    }
    const mean = sum / Math.max(1, count);
    const spread = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean ** 2));
    const deviation = count > 1 && spread > 0 ? (last - mean) / spread : 0;
    return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviation));
  };
};

const tilted = (tilt: number): ModelParameters => {
  const factors = tierFactors(tilt);
  const tiers = PARAMETERS.tiers.map((tier, n) => ({
    ...tier,
    standingShare: tier.standingShare * factors[n]!,
  }));
  return { ...PARAMETERS, tiers };
};

const createModulated =
  (signal: Signal, strength: number): Estimator =>
  (published, momentsMs) => {
    const contexts = new Map<number, BookContext>();
    const contextAt = (tilt: number): BookContext => {
      const key = Math.round(tilt / TILT_STEP);
      const known = contexts.get(key);
      if (known) return known;
      const made = createBookContext(published.brackets, tilted(key * TILT_STEP));
      contexts.set(key, made);
      return made;
    };
    const deviationAt = createDeviation(readSignal(published, signal));
    const book = createPositionBook();
    return readAtMoments(
      published,
      momentsMs,
      (step) => void advanceBook(book, step, contextAt(strength * deviationAt(step.endMs))),
      (step) => readColumn(book, step.endMs, step.close),
    );
  };

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means over regimes, seeds and sides. Takes a minute or two. */
export const scoreModulation = (): Modulation[] => {
  const markets = REGIMES.flatMap((regime) =>
    SEEDS.map((seed) => simulateMarket({ regime, seed, days: DAYS, snapshotMs: 6 * HOUR_MS })),
  );
  const scoreOne = (signal: Signal, strength: number): Modulation => {
    const agreements = markets.flatMap(({ published, truth }) => {
      const firstMs = published.startMs + SKIPPED_DAYS * DAY_MS;
      const maps = truth.maps.map(({ column }) => column).filter(({ timeMs }) => timeMs > firstMs);
      const moments = maps.map(({ timeMs }) => timeMs);
      const columns = createModulated(signal, strength)(published, moments);
      return SIDES.map((side) =>
        medians(maps.map((map, n) => compareMaps(columns[n]!, map, map.price, side))),
      );
    });
    return {
      signal,
      strength,
      bins: mean(agreements.map((one) => one.spearman)),
      zones: mean(agreements.map((one) => one.zoneSpearman)),
    };
  };
  return SIGNALS.flatMap((signal) => STRENGTHS.map((strength) => scoreOne(signal, strength)));
};

export const formatModulation = (rows: readonly Modulation[]): string =>
  [
    'Mix tilted by a signal: mean rank correlation with the true map',
    'signal      strength   bins  zones',
    ...rows.map((row) =>
      [
        row.signal.padEnd(12),
        row.strength.toFixed(1).padStart(7),
        row.bins.toFixed(3).padStart(6),
        row.zones.toFixed(3).padStart(6),
      ].join(' '),
    ),
  ].join('\n');
