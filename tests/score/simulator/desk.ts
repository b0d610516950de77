/**
 * The life of a position: opened, rescued, closed by its owner, its stop or its take-profit, or
 * liquidated at the exact isolated price when the mark price gets there.
 */
import { computeLiquidationPrice } from '../../../lib/model/liquidation-price.ts';
import type { Bracket } from '../../../lib/model/market-data.ts';
import type { Exchange } from './exchange.ts';
import { forEachStill, sideOf, type Positions } from './positions.ts';
import type { Wish } from './traders.ts';
import { createTriggers, type Triggers } from './triggers.ts';

export interface Desk {
  open(wish: Wish, lots: number, price: number): number;
  /** The owner closes at market. */
  close(id: number): void;
  /** Liquidates what the mark price reached; `onLiquidated` hears of each before it is sold. */
  liquidate(mark: number, onLiquidated: (id: number) => void): void;
  /** Owners who see their position in danger at this mark price. */
  endangered(mark: number): number[];
  /** Stops and take-profits that the last price reached. */
  stopped(last: number): number[];
  /** More margin for a position: its leverage falls to `share` of what it was. */
  addMargin(id: number, share: number): void;
  /** Buys as much again at the same leverage. */
  double(id: number): void;
}

/** A position is in danger when this share of the way from entry to liquidation is left. */
const DANGER_SHARE = 0.25;
/** Exchanges refuse what would be liquidated at once; such a wish is lowered to this leverage. */
const SAFE_LEVERAGE = 10;

interface BothWays {
  readonly down: Triggers;
  readonly up: Triggers;
}

export interface DeskParts {
  readonly positions: Positions;
  readonly exchange: Exchange;
  readonly brackets: readonly Bracket[];
  readonly lotCoins: number;
  readonly startPrice: number;
  readonly markPrice: () => number;
  readonly onOpened: (id: number, lots: number) => void;
  readonly onClosed: (id: number, lots: number) => void;
}

export const createDesk = (parts: DeskParts): Desk => {
  const { positions, brackets, lotCoins } = parts;
  const bothWays = (): BothWays => ({
    down: createTriggers(positions, -1, parts.startPrice),
    up: createTriggers(positions, 1, parts.startPrice),
  });
  const liquidations = bothWays();
  const dangers = bothWays();
  const exits = bothWays();

  const fire = ({ down, up }: BothWays, at: number): number[] => {
    const fired: number[] = [];
    down.fire(at, fired);
    up.fire(at, fired);
    return fired;
  };

  const price = (sign: number, entryPrice: number, leverage: number, lots: number): number =>
    computeLiquidationPrice(
      { side: sideOf(sign), entryPrice, leverage, notionalUsd: lots * lotCoins * entryPrice },
      brackets,
    );

  /** Sets all triggers anew; older ones are void. */
  const arm = (id: number): void => {
    positions.version[id]!++;
    const sign = positions.sign[id]!;
    const entry = positions.entry[id]!;
    const liquidation = positions.liquidation[id]!;
    const [against, along] = sign > 0 ? (['down', 'up'] as const) : (['up', 'down'] as const);
    liquidations[against].add(liquidation, id);
    if (positions.rescues[id]! > 0) {
      dangers[against].add(liquidation + (entry - liquidation) * DANGER_SHARE, id);
    }
    if (positions.stop[id]! > 0) exits[against].add(entry * (1 - sign * positions.stop[id]!), id);
    if (positions.profit[id]! > 0) exits[along].add(entry * (1 + sign * positions.profit[id]!), id);
  };

  const open = (wish: Wish, lots: number, entry: number): number => {
    const { sign } = wish;
    const mark = parts.markPrice();
    let leverage = Math.max(1, wish.leverage);
    let liquidation = price(sign, entry, leverage, lots);
    if (sign * (mark - liquidation) <= 0) {
      leverage = Math.min(leverage, SAFE_LEVERAGE);
      liquidation = price(sign, entry, leverage, lots);
    }
    const id = positions.add(sign);
    const way = Math.abs(entry - liquidation) / entry;
    positions.kind[id] = wish.kind;
    positions.lots[id] = 0;
    positions.entry[id] = entry;
    positions.leverage[id] = leverage;
    positions.firstLeverage[id] = leverage;
    positions.liquidation[id] = liquidation;
    positions.stop[id] = wish.stopShare * way;
    positions.profit[id] = wish.profitShare * way;
    positions.rescues[id] = wish.rescues;
    positions.doubles[id] = wish.doubles ? 1 : 0;
    positions.changeLots(id, lots);
    arm(id);
    parts.onOpened(id, lots);
    return id;
  };

  const sell = (id: number): void => {
    const lots = positions.lots[id]!;
    const sign = positions.sign[id]! > 0 ? -1 : 1;
    positions.changeLots(id, -lots);
    parts.exchange.take(sign, lots);
  };

  const setMargin = (id: number, leverage: number, entry: number): void => {
    positions.leverage[id] = Math.max(1, leverage);
    positions.entry[id] = entry;
    positions.liquidation[id] = price(
      positions.sign[id]!,
      entry,
      positions.leverage[id]!,
      positions.lots[id]!,
    );
    positions.rescues[id]!--;
    arm(id);
  };

  return {
    open,
    close(id) {
      parts.onClosed(id, positions.lots[id]!);
      sell(id);
    },
    liquidate(mark, onLiquidated) {
      forEachStill(positions, fire(liquidations, mark), (id) => {
        onLiquidated(id);
        sell(id);
      });
    },
    endangered: (mark) => fire(dangers, mark),
    stopped: (last) => fire(exits, last),
    addMargin: (id, share) => setMargin(id, positions.leverage[id]! * share, positions.entry[id]!),
    double(id) {
      const lots = positions.lots[id]!;
      const sign = positions.sign[id]! > 0 ? 1 : -1;
      const leverage = positions.leverage[id]!;
      positions.changeLots(id, lots);
      parts.onOpened(id, lots);
      const bought = parts.exchange.take(sign, lots);
      setMargin(id, leverage, (positions.entry[id]! + bought) / 2);
    },
  };
};
