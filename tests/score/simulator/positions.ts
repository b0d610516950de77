/** All open positions of traders, as columns of numbers; an index is a position while it is open. */
import type { Side } from '../../../lib/model/market-data.ts';

export interface Positions {
  readonly sign: Int8Array;
  readonly kind: Uint8Array;
  /** Size in lots; 0 is a free row. */
  readonly lots: Float64Array;
  readonly entry: Float64Array;
  /** Notional at entry over margin: the leverage that decides the liquidation price. */
  readonly leverage: Float64Array;
  /** The leverage at which it was opened, before any margin was added. */
  readonly firstLeverage: Float64Array;
  readonly liquidation: Float64Array;
  /** Distance of stop and take-profit from entry as shares of price; 0 for none. */
  readonly stop: Float64Array;
  readonly profit: Float64Array;
  /** Times that the owner will still come to the rescue. */
  readonly rescues: Uint8Array;
  readonly doubles: Uint8Array;
  /** Changes whenever triggers change; what carries an older one is out of date. */
  readonly version: Int32Array;
  /** Tells one use of a row from the next. */
  readonly serial: Int32Array;
  /** Rows in use are all below this. */
  end: number;
  /** Lots held by longs and by shorts. */
  longLots: number;
  shortLots: number;
  longCount: number;
  shortCount: number;
  /** A free row, taken. */
  add(sign: 1 | -1): number;
  changeLots(id: number, by: number): void;
}

const CAPACITY = 1 << 17;

export const sideOf = (sign: number): Side => (sign > 0 ? 'long' : 'short');

export const createPositions = (): Positions => {
  const free: number[] = [];
  let serials = 0;
  const float = (): Float64Array => new Float64Array(CAPACITY);
  const self: Positions = {
    sign: new Int8Array(CAPACITY),
    kind: new Uint8Array(CAPACITY),
    lots: float(),
    entry: float(),
    leverage: float(),
    firstLeverage: float(),
    liquidation: float(),
    stop: float(),
    profit: float(),
    rescues: new Uint8Array(CAPACITY),
    doubles: new Uint8Array(CAPACITY),
    version: new Int32Array(CAPACITY),
    serial: new Int32Array(CAPACITY),
    end: 0,
    longLots: 0,
    shortLots: 0,
    longCount: 0,
    shortCount: 0,
    add(sign) {
      const id = free.pop() ?? self.end++;
      if (id >= CAPACITY) throw new RangeError('The simulated market has too many positions.');
      self.sign[id] = sign;
      self.serial[id] = ++serials;
      self.version[id]!++;
      if (sign > 0) self.longCount++;
      else self.shortCount++;
      return id;
    },
    changeLots(id, by) {
      self.lots[id]! += by;
      const isLong = self.sign[id]! > 0;
      if (isLong) self.longLots += by;
      else self.shortLots += by;
      if (self.lots[id]! > 0) return;
      if (isLong) self.longCount--;
      else self.shortCount--;
      self.version[id]!++;
      self.serial[id] = 0;
      free.push(id);
    },
  };
  return self;
};

/** Does `act` for each id, passing over those that were closed or changed by what was done before. */
export const forEachStill = (
  positions: Positions,
  ids: readonly number[],
  act: (id: number) => void,
): void => {
  const versions = ids.map((id) => positions.version[id]);
  ids.forEach((id, n) => {
    if (positions.version[id] === versions[n] && positions.lots[id]! > 0) act(id);
  });
};
