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
import { binOfPrice } from '../../lib/model/bins.ts';
import type { Column } from '../../lib/model/column.ts';
import type { Side } from '../../lib/model/market-data.ts';
import { DAY_MS } from '../../lib/model/time.ts';
import { readOutwards, sumZones, topPlaces, ZONE_BINS } from './map-agreement.ts';
import { createRandom } from '../../lib/model/statistics.ts';

export const AHEAD_MS = DAY_MS;
/** Zones this far from the price are looked at; a day seldom goes farther. */
const AHEAD_SHARE = 0.04;
const MATCH_ZONES = 4;

export interface Forced {
  readonly timeMs: number;
  readonly side: Side;
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
  /** 95 % interval: days are drawn with replacement, since neighbouring moments look at the same day. */
  readonly low: number;
  readonly high: number;
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
  for (let n = from; n < forced.length && forced[n]!.timeMs < untilMs; n++) {
    const distance = Math.abs(binOfPrice(forced[n]!.price) - here) - 1;
    const isBehind = forced[n]!.price > price === (forced[n]!.side === 'long');
    const zone = Math.floor(distance / ZONE_BINS);
    if (!isBehind && zone >= 0 && zone < zoneCount) zones[zone]! += forced[n]!.coins;
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
    day.marked += ahead[zone]!;
    day.matched += (ahead[nearer]! + ahead[farther]!) / 2;
    day.zones++;
  }
};

const ROUNDS = 1000;

const liftOf = (days: readonly DayCount[]): number => {
  const marked = days.reduce((sum, day) => sum + day.marked, 0);
  const matched = days.reduce((sum, day) => sum + day.matched, 0);
  return matched > 0 ? marked / matched : Number.NaN;
};

const summarise = (days: readonly DayCount[], seed: number): Lift => {
  const random = createRandom(seed);
  const draws = Float64Array.from({ length: ROUNDS }, () =>
    liftOf(days.map(() => days[Math.floor(random() * days.length)]!)),
  )
    .filter((value) => Number.isFinite(value))
    .sort();
  const at = (share: number): number => draws[Math.floor(share * (draws.length - 1))] ?? Number.NaN;
  const zones = days.reduce((sum, day) => sum + day.zones, 0);
  return { lift: liftOf(days), low: at(0.025), high: at(0.975), zones, days: days.length };
};

export interface AheadRun {
  /** Maps in order of time, with the price (mark) that each is looked at from. */
  readonly columns: readonly Column[];
  readonly prices: readonly number[];
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
    while (from < forced.length && forced[from]!.timeMs < timeMs) from++;
    const zones = sumZones(readOutwards(column, run.prices[n]!, side, AHEAD_SHARE));
    const ahead = countAhead(forced, from, timeMs + AHEAD_MS, run.prices[n]!, zones.length);
    const day = days.get(Math.floor(timeMs / DAY_MS)) ?? { marked: 0, matched: 0, zones: 0 };
    days.set(Math.floor(timeMs / DAY_MS), day);
    addMoment(day, topPlaces(zones), ahead);
  });
  return [...days.values()];
};

/** Lift of one side over several runs (seeds) together. Random numbers come from `seed`. */
export const computeLift = (runs: readonly AheadRun[], side: Side, seed: number): Lift =>
  summarise(
    runs.flatMap((run) => countRun(run, side)),
    seed,
  );
