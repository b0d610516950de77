/**
 * Score 1: what the model liquidates per 4 h against what exchanges reported, as ranks.
 *
 * Protocol: 5 min candles; open interest (reported in USD at both ends of each 4 h bar) taken on a
 * straight line inside the bar and divided by price; the first ten days are not counted.
 */
import { createBookContext } from '../../lib/model/book-context.ts';
import { bracketsOf } from '../../lib/model/brackets.ts';
import type { Candle, MarketStep } from '../../lib/model/market-data.ts';
import { PARAMETERS, type ModelParameters } from '../../lib/model/parameters.ts';
import { advanceBook, createPositionBook } from '../../lib/model/position-book.ts';
import { createTradedStep } from '../../lib/model/steps.ts';
import { FIVE_MINUTES_MS, HOUR_MS } from '../../lib/model/time.ts';
import { createNaiveModel } from './naive-model.ts';
import type { Bar, Recording } from './recordings.ts';

const BAR_MS = 4 * HOUR_MS;
/** Ten days of bars, in which the book fills. */
export const SKIPPED_BARS = 60;
const CANDLES_A_BAR = BAR_MS / FIVE_MINUTES_MS;

/** The name that brackets go by: recordings are called `BTC` as well as `BTCUSDT`. */
export const contractOf = (symbol: string): string =>
  symbol.endsWith('USDT') ? symbol : `${symbol}USDT`;

/** USD per bar, longs and shorts. */
export interface PerBar {
  readonly long: Float64Array;
  readonly short: Float64Array;
}

const stepOf = (candle: Candle, bar: Bar): MarketStep => {
  const endMs = candle.openTimeMs + FIVE_MINUTES_MS;
  const share = (endMs - bar.startMs) / BAR_MS;
  const { openInterestOpenUsd: from, openInterestCloseUsd: to } = bar;
  const openInterestCoins = (from + share * (to - from)) / candle.close;
  return createTradedStep(candle, undefined, endMs, openInterestCoins);
};

export interface BarStep {
  readonly bar: number;
  readonly step: MarketStep;
}

/** Steps of a recording with the index of the bar that each falls into. */
export const stepsOf = ({ bars, candles }: Recording): BarStep[] => {
  const indexOf = new Map(bars.map((bar, n) => [bar.startMs, n]));
  return candles.flatMap((candle) => {
    const index = indexOf.get(Math.floor(candle.openTimeMs / BAR_MS) * BAR_MS);
    const bar = bars[index ?? -1];
    return index === undefined || !bar ? [] : [{ bar: index, step: stepOf(candle, bar) }];
  });
};

/**
 * Bars that are counted: after the first ten days, with all their candles. What was liquidated while no
 * candle was at hand says nothing of the model.
 */
export const countedBars = (recording: Recording): number[] => {
  const candles = new Uint32Array(recording.bars.length);
  for (const { bar } of stepsOf(recording)) candles[bar] = (candles[bar] ?? 0) + 1;
  return [...candles.keys()].filter((bar) => bar >= SKIPPED_BARS && candles[bar] === CANDLES_A_BAR);
};

const emptyBars = (count: number): PerBar => ({
  long: new Float64Array(count),
  short: new Float64Array(count),
});

const add = (values: Float64Array, at: number, value: number): void => {
  values[at] = (values[at] ?? 0) + value;
};

/** What the model liquidates in each bar. */
export const predictByModel = (
  recording: Recording,
  parameters: ModelParameters = PARAMETERS,
  bracketsSymbol = contractOf(recording.symbol),
): PerBar => {
  const context = createBookContext(bracketsOf(bracketsSymbol), parameters);
  const book = createPositionBook(context.leverages);
  const perBar = emptyBars(recording.bars.length);
  for (const { bar, step } of stepsOf(recording)) {
    const sweep = advanceBook(book, step, context);
    add(perBar.long, bar, sweep.longUsd);
    add(perBar.short, bar, sweep.shortUsd);
  }
  return perBar;
};

/** What the naive model liquidates in each bar. */
export const predictNaively = (recording: Recording): PerBar => {
  const naive = createNaiveModel();
  const perBar = emptyBars(recording.bars.length);
  for (const { bar, step } of stepsOf(recording)) {
    const swept = naive.advance(step);
    add(perBar.long, bar, swept.longUsd);
    add(perBar.short, bar, swept.shortUsd);
  }
  return perBar;
};

/** No model at all: how far the price fell (rose) from the bar's open, times the bar's volume. */
export const predictByMove = (recording: Recording): PerBar => {
  const perBar = emptyBars(recording.bars.length);
  const byBar = Map.groupBy(stepsOf(recording), ({ bar }) => bar);
  for (const [bar, steps] of byBar) {
    const open = steps[0]?.step.open ?? 1;
    const low = Math.min(...steps.map(({ step }) => step.low));
    const high = Math.max(...steps.map(({ step }) => step.high));
    const volume = steps.reduce((sum, { step }) => sum + step.volumeCoins, 0);
    perBar.long[bar] = ((open - low) / open) * volume;
    perBar.short[bar] = ((high - open) / open) * volume;
  }
  return perBar;
};

export const reportedOf = ({ bars }: Recording): PerBar => ({
  long: Float64Array.from(bars, (bar) => bar.longLiquidatedUsd),
  short: Float64Array.from(bars, (bar) => bar.shortLiquidatedUsd),
});
