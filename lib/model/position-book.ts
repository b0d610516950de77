/**
 * The position book: an estimate of all open positions of one contract by side, leverage and liquidation
 * price. It goes forward step by step and uses nothing later than the step. After every step, on each
 * side, the book holds exactly the open interest: every contract has one long and one short.
 */
import { countMarketHours } from './activity.ts';
import type { BookContext } from './book-context.ts';
import { totalOf, type PositionBook } from './book-layout.ts';
import { closePositions } from './closes.ts';
import { SIDES, type MarketStep, type Step } from './market-data.ts';
import { believedOpenInterest } from './open-interest.ts';
import { entriesBetween, openPositions } from './opens.ts';
import { BOOK_BINS, MODEL_VERSION, PARAMETERS } from './parameters.ts';
import { centreWindow } from './price-window.ts';
import { seedBook } from './seed.ts';
import { emptySweep, sweepBook, type Sweep } from './sweep.ts';
import { HOUR_MS } from './time.ts';

export type { PositionBook } from './book-layout.ts';
export { addSweeps, emptySweep, type Sweep } from './sweep.ts';
export { readColumn, readQuantisedColumn } from './read-column.ts';
export { copyBook, parsePositionBook } from './stored-book.ts';

/** An empty book. It fills at the first step that knows the open interest. */
export const createPositionBook = (
  leverages: readonly number[] = PARAMETERS.tiers.map((tier) => tier.leverage),
): PositionBook => {
  const rowCount = 2 * leverages.length;
  return {
    modelVersion: MODEL_VERSION,
    leverages: Float64Array.from(leverages),
    binCount: BOOK_BINS,
    timeMs: 0,
    price: 0,
    sweptBy: 'mark',
    openInterestCoins: 0,
    doubtedCoins: 0,
    hourlyVolumeCoins: 0,
    volumeHours: 0,
    firstBin: 0,
    lowBins: new Int32Array(rowCount).fill(1),
    highBins: new Int32Array(rowCount),
    scales: new Float64Array(rowCount).fill(1),
    totals: new Float64Array(rowCount),
    beyond: new Float64Array(rowCount),
    mass: new Float32Array(rowCount * BOOK_BINS),
  };
};

const isSound = (step: MarketStep): boolean =>
  [step.low, step.sweepLow].every((low) => low > 0) &&
  [step.high, step.sweepHigh, step.close].every((price) => price > 0 && price < Infinity) &&
  step.low <= step.high &&
  step.sweepLow <= step.sweepHigh;

/** Share of new longs that were takers; new shorts have the rest. */
const takerBuyShare = ({ takerBuyCoins, volumeCoins }: MarketStep): number => {
  if (takerBuyCoins === null || !(volumeCoins > 0)) return 0.5;
  const share = takerBuyCoins / volumeCoins;
  return share >= 0 && share <= 1 ? share : 0.5;
};

const trade = (book: PositionBook, step: MarketStep, context: BookContext, newHours: number) => {
  const share = newHours / ((step.endMs - step.startMs) / HOUR_MS);
  const hours = countMarketHours(book, step.volumeCoins * share, newHours, context.parameters);
  const takerBuys = takerBuyShare(step);
  const entries = entriesBetween(step.low, step.high, step.close);
  for (const side of SIDES) {
    const takerShare = side === 'long' ? takerBuys : 1 - takerBuys;
    closePositions(book, side, context, hours, book.openInterestCoins);
    const missing = book.openInterestCoins - totalOf(book, side);
    openPositions(book, side, context, entries, missing, takerShare);
  }
};

/**
 * Takes the book through one step and returns what the step liquidated. Changes the book.
 *
 * A step that ends no later than the book does is ignored, one that began earlier counts for its new
 * part. A gap, or a step whose prices are not numbers, carries the book through unchanged; what the price
 * passed meanwhile is liquidated by the next step.
 */
export const advanceBook = (book: PositionBook, step: Step, context: BookContext): Sweep => {
  if (!(step.endMs > book.timeMs && step.endMs > step.startMs)) return emptySweep(book.timeMs);
  const newHours = (step.endMs - Math.max(step.startMs, book.timeMs)) / HOUR_MS;
  book.timeMs = step.endMs;
  if (step.kind === 'gap' || !isSound(step)) return emptySweep(step.endMs);

  const sweep = sweepBook(book, step.endMs, step.sweepLow, step.sweepHigh);
  centreWindow(book, step.close);
  const wasSeeded = book.openInterestCoins > 0;
  const reading = step.openInterestCoins;
  book.price = step.close;
  book.sweptBy = step.sweptBy;
  book.openInterestCoins = believedOpenInterest(book, reading, context.parameters.doubtFactor);
  if (!wasSeeded) seedBook(book, context, step.close, book.openInterestCoins);
  trade(book, step, context, newHours);
  return sweep;
};

/** Whether the book has seen an open interest, without which its columns are empty. */
export const isSeeded = (book: PositionBook): boolean => book.openInterestCoins > 0;
