/**
 * A market whose book is known. Traders, hedgers, makers and fast traders trade a perpetual contract
 * through an order book, are liquidated at the exact isolated price by the mark price, and push the price
 * when they are. Given a seed it is the same on every machine. docs/simulator.md says what it leaves out.
 */
import { bracketsOf } from '../../../lib/model/brackets.ts';
import { DAY_MS, FIVE_MINUTES_MS, HOUR_MS, MINUTE_MS } from '../../../lib/model/time.ts';
import { placeFirstPositions } from './first-positions.ts';
import { createFloor, type Floor, type Moment } from './floor.ts';
import { createFundamental, type Fundamental } from './fundamental.ts';
import { MARKET, type MarketParameters } from './market-parameters.ts';
import { forEachStill, sideOf } from './positions.ts';
import type { SimulatedMarket } from './published.ts';
import { createRandom, type Random } from './random.ts';
import { createRecorder } from './recorder.ts';
import { createMood, type Regime } from './regimes.ts';
import { createWitness } from './witness.ts';

export interface SimulationOptions {
  readonly regime: Regime;
  readonly seed: number;
  /** Published days. */
  readonly days: number;
  /** Time of the first published row; a whole day (UTC). */
  readonly startMs?: number;
  /** How often the true map is kept; whole minutes. */
  readonly snapshotMs?: number;
  readonly parameters?: MarketParameters;
}

const START_MS = Date.UTC(2026, 0, 1);
/** Momentum compares a quick with a slow mean of the price; a gap of this share counts as 1. */
const QUICK_MINUTES = 10;
const SLOW_MINUTES = 180;
const ORDINARY_GAP = 0.005;
const MOST_MOMENTUM = 2;
/** The thinnest that stress makes the order book, as a share of its ordinary depth. */
const THINNEST = 0.25;

const createMomentum = ({ startPrice, stepMs }: MarketParameters): ((last: number) => number) => {
  let [quick, slow] = [startPrice, startPrice];
  return (last) => {
    quick += ((last - quick) * stepMs) / MINUTE_MS / QUICK_MINUTES;
    slow += ((last - slow) * stepMs) / MINUTE_MS / SLOW_MINUTES;
    const gap = Math.log(quick / slow) / ORDINARY_GAP;
    return Math.max(-MOST_MOMENTUM, Math.min(MOST_MOMENTUM, gap));
  };
};

/** Mark price: spot plus a running mean of the contract's premium over it. */
const createMark = (
  { stepMs, markSeconds }: MarketParameters,
  moment: Moment,
): ((last: number, spot: number) => number) => {
  let premium = 0;
  const share = stepMs / 1000 / markSeconds;
  return (last, spot) => {
    premium += share * (Math.log(last / spot) - premium);
    moment.mark = spot * Math.exp(premium);
    moment.recorder?.mark(moment.mark, premium);
    return premium;
  };
};

const liquidate = (floor: Floor, moment: Moment, parameters: MarketParameters, random: Random) => {
  const { positions, desk } = floor;
  desk.liquidate(moment.mark, (id) => {
    const timeMs = moment.timeMs + Math.floor(random.uniform() * parameters.stepMs);
    const sign = positions.sign[id]!;
    const leverage = positions.leverage[id]!;
    const coins = positions.lots[id]! * parameters.lotCoins;
    const side = sideOf(sign);
    const bankruptcy = positions.entry[id]! * (1 - sign / leverage);
    const report = { timeMs, side, price: positions.liquidation[id]!, coins, leverage };
    const first = positions.firstLeverage[id]!;
    moment.witness?.liquidated(sign, first, coins, moment.recorder ? report : null);
    moment.recorder?.liquidation({ timeMs, side, price: bankruptcy, coins });
  });
};

/** One step: news, quotes, arrivals, stops, then the new mark price and what it liquidates. */
const createStep = (
  floor: Floor,
  fundamental: Fundamental,
  moment: Moment,
  parameters: MarketParameters,
  random: Random,
): ((day: number) => void) => {
  const { book, positions, desk, arrivals, fast } = floor;
  const readMomentum = createMomentum(parameters);
  const setMark = createMark(parameters, moment);
  let premium = 0;
  return (day) => {
    fundamental.advance(day);
    book.refill(Math.max(THINNEST, fundamental.volatility ** -0.5));
    fast.act(fundamental.activity, fundamental.price * (1 + fundamental.basisPoints / 1e4));
    book.impact = 0;
    const momentum = readMomentum(book.last);
    const outlook = {
      momentum,
      sentiment: fundamental.sentiment,
      premiumPoints: premium * 1e4 - parameters.basisPoints,
    };
    arrivals.arrive(moment.step, fundamental.activity, outlook, book.last);
    arrivals.review(moment.step, fundamental.activity, book.last);
    forEachStill(positions, desk.stopped(book.last), desk.close);
    arrivals.rescue(moment.mark);
    liquidate(floor, moment, parameters, random);
    fundamental.price *= Math.exp(parameters.discoveryShare * book.impact);
    premium = setMark(book.last, fundamental.price);
  };
};

/** Runs the whole market. `snapshotMs` counts from `startMs`; the first map is kept after one interval. */
export const simulateMarket = (options: SimulationOptions): SimulatedMarket => {
  const { regime, seed, days, startMs = START_MS, snapshotMs = HOUR_MS } = options;
  const parameters = options.parameters ?? MARKET;
  const { stepMs, lotCoins } = parameters;
  const steps = Math.round((days * DAY_MS) / stepMs);
  const firstStep = -Math.round((parameters.warmUpDays * DAY_MS) / stepMs);
  const brackets = bracketsOf('BTCUSDT');
  const random = createRandom(seed);
  const mood = createMood(regime, createRandom(seed + 0x5eed));
  const fundamental = createFundamental(parameters, mood, createRandom(seed + 0xf00d));

  const moment: Moment = {
    step: firstStep,
    timeMs: startMs + firstStep * stepMs,
    mark: parameters.startPrice,
    recorder: null,
    witness: null,
  };
  const floor = createFloor(parameters, brackets, moment, random);
  const { book, positions, house } = floor;
  const recorder = createRecorder(parameters.tickSize);
  const slots = Math.round((days * DAY_MS) / FIVE_MINUTES_MS);
  const witness = createWitness(floor, parameters, FIVE_MINUTES_MS, slots);
  moment.witness = witness;
  const takeStep = createStep(floor, fundamental, moment, parameters, random);

  const endMinute = (endMs: number): void => {
    const accounts = positions.longCount + positions.shortCount;
    const coins = (positions.longLots + house.longLots()) * lotCoins;
    recorder.endMinute(endMs, book.last, coins, positions.longCount / accounts);
    if ((endMs - startMs) % snapshotMs === 0) witness.snapshot(endMs, moment.mark);
    if (endMs % FIVE_MINUTES_MS === 0) witness.enterSlot((endMs - startMs) / FIVE_MINUTES_MS);
  };

  placeFirstPositions(floor, parameters, brackets, random);
  for (; moment.step < steps; moment.step++) {
    if (moment.step === 0) {
      moment.recorder = recorder;
      witness.enterSlot(0);
    }
    takeStep((moment.step * stepMs) / DAY_MS);
    moment.timeMs += stepMs;
    if (moment.step >= 0 && moment.timeMs % MINUTE_MS === 0) endMinute(moment.timeMs);
  }
  return {
    published: recorder.publish(startMs, startMs + days * DAY_MS, brackets),
    truth: witness.testify(),
  };
};
