/** A map read outwards from the price: bins of one side, zones of five bins, and the largest of them. */
import { binOfPrice } from './bins.ts';
import type { Column } from './column.ts';
import { coinsOf } from './column-range.ts';
import type { Side } from './market-data.ts';

/** A zone is 0.25 % wide. */
export const ZONE_BINS = 5;
const TOP_SHARE = 0.1;

/** Coins per bin of one side, from the bin next to `price` outwards to `withinShare` of it. */
export const readOutwards = (
  column: Column,
  price: number,
  side: Side,
  withinShare: number,
): Float64Array => {
  const sign = side === 'long' ? -1 : 1;
  const coins = coinsOf(column, side);
  const here = binOfPrice(price);
  const count = Math.abs(binOfPrice(price * (1 + sign * withinShare)) - here);
  return Float64Array.from({ length: count }, (_, n) => {
    return coins[here + sign * (n + 1) - column.firstBin] ?? 0;
  });
};

/** Sums of each `ZONE_BINS` bins; bins left over at the far end are left out. */
export const sumZones = (bins: Float64Array): Float64Array => {
  const zones = new Float64Array(Math.floor(bins.length / ZONE_BINS));
  for (let n = 0; n < zones.length * ZONE_BINS; n++) {
    const zone = Math.floor(n / ZONE_BINS);
    zones[zone] = (zones[zone] ?? 0) + (bins[n] ?? 0);
  }
  return zones;
};

/** Places of the largest tenth of `values`, the largest first; of equal ones the nearer first. */
export const topPlaces = (values: Float64Array): number[] =>
  Array.from(values, (_, n) => n)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, Math.max(1, Math.floor(values.length * TOP_SHARE)));
