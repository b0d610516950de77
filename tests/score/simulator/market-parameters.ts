/**
 * Every number that the simulated market assumes, with its reason. They are set by what is published
 * about real traders and by what recordings look like (docs/simulator.md compares), never by what a
 * model assumes: nothing here comes from `lib/model/parameters.ts`, and nothing may.
 */

/** Sorts of traders whose positions can be told apart in the truth. */
export const TRADER_KINDS = ['retail', 'swing', 'hedger'] as const;
export type TraderKind = (typeof TRADER_KINDS)[number];

export interface TraderParameters {
  /** New positions a day at ordinary activity. */
  readonly arrivalsPerDay: number;
  /** Leverages that they set, and how often each. */
  readonly leverages: readonly number[];
  readonly leverageWeights: readonly number[];
  /**
   * Share that holds more margin than the setting asks for (cross margin, spare balance), and the median of
   * that extra as a multiple of the initial margin. It makes true leverage a continuum below the setting.
   */
  readonly spareShare: number;
  readonly spareMedian: number;
  readonly spareDeviation: number;
  /** Initial margin in USD: log-normal. */
  readonly marginMedianUsd: number;
  readonly marginDeviation: number;
  /** Time until the owner looks at closing: log-normal, in minutes of an ordinarily busy market. */
  readonly lifeMedianMinutes: number;
  readonly lifeDeviation: number;
  /** Life falls with the leverage set as leverage to minus this power, relative to `lifeLeverage`. */
  readonly lifePower: number;
  readonly lifeLeverage: number;
  /** Chance that a position in loss is kept for another life (the disposition effect). */
  readonly hopeShare: number;
  /** Share with a stop, and where: from/to as a share of the way to liquidation. */
  readonly stopShare: number;
  readonly stopFrom: number;
  readonly stopTo: number;
  /** Share with a take-profit, at 0.6 to 3 times the distance to the stop (or half the way to liquidation). */
  readonly profitShare: number;
  /** Chance of adding margin (or size) when three quarters of the way to liquidation are gone. */
  readonly rescueShare: number;
  /** Share of rescues that double the position instead of adding margin. */
  readonly doubleShare: number;
  /** Share of openings and of closings that wait as limit orders. */
  readonly passiveOpenShare: number;
  readonly passiveCloseShare: number;
  /** How direction is chosen (see traders.ts): all are slopes of a logistic. */
  readonly longBias: number;
  readonly momentumSlope: number;
  readonly sentimentSlope: number;
  readonly premiumSlope: number;
}

/**
 * Small, short, highly leveraged. Binance in December 2019: 60 % of trades at 20x or more; 21 % of users
 * at 125x. Soska et al. (WWW 2021): amateurs hold small, risky, very short positions.
 */
const retail: TraderParameters = {
  arrivalsPerDay: 36_000,
  leverages: [3, 5, 10, 20, 25, 50, 75, 100, 125, 150],
  leverageWeights: [5, 12, 22, 25, 9, 16, 4, 5, 1.5, 0.5],
  spareShare: 0.5,
  spareMedian: 1,
  spareDeviation: 0.9,
  marginMedianUsd: 41,
  marginDeviation: 1.2,
  lifeMedianMinutes: 100,
  lifeDeviation: 1.5,
  lifePower: 0.6,
  lifeLeverage: 20,
  hopeShare: 0.45,
  stopShare: 0.4,
  stopFrom: 0.2,
  stopTo: 0.9,
  profitShare: 0.5,
  rescueShare: 0.15,
  doubleShare: 0.3,
  passiveOpenShare: 0.3,
  passiveCloseShare: 0.25,
  longBias: 0.12,
  momentumSlope: 0.35,
  sentimentSlope: 0.5,
  premiumSlope: 0,
};

/**
 * Days, 2x to 20x: the bulk of what stands. Hyperliquid on 2025-12-15: of 7.63 bn USD open 2.77 bn was at
 * 0 to 3x and 3.70 bn at 3 to 7x.
 */
const swing: TraderParameters = {
  arrivalsPerDay: 6_000,
  leverages: [2, 3, 5, 7, 10, 15, 20, 25],
  leverageWeights: [10, 18, 28, 6, 20, 5, 9, 4],
  spareShare: 0.5,
  spareMedian: 0.7,
  spareDeviation: 0.8,
  marginMedianUsd: 880,
  marginDeviation: 1.2,
  lifeMedianMinutes: 22 * 60,
  lifeDeviation: 1.2,
  lifePower: 0.35,
  lifeLeverage: 5,
  hopeShare: 0.35,
  stopShare: 0.5,
  stopFrom: 0.15,
  stopTo: 0.8,
  profitShare: 0.5,
  rescueShare: 0.25,
  doubleShare: 0.5,
  passiveOpenShare: 0.5,
  passiveCloseShare: 0.45,
  longBias: 0.3,
  momentumSlope: -0.15,
  sentimentSlope: 0.6,
  premiumSlope: 0,
};

/**
 * Carry trades and hedges against coins held elsewhere: 1x to 3x, weeks, mostly short. Binance 2019:
 * institutions made 81 % of the volume at no more than 20x. They come when the premium pays.
 */
const hedger: TraderParameters = {
  arrivalsPerDay: 340,
  leverages: [1, 1.5, 2, 3, 4],
  leverageWeights: [25, 15, 35, 20, 5],
  spareShare: 0.3,
  spareMedian: 0.5,
  spareDeviation: 0.5,
  marginMedianUsd: 17_600,
  marginDeviation: 1,
  lifeMedianMinutes: 7 * 1440,
  lifeDeviation: 0.9,
  lifePower: 0,
  lifeLeverage: 2,
  hopeShare: 0,
  stopShare: 0,
  stopFrom: 0,
  stopTo: 0,
  profitShare: 0,
  rescueShare: 0.7,
  doubleShare: 0,
  passiveOpenShare: 0.75,
  passiveCloseShare: 0.75,
  longBias: -0.9,
  momentumSlope: 0,
  sentimentSlope: 0,
  premiumSlope: -0.6,
};

export const TRADERS: Readonly<Record<TraderKind, TraderParameters>> = { retail, swing, hedger };

export interface MarketParameters {
  /**
   * How many times as many traders there are, each that much smaller, all else equal. A large contract has
   * some hundred thousand open positions; 1 makes some 26 thousand, less is quicker and coarser.
   */
  readonly crowd: number;
  /**
   * Retail and swing traders set each leverage as often as usual times leverage to this power: above 0 they
   * dare more. 0 is what the sources say; other values are for markets whose mix differs from the model's.
   */
  readonly leverageShift: number;
  readonly startPrice: number;
  readonly tickSize: number;
  readonly lotCoins: number;
  /** Length of a step of the simulation. Liquidations, stops and quotes react once a step. */
  readonly stepMs: number;
  /** Days run before the first published row, so that the book at the start has a past. */
  readonly warmUpDays: number;
  /** Deviation of the fundamental price in a day, without jumps. Recordings: 2.1 to 4.6 % a day in all. */
  readonly dailyVolatility: number;
  /** Spread of log volatility, slow and fast, and their memory. Sets the fat tails and slow decay of |return|. */
  readonly slowSpread: number;
  readonly slowMinutes: number;
  readonly fastSpread: number;
  readonly fastMinutes: number;
  /** Activity (arrivals, volume, the pace of closings) is volatility to this power, times noise. */
  readonly activityPower: number;
  readonly bustleSpread: number;
  readonly jumpsPerDay: number;
  readonly jumpDeviation: number;
  /** Coins that a side of the order book offers per basis point at the touch, counting refills within a step. */
  readonly depthCoinsPerPoint: number;
  /** Seconds in which a consumed level is refilled by 63 %. */
  readonly refillSeconds: number;
  /** Part of an order's price impact that stays. */
  readonly lastingImpact: number;
  /** Part of a lasting move of the contract that the spot price follows (price discovery on perpetuals). */
  readonly discoveryShare: number;
  /** Part of the gap between contract and fair value that quotes close in a step. */
  readonly requoteShare: number;
  /** Taker volume of arbitrage per basis point of gap and step, in coins. */
  readonly arbitrageCoinsPerPoint: number;
  /** Volume that fast traders and market makers do among themselves, coins a day at ordinary activity. */
  readonly churnCoinsPerDay: number;
  /**
   * Where the contract trades relative to spot, and how far crowding moves it. Funding of some 0.3 to 0.5
   * hundredths of a per cent in the recordings means a discount of about 5 basis points: the rule adds 5.
   */
  readonly basisPoints: number;
  readonly crowdingPoints: number;
  readonly makerCount: number;
  readonly fastCount: number;
  /** Inventory (coins, all makers) at which makers shade their quotes by one basis point. */
  readonly shadeCoins: number;
  /** Memory of the premium in the mark price. Binance averages the basis over some minutes. */
  readonly markSeconds: number;
  /** Effective leverage of makers and fast traders, who hold large accounts on cross margin. */
  readonly houseLeverage: number;
  /** Share of takers' volume that counts for the limit orders of traders; the rest is the makers'. */
  readonly queueShare: number;
  /** Minutes a limit order waits: then an opening is given up, a closing goes to market. */
  readonly queueMinutes: number;
  /**
   * Part of the pace of closings that goes by the clock; the rest goes by activity. In the recordings open
   * interest does not grow in busy hours (it falls a little), so closings must quicken as openings do.
   */
  readonly clockShare: number;
}

export const MARKET: MarketParameters = {
  crowd: 1,
  leverageShift: 0,
  startPrice: 60_000,
  tickSize: 0.1,
  lotCoins: 0.001,
  stepMs: 10_000,
  warmUpDays: 2,
  dailyVolatility: 0.03,
  slowSpread: 0.35,
  slowMinutes: 2_000,
  fastSpread: 0.5,
  fastMinutes: 100,
  activityPower: 1.4,
  bustleSpread: 0.7,
  jumpsPerDay: 3,
  jumpDeviation: 0.004,
  depthCoinsPerPoint: 3,
  refillSeconds: 20,
  lastingImpact: 0.35,
  discoveryShare: 0.6,
  requoteShare: 0.35,
  arbitrageCoinsPerPoint: 0.1,
  churnCoinsPerDay: 2_500,
  basisPoints: -3.6,
  crowdingPoints: 1.2,
  makerCount: 8,
  fastCount: 6,
  shadeCoins: 60,
  markSeconds: 120,
  houseLeverage: 2.5,
  queueShare: 0.6,
  queueMinutes: 30,
  clockShare: 0.25,
};
