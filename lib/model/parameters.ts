/**
 * Every number that the model assumes, in one place: value, unit, range and where it comes from. Shares
 * are of one side's open interest.
 *
 * What is known about leverage (docs/model.md has the sources): positions that stand are mostly below
 * 10x, positions that are liquidated average about 60x. One vector of weights cannot say both; a
 * standing share and a life per tier can: flow into a tier is its standing share divided by its life.
 */

/** Changes whenever the same rows would give another map; stored books of other versions are rebuilt. */
export const MODEL_VERSION = '2';

/** One class of leverage. Positions of a tier are born together and die at the same rate. */
export interface Tier {
  readonly leverage: number;
  /** Share of the open interest of a side that stands in this tier when flow is steady. */
  readonly standingShare: number;
  /** Size of an ordinary position of this tier in USD; decides its maintenance bracket. */
  readonly notionalUsd: number;
}

export interface ModelParameters {
  readonly tiers: readonly Tier[];
  readonly lifeOfTenHours: number;
  readonly lifeExponent: number;
  readonly busyExponent: number;
  readonly volumeMemoryHours: number;
  readonly roleTilt: number;
  readonly notionalSpread: number;
  readonly blurShare: number;
  readonly seedDailyMove: number;
  readonly doubtFactor: number;
}

/** What a parameter means and how far it may be moved. */
export interface ParameterNote {
  readonly meaning: string;
  readonly unit: string;
  readonly range: readonly [least: number, most: number];
  readonly source: string;
}

const tier = (leverage: number, standingShare: number, notionalUsd: number): Tier => ({
  leverage,
  standingShare,
  notionalUsd,
});

export const PARAMETERS: ModelParameters = {
  // Shares: as published of open interest that stands (docs/model.md): 47 % at 3x and below, 38 % from
  // 4x to 7x, 15 % above; inside these the fall with leverage is an assumption.
  tiers: [
    tier(2, 0.25, 3_000_000),
    tier(3, 0.22, 3_000_000),
    tier(4, 0.16, 3_000_000),
    tier(5, 0.13, 3_000_000),
    tier(7, 0.09, 3_000_000),
    tier(10, 0.07, 2_000_000),
    tier(15, 0.035, 1_500_000),
    tier(20, 0.02, 1_000_000),
    tier(25, 0.012, 700_000),
    tier(50, 0.008, 200_000),
    tier(75, 0.002, 80_000),
    tier(100, 0.002, 30_000),
    tier(125, 0.001, 20_000),
  ],
  lifeOfTenHours: 60,
  lifeExponent: 1.25,
  busyExponent: 0.6,
  volumeMemoryHours: 168,
  roleTilt: 0.2,
  notionalSpread: 3,
  blurShare: 0.002,
  seedDailyMove: 0.025,
  doubtFactor: 2,
};

const CHOSEN = 'chosen on the first 60 % of the recorded liquidations';

export const PARAMETER_NOTES: Readonly<
  Record<Exclude<keyof ModelParameters, 'tiers'>, ParameterNote>
> = {
  lifeOfTenHours: {
    meaning: 'mean life of a 10x position',
    unit: 'hours of ordinary volume',
    range: [12, 300],
    source: `${CHOSEN}; between 36 and 100 ranks hardly change`,
  },
  lifeExponent: {
    meaning: 'life falls with leverage as (10 / leverage) to this power',
    unit: 'none',
    range: [0.5, 2],
    source: `${CHOSEN}; between 1 and 1.25 ranks hardly change`,
  },
  busyExponent: {
    meaning: 'an hour with x times the ordinary volume counts as x to this power hours',
    unit: 'none',
    range: [0, 1],
    source: `${CHOSEN}; between 0.4 and 0.7 ranks hardly change`,
  },
  volumeMemoryHours: {
    meaning: 'memory of what volume is ordinary',
    unit: 'hours',
    range: [24, 720],
    source: 'a week, so that weekends are in it',
  },
  roleTilt: {
    meaning: 'takers use more leverage than makers: mix ∝ leverage to plus or minus this power',
    unit: 'none',
    range: [0, 1],
    source: 'assumption; the scored recordings have no taker volume to choose it on',
  },
  notionalSpread: {
    meaning: 'sizes of a tier spread from its notional divided to its notional times this',
    unit: 'factor',
    range: [1, 10],
    source: 'assumption; the score does not depend on it',
  },
  blurShare: {
    meaning: 'half width of a band beyond what entry range and size explain',
    unit: 'share of price',
    range: [0, 0.005],
    source: `${CHOSEN}; stands for top-ups, fees, and other exchanges' prices and brackets`,
  },
  seedDailyMove: {
    meaning: 'daily move by which the entries of a newly seeded book are spread',
    unit: 'share of price',
    range: [0, 0.1],
    source: 'ordinary daily move of BTC; forgotten after the first weeks',
  },
  doubtFactor: {
    meaning: 'open interest further than this from the last reading waits for a second one',
    unit: 'factor',
    range: [1.2, 10],
    source: 'the largest true fall known, 10 October 2025, was by a quarter',
  },
};

/** Price window of a column: this share of price below and above it. */
export const COLUMN_SHARE = 0.35;
/** Bins of the book's own window; 2048 bins of 0.05 % reach from −40 % to +67 % around its centre. */
export const BOOK_BINS = 2048;
/** The book's window is moved when the price is further than this from its centre, in bins (6 %). */
export const RECENTRE_BINS = 120;

/** What is learnt from reported liquidations (calibration.ts): where it begins and how far it may go. */
export interface CalibrationParameters {
  readonly kappa: { readonly long: number; readonly short: number };
  readonly kappaRange: readonly [least: number, most: number];
  readonly priorSlots: number;
  readonly memorySlots: number;
  readonly tiltRange: readonly [least: number, most: number];
  readonly tiltSpread: number;
  readonly mixFollows: 0 | 1;
  readonly throttledTrust: number;
  readonly mostUsd: number;
}

export const CALIBRATION: CalibrationParameters = {
  kappa: { long: 0.0099, short: 0.007 },
  kappaRange: [0.0001, 1],
  priorSlots: 20,
  memorySlots: 8640,
  tiltRange: [-0.5, 0.5],
  tiltSpread: 0.4,
  mixFollows: 1,
  throttledTrust: 0.5,
  mostUsd: 1e13,
};

export const CALIBRATION_NOTES: Readonly<
  Record<Exclude<keyof CalibrationParameters, `${string}Range`>, ParameterNote>
> = {
  kappa: {
    meaning: 'reported forced volume over swept open position, before anything was observed',
    unit: 'share',
    range: [0.0001, 1],
    source:
      'recorded liquidations of BTC, all exchanges, 2025-05-28 to 2025-08-31: sums; medians of 4 h bars are .0065 and .0063',
  },
  priorSlots: {
    meaning: 'slots of equal size that the prior of κ counts as',
    unit: 'slots of 5 min',
    range: [5, 200],
    source: 'assumption: two to three days of an ordinary market',
  },
  memorySlots: {
    meaning: 'a slot that long ago counts 1/e',
    unit: 'slots of 5 min',
    range: [2000, 100_000],
    source: 'assumption: 30 days, longer than most positions live',
  },
  tiltSpread: {
    meaning: 'standard deviation of the tilt before anything was observed',
    unit: 'power of leverage',
    range: [0.1, 1],
    source: 'simulated markets whose traders use half or twice the leverage come out within it',
  },
  mixFollows: {
    meaning:
      'whether the leverage mix of the map follows what was learnt (1) or stays as shipped (0)',
    unit: 'switch',
    range: [0, 1],
    source: 'decision; κ and the accuracy are learnt either way',
  },
  throttledTrust: {
    meaning:
      'what a slot of a throttled stream counts, for the tilt, against one of a complete stream',
    unit: 'share',
    range: [0, 1],
    source:
      'assumption; busy slots, which are hidden most, are the ones that speak of low leverage',
  },
  mostUsd: {
    meaning: 'amounts above this are taken for errors',
    unit: 'USD in 5 min',
    range: [1e11, 1e15],
    source: 'a hundred times the open interest of all exchanges',
  },
};
