/** The parts of the simulated market, put together: who calls whom. */
import type { Bracket } from '../../../lib/model/market-data.ts';
import { createArrivals, type Arrivals } from './arrivals.ts';
import { createDesk, type Desk } from './desk.ts';
import { createExchange } from './exchange.ts';
import { createFastTraders, type FastTraders } from './fast-traders.ts';
import { createHouse, type House } from './house.ts';
import type { MarketParameters } from './market-parameters.ts';
import { createOrderBook, type OrderBook } from './order-book.ts';
import { createPositions, type Positions } from './positions.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import type { Witness } from './witness.ts';

/** Where the simulation stands. */
export interface Moment {
  step: number;
  /** Start of the step. */
  timeMs: number;
  mark: number;
  /** Null before the first published row. */
  recorder: Recorder | null;
  witness: Witness | null;
}

export interface Floor {
  readonly book: OrderBook;
  readonly positions: Positions;
  readonly house: House;
  readonly desk: Desk;
  readonly arrivals: Arrivals;
  readonly fast: FastTraders;
}

export const createFloor = (
  parameters: MarketParameters,
  brackets: readonly Bracket[],
  moment: Moment,
  random: Random,
): Floor => {
  const { lotCoins, startPrice } = parameters;
  const book = createOrderBook(parameters);
  const positions = createPositions();
  const house = createHouse(parameters.makerCount, parameters.fastCount, random);

  const noteOpened = (id: number, lots: number): void =>
    moment.witness?.opened(positions.sign[id]!, positions.firstLeverage[id]!, lots * lotCoins);
  const noteClosed = (id: number, lots: number): void =>
    moment.witness?.closed(positions.sign[id]!, positions.firstLeverage[id]!, lots * lotCoins);

  const exchange = createExchange({
    parameters,
    book,
    positions,
    house,
    recorder: () => moment.recorder,
    onFilled: (wish, lots, price) =>
      arrivals.schedule(desk.open(wish, lots, price), wish.lifeMinutes),
    onClosed(id, lots) {
      noteClosed(id, lots);
      positions.changeLots(id, -lots);
    },
  });
  const desk = createDesk({
    positions,
    exchange,
    brackets,
    lotCoins,
    startPrice,
    markPrice: () => moment.mark,
    onOpened: noteOpened,
    onClosed: noteClosed,
  });
  const arrivals = createArrivals({
    parameters,
    brackets,
    positions,
    desk,
    exchange,
    random,
  });
  const fast = createFastTraders(parameters, book, house, exchange, random);
  return { book, positions, house, desk, arrivals, fast };
};
