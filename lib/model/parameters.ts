/**
 * Every number that the model assumes, in one place. Shares are of one side's open interest.
 *
 * What is known about leverage (docs/model.md has the sources): positions that stand are mostly below
 * 10x, positions that are liquidated average about 60x. One vector of weights cannot say both; a
 * standing share and a life per tier can: flow into a tier is its standing share divided by its life.
 */

/** Changes whenever the same rows would give another map; stored books of other versions are rebuilt. */
export const MODEL_VERSION = '1';

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
  /** Mean life of a 10x position, in hours of ordinary volume. */
  readonly lifeOfTenHours: number;
  /** Life falls with leverage as (10 / leverage) to this power. No unit. */
  readonly lifeExponent: number;
  /** How much more leverage the taker of a trade uses than the maker: mix ∝ leverage^±tilt. No unit. */
  readonly roleTilt: number;
  /** Position sizes of a tier spread from notional / spread to notional · spread. A factor ≥ 1. */
  readonly notionalSpread: number;
  /** Half width of a band beyond what entry range and size explain, as a share of price. */
  readonly blurShare: number;
  /** Memory of "ordinary volume" in hours. */
  readonly volumeMemoryHours: number;
  /** An hour with x times the ordinary volume counts as x to this power hours. No unit. */
  readonly busyExponent: number;
  /** Move of the price in a day that the entries of a newly seeded book are spread by. Share of price. */
  readonly seedDailyMove: number;
  /** A reading of open interest further than this factor from the last one waits for a second one. */
  readonly doubtFactor: number;
}

const tier = (leverage: number, standingShare: number, notionalUsd: number): Tier => ({
  leverage,
  standingShare,
  notionalUsd,
});

export const PARAMETERS: ModelParameters = {
  tiers: [
    tier(2, 0.1, 3_000_000),
    tier(3, 0.12, 3_000_000),
    tier(5, 0.25, 3_000_000),
    tier(10, 0.22, 2_000_000),
    tier(20, 0.1, 1_000_000),
    tier(25, 0.07, 700_000),
    tier(50, 0.09, 200_000),
    tier(75, 0.02, 80_000),
    tier(100, 0.02, 30_000),
    tier(125, 0.01, 20_000),
  ],
  lifeOfTenHours: 48,
  lifeExponent: 1.25,
  roleTilt: 0.2,
  notionalSpread: 3,
  blurShare: 0.002,
  volumeMemoryHours: 168,
  busyExponent: 0.6,
  seedDailyMove: 0.025,
  doubtFactor: 2,
};

/** Price window of a column: this share of price below and above it. */
export const COLUMN_SHARE = 0.35;
/** Bins of the book's own window; 2048 bins of 0.05 % reach from −40 % to +67 % around its centre. */
export const BOOK_BINS = 2048;
/** The book's window is moved when the price is further than this from its centre, in bins (about 6 %). */
export const RECENTRE_BINS = 120;
