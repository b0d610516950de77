/**
 * The matching of trades. Every trade has two parties: a taker and, opposite, a market maker. A share of
 * what takers trade counts for the limit orders that wait; once enough has, the order is filled whole,
 * by the maker who stood in for it. Lots are whole numbers and each trade moves both parties by the same
 * number of them, so that longs and shorts are equal at every moment, exactly.
 */
import type { House } from './house.ts';
import type { MarketParameters } from './market-parameters.ts';
import type { OrderBook } from './order-book.ts';
import type { Positions } from './positions.ts';
import type { Recorder } from './recorder.ts';
import type { Wish } from './traders.ts';
import { createWaitingOrders, type WaitingOrder, type WaitingOrders } from './waiting-orders.ts';

export interface Exchange {
  /** A market order of `lots`; returns the average price. The taker's own account is the caller's. */
  take(sign: 1 | -1, lots: number): number;
  /** A limit order that buys (`sign` 1) or sells; it waits at the touch. */
  wait(sign: 1 | -1, order: WaitingOrder): void;
  /** Orders whose time is up leave the queues; those that were to close a position are returned. */
  giveUp(step: number): WaitingOrder[];
}

export interface ExchangeParts {
  readonly parameters: MarketParameters;
  readonly book: OrderBook;
  readonly positions: Positions;
  readonly house: House;
  /** Null while nothing is published yet. */
  readonly recorder: () => Recorder | null;
  /** A wish was filled: opens a position. */
  readonly onFilled: (wish: Wish, lots: number, price: number) => void;
  /** An owner's closing order was filled. */
  readonly onClosed: (id: number, lots: number) => void;
}

export const createExchange = (parts: ExchangeParts): Exchange => {
  const { parameters, book, positions, house } = parts;
  const buys = createWaitingOrders();
  const sells = createWaitingOrders();

  const isAlive = (order: WaitingOrder): boolean =>
    order.wish !== null || positions.serial[order.id] === order.serial;

  /** The maker who stood in for the order passes it on; both sides of that are equal. */
  const fill = (order: WaitingOrder, orderSign: number, price: number): void => {
    const lots = order.wish ? order.lots : Math.min(order.lots, positions.lots[order.id]!);
    house.make(-orderSign * lots, price);
    if (order.wish) parts.onFilled(order.wish, lots, price);
    else parts.onClosed(order.id, lots);
  };

  /** Counts `lots` of taker volume towards the first orders of a queue and fills those that are done. */
  const advanceQueue = (queue: WaitingOrders, orderSign: number, lots: number, price: number) => {
    let left = lots;
    for (let order = queue.first(); order && left > 0; order = queue.first()) {
      const counted = Math.min(left, order.lots - order.progress);
      order.progress += counted;
      left -= counted;
      const isDone = order.progress >= order.lots;
      if (!isDone && isAlive(order)) return;
      queue.dropFirst();
      if (isDone && isAlive(order)) fill(order, orderSign, price);
    }
  };

  const giveUpIn = (queue: WaitingOrders, step: number, late: WaitingOrder[]): void => {
    for (let order = queue.first(); order && order.untilStep <= step; order = queue.first()) {
      queue.dropFirst();
      if (order.wish === null && isAlive(order)) late.push(order);
    }
  };

  return {
    take(sign, lots) {
      const coins = lots * parameters.lotCoins;
      const price = book.take(sign, coins);
      house.make(-sign * lots, price);
      advanceQueue(sign > 0 ? sells : buys, -sign, lots * parameters.queueShare, price);
      const recorder = parts.recorder();
      recorder?.trade(price, coins, sign);
      recorder?.trade(book.last, 0, sign);
      return price;
    },
    wait: (sign, order) => (sign > 0 ? buys : sells).add(order),
    giveUp(step) {
      const late: WaitingOrder[] = [];
      giveUpIn(buys, step, late);
      giveUpIn(sells, step, late);
      return late;
    },
  };
};
