/**
 * The minutes of the generated market. A day is made when asked for, from its own seed, between
 * levels fixed beforehand (a random walk tied at both ends), so that no day depends on which others
 * were looked at.
 */
import { createProgress, STRETCH_MINUTES, type Regime } from './generated-regimes.ts';
import { createLevels, type Level } from './generated-levels.ts';
import { createDayBlock, MINUTES_PER_DAY, type DayBlock } from './replay-market.ts';
import { createRandom, drawNormal, type Random } from './seeded-random.ts';
import { toLots, type SymbolSpec } from './symbols.ts';

const STRETCHES_PER_DAY = MINUTES_PER_DAY / STRETCH_MINUTES;

/** Price (ticks) and open interest (lots) from which a generated market departs. */
export interface Anchor {
  readonly priceTicks: number;
  readonly openInterestLots: number;
}

/** A function from day number to that day; day 0 begins at the anchor, day −1 ends at it. */
export function createGeneratedDays(
  spec: SymbolSpec,
  seed: number,
  anchor: Anchor,
): (dayIndex: number) => DayBlock {
  const levels = createLevels(seed, spec);
  return (dayIndex) => {
    const day = createDayBlock();
    for (let part = 0; part < STRETCHES_PER_DAY; part++) {
      const number = dayIndex * STRETCHES_PER_DAY + part;
      const random = createRandom('minutes', seed, spec.symbol, number);
      const from = levels.level(number);
      const to = levels.level(number + 1);
      const path = drawPath(spec, levels.stretch(number).regime, from, to, random);
      writeStretch(day, part * STRETCH_MINUTES, spec, anchor, path, random);
    }
    return day;
  };
}

/** Logarithmic levels at the minute borders of one stretch: one more than it has minutes. */
interface StretchPath {
  readonly price: Float64Array;
  readonly openInterest: Float64Array;
}

function drawPath(
  spec: SymbolSpec,
  regime: Regime,
  from: Level,
  to: Level,
  random: Random,
): StretchPath {
  const progress = createProgress(regime, random);
  const calm = regime === 'range' ? 0.75 : 1;
  const priceNoise = drawBridge(spec.volatilityPerMinute * calm, random);
  const openInterestNoise = drawBridge(0.00025, random);
  const between = (start: number, end: number, share: number) => start + (end - start) * share;
  const border = (noise: Float64Array, start: number, end: number, along: (s: number) => number) =>
    noise.map((offset, index) => offset + between(start, end, along(index / STRETCH_MINUTES)));
  return {
    price: border(priceNoise, from.price, to.price, progress.price),
    openInterest: border(
      openInterestNoise,
      from.openInterest,
      to.openInterest,
      progress.openInterest,
    ),
  };
}

/** Now and then a minute moves much more than its neighbours. */
const SHOCK_CHANCE = 0.012;
const SHOCK_SIZE = 3.5;

/** A random walk with calm and busy spells that begins and ends at 0. */
function drawBridge(deviation: number, random: Random): Float64Array {
  const walk = new Float64Array(STRETCH_MINUTES + 1);
  let mood = 0;
  for (let index = 1; index <= STRETCH_MINUTES; index++) {
    mood = mood * 0.97 + 0.16 * drawNormal(random);
    const shock = random() < SHOCK_CHANCE ? SHOCK_SIZE : 1;
    walk[index] = walk[index - 1]! + deviation * Math.exp(mood - 0.3) * shock * drawNormal(random);
  }
  const end = walk[STRETCH_MINUTES]!;
  return walk.map((value, index) => value - (end * index) / STRETCH_MINUTES);
}

function writeStretch(
  day: DayBlock,
  offset: number,
  spec: SymbolSpec,
  anchor: Anchor,
  path: StretchPath,
  random: Random,
): void {
  const ticksAt = (index: number) =>
    Math.max(1, Math.round(anchor.priceTicks * Math.exp(path.price[index]!)));
  for (let index = 0; index < STRETCH_MINUTES; index++) {
    const at = offset + index;
    const open = ticksAt(index);
    const close = ticksAt(index + 1);
    const quietMinutes = Math.log(close / open) / spec.volatilityPerMinute;
    const wick = () => Math.round(open * spec.volatilityPerMinute * 0.6 * random() ** 2 * 2);
    day.open[at] = open;
    day.close[at] = close;
    day.high[at] = Math.max(open, close) + wick();
    day.low[at] = Math.max(1, Math.min(open, close) - wick());
    day.openInterest[at] = Math.round(
      anchor.openInterestLots * Math.exp(path.openInterest[index + 1]!),
    );
    writeFlow(day, at, spec, quietMinutes, random);
  }
}

function writeFlow(
  day: DayBlock,
  at: number,
  spec: SymbolSpec,
  quietMinutes: number,
  random: Random,
): void {
  const bustle = 0.35 + 0.65 * Math.abs(quietMinutes) ** 1.2;
  const coins = spec.volumeCoinsPerMinute * bustle * Math.exp(0.45 * drawNormal(random));
  const volume = Math.max(1, toLots(spec, coins));
  const buyShare = 0.5 + 0.24 * Math.tanh(quietMinutes / 1.5) + 0.05 * drawNormal(random);
  day.volume[at] = volume;
  day.takerBuy[at] = Math.round(volume * Math.min(0.95, Math.max(0.05, buyShare)));
  day.trades[at] = Math.max(1, Math.round(1200 * bustle * (0.8 + 0.4 * random())));
}
