/**
 * Market makers and fast traders: few large accounts whose net position is whatever the others left
 * them. They make both sides of the open interest equal: what one trader opens, they or another hold.
 */
import type { Random } from './random.ts';

export interface House {
  /** Net position of each account in lots; makers first. */
  readonly lots: Float64Array;
  /** Average entry price of each net position. */
  readonly entry: Float64Array;
  readonly makerCount: number;
  /** Some maker takes on `lots` (signed). */
  make(lots: number, price: number): void;
  /** A fast trader takes on `lots` (signed). */
  takeFast(account: number, lots: number, price: number): void;
  makerLots(): number;
  /** Lots held long, and held short. */
  longLots(): number;
  shortLots(): number;
}

export const createHouse = (makerCount: number, fastCount: number, random: Random): House => {
  const lots = new Float64Array(makerCount + fastCount);
  const entry = new Float64Array(makerCount + fastCount);

  const change = (account: number, by: number, price: number): void => {
    const before = lots[account]!;
    const after = before + by;
    if (before * after <= 0) entry[account] = price;
    else if (Math.abs(after) > Math.abs(before)) {
      entry[account] = (entry[account]! * before + price * by) / after;
    }
    lots[account] = after;
  };
  const sum = (count: number, part: (value: number) => number): number => {
    let total = 0;
    for (let n = 0; n < count; n++) total += part(lots[n]!);
    return total;
  };
  return {
    lots,
    entry,
    makerCount,
    make(by, price) {
      change(Math.floor(random.uniform() * makerCount), by, price);
    },
    takeFast(account, by, price) {
      change(makerCount + account, by, price);
    },
    makerLots: () => sum(makerCount, (value) => value),
    longLots: () => sum(lots.length, (value) => Math.max(0, value)),
    shortLots: () => sum(lots.length, (value) => Math.max(0, -value)),
  };
};
