/**
 * Are liquidations denser in the zones that a map marks than in others as far away? For each moment the
 * top tenth of the zones (0.25 % wide, within 4 % of the price) of a side is marked, and what is liquidated
 * there in the next 24 hours is counted. Farther zones are seldom reached within a day: with them among the
 * marked ones a few large liquidations decided the figure.
 *
 * Near zones are always reached first, so each marked zone is compared with unmarked zones of the same
 * moment and side: the next one nearer and the next one farther, at most 1 % of price away. If one of the
 * two is missing the zone is left out, so that the mean distance of both groups is nearly the same.
 *
 *   lift = coins liquidated in marked zones / coins liquidated in their matches (mean of the two)
 */
import { binOfPrice } from './bins.ts';
import type { Column } from './column.ts';
import type { Liquidation, Side } from './market-data.ts';
import { bootstrapBlocks, type Interval } from './statistics.ts';
import { DAY_MS } from './time.ts';
import { readOutwards, sumZones, topPlaces, ZONE_BINS } from './zones.ts';

const AHEAD_MS = DAY_MS;
/** Zones this far from the price are looked at; a day seldom goes farther. */
const AHEAD_SHARE = 0.04;
const MATCH_ZONES = 4;

/** One forced close, where it was triggered. */
export interface Forced {
  readonly timeMs: number;
  readonly side: Side;
  /** Mark price that triggered it. */
  readonly price: number;
  readonly coins: number;
}

/** What the marked zones of one day of moments, and their matches, came to. */
interface DayCount {
  marked: number;
  matched: number;
  zones: number;
}

export interface Lift {
  readonly lift: number;
  /** 95 %: days are drawn with replacement, since neighbouring moments look at the same day. */
  readonly interval: Interval;
  /** Marked zones that had both matches. */
  readonly zones: number;
  readonly days: number;
}

/** Coins liquidated per zone of one side, outwards from `price`. `forced` holds that side alone. */
const countAhead = (
  forced: readonly Forced[],
  from: number,
  untilMs: number,
  price: number,
  zoneCount: number,
): Float64Array => {
  const zones = new Float64Array(zoneCount);
  const here = binOfPrice(price);
  for (const one of forced.slice(from)) {
    if (one.timeMs >= untilMs) break;
    const distance = Math.abs(binOfPrice(one.price) - here) - 1;
    const isBehind = one.price > price === (one.side === 'long');
    const zone = Math.floor(distance / ZONE_BINS);
    if (!isBehind && zone >= 0 && zone < zoneCount) zones[zone] = (zones[zone] ?? 0) + one.coins;
  }
  return zones;
};

/** The nearest unmarked zone in one direction, or −1. */
const matchOf = (
  marked: ReadonlySet<number>,
  zone: number,
  step: 1 | -1,
  count: number,
): number => {
  for (let n = 1; n <= MATCH_ZONES; n++) {
    const other = zone + step * n;
    if (other < 0 || other >= count) return -1;
    if (!marked.has(other)) return other;
  }
  return -1;
};

const addMoment = (day: DayCount, places: readonly number[], ahead: Float64Array): void => {
  const marked = new Set(places);
  for (const zone of places) {
    const nearer = matchOf(marked, zone, -1, ahead.length);
    const farther = matchOf(marked, zone, 1, ahead.length);
    if (nearer < 0 || farther < 0) continue;
    day.marked += ahead[zone] ?? 0;
    day.matched += ((ahead[nearer] ?? 0) + (ahead[farther] ?? 0)) / 2;
    day.zones++;
  }
};

const ROUNDS = 1000;

const liftOf = (days: readonly DayCount[]): number => {
  const marked = days.reduce((sum, day) => sum + day.marked, 0);
  const matched = days.reduce((sum, day) => sum + day.matched, 0);
  return matched > 0 ? marked / matched : Number.NaN;
};

export interface AheadRun {
  /** Maps in order of time, with the price (mark) that each is looked at from. */
  readonly columns: readonly Column[];
  /** By default each column's own price. */
  readonly prices?: readonly number[];
  /** All liquidations of the run in any order. */
  readonly forced: readonly Forced[];
  /** Moments whose 24 hours would reach past this are left out. */
  readonly endMs: number;
}

const countRun = (run: AheadRun, side: Side): DayCount[] => {
  const forced = run.forced.filter((one) => one.side === side).sort((a, b) => a.timeMs - b.timeMs);
  const days = new Map<number, DayCount>();
  let from = 0;
  run.columns.forEach((column, n) => {
    const { timeMs } = column;
    if (timeMs + AHEAD_MS > run.endMs) return;
    while ((forced[from]?.timeMs ?? Infinity) < timeMs) from++;
    const price = run.prices?.[n] ?? column.price;
    const zones = sumZones(readOutwards(column, price, side, AHEAD_SHARE));
    const ahead = countAhead(forced, from, timeMs + AHEAD_MS, price, zones.length);
    const day = days.get(Math.floor(timeMs / DAY_MS)) ?? { marked: 0, matched: 0, zones: 0 };
    days.set(Math.floor(timeMs / DAY_MS), day);
    addMoment(day, topPlaces(zones), ahead);
  });
  return [...days.values()];
};

/**
 * Lift of one side over several runs (markets) together; NaN where the matches saw nothing. Hours in which
 * nobody listened may be missing from `forced`: they are missing from marked and matched zones alike.
 */
export const computeLift = (runs: readonly AheadRun[], side: Side, random: () => number): Lift => {
  const days = runs.flatMap((run) => countRun(run, side));
  return {
    lift: liftOf(days),
    interval: bootstrapBlocks(days, liftOf, { random, rounds: ROUNDS }),
    zones: days.reduce((sum, day) => sum + day.zones, 0),
    days: days.length,
  };
};

/** Extremes of the mark price (or of trades) over one period. */
export interface Extremes {
  readonly openTimeMs: number;
  readonly high: number;
  readonly low: number;
}

/**
 * Where liquidations were triggered. An exchange tells the bankruptcy price, which lies beyond the trigger by
 * the maintenance margin; a long is triggered on the way down to the low of its minute, so that low is
 * taken, and the high for a short. One without a candle is left out.
 */
export const locateForced = (
  liquidations: readonly Liquidation[],
  candles: readonly Extremes[],
  periodMs: number,
): Forced[] => {
  const byTime = new Map(candles.map((candle) => [candle.openTimeMs, candle]));
  return liquidations.flatMap(({ timeMs, side, quantityCoins }) => {
    const candle = byTime.get(Math.floor(timeMs / periodMs) * periodMs);
    const price = (side === 'long' ? candle?.low : candle?.high) ?? 0;
    return price > 0 && quantityCoins > 0 ? [{ timeMs, side, price, coins: quantityCoins }] : [];
  });
};

const FEWEST_ZONES = 30;
const FEWEST_DAYS = 7;

/** Lift of the user's own data; null while it rests on too few zones or days to be shown. */
export const computeLiveLift = (run: AheadRun, side: Side, random: () => number): Lift | null => {
  const lift = computeLift([run], side, random);
  const isEnough = lift.zones >= FEWEST_ZONES && lift.days >= FEWEST_DAYS;
  return isEnough && Number.isFinite(lift.lift) ? lift : null;
};
