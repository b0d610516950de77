/** Traders come, look at their positions when their time is up, and help or leave those in danger. */
import type { Bracket } from '../../../lib/model/market-data.ts';
import { DAY_MS } from '../../../lib/model/time.ts';
import type { Desk } from './desk.ts';
import type { Exchange } from './exchange.ts';
import { TRADER_KINDS, type MarketParameters } from './market-parameters.ts';
import { forEachStill, type Positions } from './positions.ts';
import type { Random } from './random.ts';
import { drawLifeMinutes, drawWish, parametersOf, type Outlook, type Wish } from './traders.ts';

export interface Arrivals {
  /** New traders of one step. */
  arrive(step: number, activity: number, outlook: Outlook, price: number): void;
  /** Positions whose owners look at them in this step, and closing orders that waited too long. */
  review(step: number, activity: number, price: number): void;
  rescue(mark: number): void;
  /** Notes when the owner of a new position will look at it. */
  schedule(id: number, lifeMinutes: number): void;
}

export interface ArrivalParts {
  readonly parameters: MarketParameters;
  readonly brackets: readonly Bracket[];
  readonly positions: Positions;
  readonly desk: Desk;
  readonly exchange: Exchange;
  readonly random: Random;
}

export const createArrivals = (parts: ArrivalParts): Arrivals => {
  const { parameters, brackets, positions, desk, exchange, random } = parts;
  const { stepMs, lotCoins, queueMinutes, crowd } = parameters;
  const queueSteps = Math.round((queueMinutes * 60_000) / stepMs);
  const calendar = new Map<number, number[]>();

  /** The pace of closings runs a clock of its own, in ordinary steps. */
  let clock = 0;
  let reviewed = 0;

  const schedule = (id: number, lifeMinutes: number): void => {
    const due = Math.floor(clock + (lifeMinutes * 60_000) / stepMs) + 1;
    const list = calendar.get(due);
    if (list) list.push(id, positions.serial[id]!);
    else calendar.set(due, [id, positions.serial[id]!]);
  };

  const enter = (wish: Wish, step: number, price: number): void => {
    const lots = Math.max(1, Math.round(wish.notionalUsd / price / lotCoins));
    if (wish.isPassive) {
      const untilStep = step + queueSteps;
      exchange.wait(wish.sign, { wish, id: -1, serial: 0, untilStep, lots, progress: 0 });
      return;
    }
    schedule(desk.open(wish, lots, exchange.take(wish.sign, lots)), wish.lifeMinutes);
  };

  const leave = (id: number, step: number, price: number): void => {
    const t = parametersOf(positions.kind[id]!);
    const sign = positions.sign[id]! > 0 ? 1 : -1;
    const isLosing = sign * (price - positions.entry[id]!) < 0;
    if (isLosing && random.uniform() < t.hopeShare) {
      schedule(id, drawLifeMinutes(t, positions.leverage[id]!, random));
    } else if (random.uniform() < t.passiveCloseShare) {
      const serial = positions.serial[id]!;
      const untilStep = step + queueSteps;
      const lots = positions.lots[id]!;
      exchange.wait(sign > 0 ? -1 : 1, { wish: null, id, serial, untilStep, lots, progress: 0 });
    } else {
      desk.close(id);
    }
  };

  const reviewDue = (at: number, step: number, price: number): void => {
    const due = calendar.get(at);
    if (!due) return;
    calendar.delete(at);
    for (let n = 0; n < due.length; n += 2) {
      if (positions.serial[due[n]!] === due[n + 1]) leave(due[n]!, step, price);
    }
  };

  return {
    schedule,
    arrive(step, activity, outlook, price) {
      for (let kind = 0; kind < TRADER_KINDS.length; kind++) {
        const { arrivalsPerDay } = parametersOf(kind);
        const mean = (arrivalsPerDay * crowd * activity * stepMs) / DAY_MS;
        for (let n = random.count(mean); n > 0; n--) {
          enter(drawWish(kind, outlook, brackets, parameters, random), step, price);
        }
      }
    },
    review(step, activity, price) {
      for (const { id, serial } of exchange.giveUp(step)) {
        if (positions.serial[id] === serial) desk.close(id);
      }
      clock += parameters.clockShare + (1 - parameters.clockShare) * activity;
      for (; reviewed < clock; reviewed++) reviewDue(reviewed, step, price);
    },
    rescue(mark) {
      forEachStill(positions, desk.endangered(mark), (id) => {
        if (positions.doubles[id]) desk.double(id);
        else desk.addMargin(id, 0.4 + 0.35 * random.uniform());
      });
    },
  };
};
