/** Writes down what only the simulation knows: the map, every liquidation, flows by leverage. */
import { binOfPrice } from '../../../lib/model/bins.ts';
import type { House } from './house.ts';
import type { MarketParameters } from './market-parameters.ts';
import type { Positions } from './positions.ts';
import type { TrueFlows, TrueLiquidation, TrueMap, TrueMarket } from './published.ts';

export interface Witness {
  opened(sign: number, leverage: number, coins: number): void;
  closed(sign: number, leverage: number, coins: number): void;
  /** Null before the first published row: then only what stands is counted. */
  liquidated(sign: number, leverage: number, coins: number, report: TrueLiquidation | null): void;
  /** The slot that flows are counted in from here on; the one before it has ended. */
  enterSlot(slot: number): void;
  snapshot(timeMs: number, price: number): void;
  testify(): TrueMarket;
}

const CLASS_STEP = Math.log(1.15);
const CLASSES = 37;
/** The map reaches from this share of the price below to this share above. */
const BELOW = 0.4;
const ABOVE = 0.5;

const classOf = (leverage: number): number =>
  Math.max(0, Math.min(CLASSES - 1, Math.floor(Math.log(leverage) / CLASS_STEP)));

interface Map {
  readonly firstBin: number;
  readonly coins: readonly [Float32Array, Float32Array];
  readonly beyond: [number, number];
}

const put = (map: Map, sign: number, liquidation: number, coins: number): void => {
  const side = sign > 0 ? 0 : 1;
  const at = liquidation > 0 ? binOfPrice(liquidation) - map.firstBin : -1;
  const column = map.coins[side];
  if (at >= 0 && at < column.length) column[at]! += coins;
  else map.beyond[side] += coins;
};

/** Where makers and fast traders, with large accounts on cross margin, would be liquidated. */
const houseLiquidation = (sign: number, entry: number, leverage: number): number =>
  entry * (1 - (sign * 0.95) / leverage);

export const createWitness = (
  { positions, house }: { readonly positions: Positions; readonly house: House },
  { lotCoins, houseLeverage }: MarketParameters,
  slotMs: number,
  slots: number,
): Witness => {
  const row = 2 * CLASSES;
  const openedCoins = new Float32Array(slots * row);
  const closedCoins = new Float32Array(slots * row);
  const standingCoins = new Float32Array(slots * row);
  const standing = new Float64Array(row);
  const houseCoins: number[] = [];
  const liquidations: TrueLiquidation[] = [];
  const maps: TrueMap[] = [];
  let start = -1;

  /** Adds to what stands, and says which cell of a table of flows the change belongs to. */
  const change = (sign: number, leverage: number, coins: number): number => {
    const cell = (sign > 0 ? 0 : CLASSES) + classOf(leverage);
    standing[cell]! += coins;
    return start + cell;
  };

  const addTraders = (map: Map): void => {
    for (let id = 0; id < positions.end; id++) {
      const coins = positions.lots[id]! * lotCoins;
      if (coins <= 0) continue;
      put(map, positions.sign[id]!, positions.liquidation[id]!, coins);
    }
  };
  const addHouse = (map: Map): void => {
    house.lots.forEach((lots, n) => {
      const sign = Math.sign(lots);
      const liquidation = houseLiquidation(sign, house.entry[n]!, houseLeverage);
      if (lots !== 0) put(map, sign, liquidation, Math.abs(lots) * lotCoins);
    });
    houseCoins.push(house.longLots() * lotCoins);
  };

  return {
    opened(sign, leverage, coins) {
      const cell = change(sign, leverage, coins);
      if (start >= 0) openedCoins[cell]! += coins;
    },
    closed(sign, leverage, coins) {
      const cell = change(sign, leverage, -coins);
      if (start >= 0) closedCoins[cell]! += coins;
    },
    liquidated(sign, leverage, coins, report) {
      change(sign, leverage, -coins);
      if (report) liquidations.push(report);
    },
    enterSlot(slot) {
      if (slot > 0 && slot <= slots) standingCoins.set(standing, (slot - 1) * row);
      start = slot < 0 || slot >= slots ? -1 : slot * row;
    },
    snapshot(timeMs, price) {
      const firstBin = binOfPrice(price * (1 - BELOW));
      const count = binOfPrice(price * (1 + ABOVE)) - firstBin + 1;
      const map: Map = {
        firstBin,
        coins: [new Float32Array(count), new Float32Array(count)],
        beyond: [0, 0],
      };
      addTraders(map);
      addHouse(map);
      const [longCoins, shortCoins] = map.coins;
      const openInterestCoins = (positions.longLots + house.longLots()) * lotCoins;
      maps.push({
        column: { timeMs, price, sweptBy: 'mark', firstBin, longCoins, shortCoins },
        beyondLongCoins: map.beyond[0],
        beyondShortCoins: map.beyond[1],
        openInterestCoins,
      });
    },
    testify: () => ({
      maps,
      liquidations,
      flows: flows(),
      openPositions: positions.longCount + positions.shortCount,
    }),
  };

  function flows(): TrueFlows {
    const leverages = Float64Array.from({ length: CLASSES }, (_, n) =>
      Math.exp((n + 0.5) * CLASS_STEP),
    );
    return { leverages, slotMs, openedCoins, closedCoins, standingCoins, houseCoins };
  }
};
