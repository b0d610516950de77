/**
 * What the published rows can give at most. Both oracles are told things that no one outside the exchange
 * can know, and are then asked for the same map:
 *
 * - the mix oracle knows the true share of each leverage among new positions of each side, the true rate at
 *   which owners close positions of each leverage, how that rate follows volume, and how much of the open
 *   interest is the makers'. From the market itself it sees only what is published. A model of the same
 *   kind can come as far as this if all its parameters are right;
 * - the flow oracle is told, every five minutes, the coins opened and the coins standing by leverage and
 *   side. What it still does not know is which of the positions were closed, the exact entry within the
 *   candle, the size of each position and margin added later.
 *
 * What the flow oracle misses is lost for every model of published data. Its distance from the mix
 * oracle is what hidden flows cost.
 */
import type { MarketStep } from '../../lib/model/market-data.ts';
import { createOracleBook, type OracleBook } from './oracle-book.ts';
import { readAtMoments, type Estimator } from './simulated-estimators.ts';
import { MARKET } from './simulator/market-parameters.ts';
import type { PublishedMarket, TrueFlows, TrueMarket } from './simulator/published.ts';

const HOURS_PER_SLOT = 1 / 12;
/** What a step may add to a row whose coins the oracle believes liquidated although their owners left. */
const MOST_GROWTH = 1.2;

/** Sum over slots (rows of a flat table) of each of `width` columns. */
const sumSlots = (table: Float32Array, width: number): Float64Array => {
  const sums = new Float64Array(width);
  for (let n = 0; n < table.length; n++) sums[n % width]! += table[n]!;
  return sums;
};

/** The first map is what stands by leverage after the first slot, entered within ±3 %. */
const placeFirst = (book: OracleBook, flows: TrueFlows, price: number): void =>
  flows.standingCoins
    .subarray(0, 2 * flows.leverages.length)
    .forEach((coins, row) => book.open(row, price * 0.97, price * 1.03, price, coins));

const createBook = (published: PublishedMarket, { flows }: TrueMarket): OracleBook => {
  const price = published.candles5m[0]!.open;
  const book = createOracleBook(flows.leverages, published.brackets, price);
  placeFirst(book, flows, price);
  return book;
};

/** Told the coins opened and those standing by leverage and side in every slot. */
export const createFlowOracle =
  (truth: TrueMarket): Estimator =>
  (published, momentsMs) => {
    const { flows } = truth;
    const book = createBook(published, truth);
    const width = 2 * flows.leverages.length;
    const advance = (step: MarketStep): void => {
      const start = Math.round((step.startMs - published.startMs) / flows.slotMs) * width;
      book.sweep(step);
      for (let row = 0; row < width; row++) {
        const opened = flows.openedCoins[start + row]!;
        const wanted = Math.max(0, flows.standingCoins[start + row]! - opened);
        const held = book.totals[row]!;
        const kept = Math.min(wanted, held * MOST_GROWTH);
        if (held > 0) book.keep(row, kept / held);
        book.open(row, step.low, step.high, step.close, opened);
      }
    };
    return readAtMoments(published, momentsMs, advance, book.read);
  };

/** Told the averages over the whole run: mix of openings, rates of closing, share of the makers. */
export const createMixOracle =
  (truth: TrueMarket): Estimator =>
  (published, momentsMs) => {
    const { flows } = truth;
    const book = createBook(published, truth);
    const width = 2 * flows.leverages.length;
    const half = flows.leverages.length;
    const opened = sumSlots(flows.openedCoins, width);
    const closed = sumSlots(flows.closedCoins, width);
    const slots = flows.standingCoins.length / width;
    const standing = sumSlots(flows.standingCoins, width).map((coins) => coins / slots);
    const hours = (published.endMs - published.startMs) / 3_600_000;
    const hazards = closed.map((coins, row) => coins / Math.max(1e-9, standing[row]! * hours));
    const traders = standing.subarray(0, half).reduce((sum, coins) => sum + coins, 0);
    const house = flows.houseCoins.reduce((sum, coins) => sum + coins, 0) / flows.houseCoins.length;
    const tradersShare = traders / (traders + house);
    const volume =
      published.candles5m.reduce((sum, row) => sum + row.volumeCoins, 0) /
      published.candles5m.length;
    const sideSums = [0, half].map((from) =>
      opened.subarray(from, from + half).reduce((sum, coins) => sum + coins, 0),
    );

    const advance = (step: MarketStep): void => {
      book.sweep(step);
      const pace = MARKET.clockShare + ((1 - MARKET.clockShare) * step.volumeCoins) / volume;
      for (let row = 0; row < width; row++) {
        book.keep(row, Math.exp(-hazards[row]! * pace * HOURS_PER_SLOT));
      }
      for (const from of [0, half]) {
        const held = book.totals.subarray(from, from + half).reduce((sum, coins) => sum + coins, 0);
        const wanted = (step.openInterestCoins ?? 0) * tradersShare;
        for (let row = from; row < from + half; row++) {
          if (wanted < held) book.keep(row, wanted / held);
          const share = opened[row]! / sideSums[from === 0 ? 0 : 1]!;
          book.open(row, step.low, step.high, step.close, (wanted - held) * share);
        }
      }
    };
    return readAtMoments(published, momentsMs, advance, book.read);
  };
