/** Estimators that the simulated market is scored with. They see what is published, and nothing else. */
import { advanceBook, createPositionBook, readColumn } from '../../lib/model/position-book.ts';
import { createBookContext } from '../../lib/model/book-context.ts';
import type { Column } from '../../lib/model/column.ts';
import { buildSteps } from '../../lib/model/steps.ts';
import type { MarketStep, Step } from '../../lib/model/market-data.ts';
import { FIVE_MINUTES_MS } from '../../lib/model/time.ts';
import { binOfPrice } from '../../lib/model/bins.ts';
import { PARAMETERS, type ModelParameters } from '../../lib/model/parameters.ts';
import { createNaiveModel } from './naive-model.ts';
import type { PublishedMarket } from './simulator/published.ts';

/** Maps at `momentsMs` (rising, whole 5 minutes), each from what was published until then. */
export type Estimator = (
  published: PublishedMarket,
  momentsMs: readonly number[],
) => readonly Column[];

/** The 5 minute steps that the published rows make; the clock of every estimator here. */
export const stepsOf = (published: PublishedMarket): Step[] =>
  buildSteps({
    candles: published.candles5m,
    markCandles: published.markCandles5m,
    openInterest: published.openInterest,
    periodMs: FIVE_MINUTES_MS,
  });

/** Feeds steps one by one and reads a map after the step that ends at each moment. */
export const readAtMoments = (
  published: PublishedMarket,
  momentsMs: readonly number[],
  advance: (step: MarketStep) => void,
  read: (step: MarketStep) => Column,
): Column[] => {
  const wanted = new Set(momentsMs);
  const columns: Column[] = [];
  for (const step of stepsOf(published)) {
    if (step.kind !== 'traded') continue;
    advance(step);
    if (wanted.has(step.endMs)) columns.push(read(step));
  }
  return columns;
};

/** The product's own model, with its parameters or with others to try. */
export const createModelEstimator =
  (parameters: ModelParameters = PARAMETERS): Estimator =>
  (published, momentsMs) => {
    const context = createBookContext(published.brackets, parameters);
    const book = createPositionBook(context.leverages);
    return readAtMoments(
      published,
      momentsMs,
      (step) => void advanceBook(book, step, context),
      (step) => readColumn(book, step.endMs, step.close),
    );
  };

const BELOW = 0.35;

/** The map of a model that keeps coins by bin, as a column. */
export const columnOf = (
  longs: ReadonlyMap<number, number>,
  shorts: ReadonlyMap<number, number>,
  step: MarketStep,
): Column => {
  const firstBin = binOfPrice(step.close * (1 - BELOW));
  const count = binOfPrice(step.close * (1 + BELOW)) - firstBin + 1;
  const row = (mass: ReadonlyMap<number, number>): Float32Array =>
    Float32Array.from({ length: count }, (_, n) => mass.get(firstBin + n) ?? 0);
  return {
    timeMs: step.endMs,
    price: step.close,
    sweptBy: step.sweptBy,
    firstBin,
    longCoins: row(longs),
    shortCoins: row(shorts),
  };
};

export const estimateNaively: Estimator = (published, momentsMs) => {
  const model = createNaiveModel();
  return readAtMoments(
    published,
    momentsMs,
    (step) => void model.advance(step),
    (step) => columnOf(model.longs, model.shorts, step),
  );
};
