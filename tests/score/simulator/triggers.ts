/**
 * Prices at which something happens to a position, found without looking at those far away: lists per
 * basis point of price. Entries are never taken out early; one whose version is no longer that of its
 * position is passed over.
 */
import type { Positions } from './positions.ts';

export interface Triggers {
  add(price: number, id: number): void;
  /** Adds to `fired` the ids whose price has been reached, in the order in which the price came to them. */
  fire(price: number, fired: number[]): void;
}

const POINT = 1e-4;
/** Lists reach to a factor of e^±3 around the start price. */
const REACH = 30_000;

/** `direction` −1 fires when the price falls to the trigger or below, 1 when it rises to it or above. */
export const createTriggers = (
  positions: Positions,
  direction: 1 | -1,
  startPrice: number,
): Triggers => {
  const lists: (number[] | undefined)[] = Array.from({ length: 2 * REACH });
  let nearest = direction > 0 ? 2 * REACH - 1 : 0;
  const placeOf = (price: number): number =>
    Math.max(0, Math.min(2 * REACH - 1, REACH + Math.floor(Math.log(price / startPrice) / POINT)));

  /** Takes what fires out of one list; keeps what is only in the same basis point. */
  const fireList = (list: number[], price: number, fired: number[]): void => {
    let kept = 0;
    for (let n = 0; n < list.length; n += 3) {
      const [id, version, at] = [list[n]!, list[n + 1]!, list[n + 2]!];
      if (positions.version[id] !== version) continue;
      if (direction * (price - at) >= 0) {
        fired.push(id);
      } else {
        list[kept] = id;
        list[kept + 1] = version;
        list[kept + 2] = at;
        kept += 3;
      }
    }
    list.length = kept;
  };

  return {
    add(price, id) {
      if (!(price > 0)) return;
      const place = placeOf(price);
      const list = (lists[place] ??= []);
      list.push(id, positions.version[id]!, price);
      nearest = direction > 0 ? Math.min(nearest, place) : Math.max(nearest, place);
    },
    fire(price, fired) {
      const here = placeOf(price);
      for (let n = nearest; direction * (here - n) >= 0; n += direction) {
        const list = lists[n];
        if (list && list.length > 0) fireList(list, price, fired);
      }
      nearest = direction > 0 ? Math.max(nearest, here) : Math.min(nearest, here);
    },
  };
};
