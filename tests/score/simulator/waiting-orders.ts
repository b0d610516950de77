/** Limit orders of traders that wait for a taker, first come first served, one queue a side. */
import type { Wish } from './traders.ts';

export interface WaitingOrder {
  /** Opens what is wished, or (null) closes position `id` if it is still the one with `serial`. */
  readonly wish: Wish | null;
  readonly id: number;
  readonly serial: number;
  readonly untilStep: number;
  readonly lots: number;
  /** Lots of taker volume that have counted for it. */
  progress: number;
}

export interface WaitingOrders {
  add(order: WaitingOrder): void;
  first(): WaitingOrder | undefined;
  dropFirst(): void;
}

const TIDY_AT = 4096;

export const createWaitingOrders = (): WaitingOrders => {
  let orders: WaitingOrder[] = [];
  let head = 0;
  return {
    add: (order) => void orders.push(order),
    first: () => orders[head],
    dropFirst() {
      head++;
      if (head < TIDY_AT) return;
      orders = orders.slice(head);
      head = 0;
    },
  };
};
