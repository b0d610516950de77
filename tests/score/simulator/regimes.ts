/**
 * What happens to the fundamental price beyond noise, and in which mood traders are. Mood runs ahead of
 * events as it does in life: longs crowd in before a crash, shorts before a squeeze.
 */
import type { Random } from './random.ts';

export const REGIMES = ['trend', 'range', 'crash', 'squeeze'] as const;
export type Regime = (typeof REGIMES)[number];

/** The pull on the market at a moment. */
export interface Mood {
  /** Logarithmic drift of the fundamental price per day. */
  readonly driftPerDay: number;
  /** Factor on volatility. */
  readonly volatility: number;
  /** From −1 (traders want to be short) to 1 (long). */
  readonly sentiment: number;
}

/** `logMove` is where the fundamental stands, as the logarithm of its ratio to the start. */
export type ReadMood = (day: number, logMove: number) => Mood;

const ANCHOR_DAYS = 0.6;

const createTrend = (random: Random): ReadMood => {
  const direction = random.uniform() < 0.5 ? -1 : 1;
  const phase = random.uniform() * 2 * Math.PI;
  return (day) => ({
    driftPerDay: direction * 0.011 * (1 + 1.1 * Math.sin((2 * Math.PI * day) / 5 + phase)),
    volatility: 0.95,
    sentiment: 0.5 * direction,
  });
};

const createRange = (random: Random): ReadMood => {
  const phase = random.uniform() * 2 * Math.PI;
  return (day, logMove) => ({
    driftPerDay: -(logMove - 0.025 * Math.sin((2 * Math.PI * day) / 3.3 + phase)) / ANCHOR_DAYS,
    volatility: 0.8,
    sentiment: -Math.tanh(logMove / 0.04) * 0.3,
  });
};

interface Event {
  readonly startDay: number;
  readonly lengthDays: number;
  /** Logarithmic size, always positive; the regime gives the sign. */
  readonly size: number;
}

const FIRST_EVENT = [5, 8] as const;
const BETWEEN_EVENTS = [7, 11] as const;
const LAST_DAY = 400;

const between = (random: Random, [low, high]: readonly [number, number]): number =>
  low + random.uniform() * (high - low);

const drawEvents = (random: Random): Event[] => {
  const events: Event[] = [];
  for (
    let day = between(random, FIRST_EVENT);
    day < LAST_DAY;
    day += between(random, BETWEEN_EVENTS)
  ) {
    const lengthDays = between(random, [2 / 24, 8 / 24]);
    events.push({ startDay: day, lengthDays, size: between(random, [0.07, 0.15]) });
  }
  return events;
};

/** A slow drift one way under growing crowding, a fast move the other way, then part of the way back. */
const createEvents = (random: Random, sign: 1 | -1): ReadMood => {
  const events = drawEvents(random);
  const build = 0.006;
  return (day) => {
    const event = events.findLast(({ startDay }) => startDay <= day);
    const since = event ? day - event.startDay : Number.POSITIVE_INFINITY;
    if (event && since < event.lengthDays) {
      const drift = (sign * event.size) / event.lengthDays;
      return { driftPerDay: drift, volatility: 2.6, sentiment: 0.4 * sign };
    }
    if (event && since < event.lengthDays + 0.8) {
      return { driftPerDay: -0.35 * sign * event.size, volatility: 1.6, sentiment: 0 };
    }
    return { driftPerDay: -build * sign, volatility: 0.9, sentiment: -0.55 * sign };
  };
};

export const createMood = (regime: Regime, random: Random): ReadMood => {
  if (regime === 'trend') return createTrend(random);
  if (regime === 'range') return createRange(random);
  return createEvents(random, regime === 'crash' ? -1 : 1);
};
