/** A ready answer made drawable, once, and what the legend says of it. */
import type { MapAnswer } from '@/lib/messages.ts';
import type { Column } from '@/lib/model/column.ts';
import { computeImbalance } from '@/lib/model/imbalance.ts';
import { computeBandDensities, type BandDensities } from '@/lib/render/band-intensity.ts';
import type { LegendView } from './legend.ts';
import { isSameMap, parseMapColumn } from '@/lib/map-column.ts';

export type ReadyMap = Extract<MapAnswer, { state: 'ready' }>;

export interface PreparedMap {
  readonly map: ReadyMap;
  readonly withinPercent: number;
  readonly column: Column;
  readonly bands: BandDensities;
  /** What the legend says at the moment it is called. */
  readonly readLegend: () => LegendView;
}

interface Shown {
  readonly map: ReadyMap;
  readonly column: Column;
  readonly withinPercent: number;
  readonly receivedMs: number;
}

/** Only the age changes from one look to the next. */
const createLegendReader = (shown: Shown, nowMs: () => number): (() => LegendView) => {
  const { map, column, withinPercent, receivedMs } = shown;
  const { symbol, isLive, exchanges } = map;
  const sides = computeImbalance(column, column.price, withinPercent);
  const ageMs = (): number => map.ageMs + Math.max(0, nowMs() - receivedMs);
  return () => ({ symbol, sides, withinPercent, isLive, exchanges, ageMs: ageMs() });
};

const drawable = (
  { column: wire }: ReadyMap,
  before: PreparedMap | null,
): Pick<PreparedMap, 'column' | 'bands'> => {
  if (!before || !isSameMap(before.map.column, wire)) {
    const column = parseMapColumn(wire);
    return { column, bands: computeBandDensities(column) };
  }
  const { timeMs, price } = wire;
  return { column: { ...before.column, timeMs, price }, bands: before.bands };
};

/**
 * Keeps the last map made drawable; throws where a map's bytes do not add up. While somebody watches, a
 * map comes every few seconds, and most bring nothing but a new price: their bands are the same object.
 */
export const createMapPreparer = (nowMs: () => number) => {
  let prepared: PreparedMap | null = null;
  let receivedMs = 0;
  return (map: ReadyMap, withinPercent: number): PreparedMap => {
    const known = prepared?.map === map ? prepared : null;
    if (known?.withinPercent === withinPercent) return known;
    const { column, bands } = drawable(map, prepared);
    receivedMs = known ? receivedMs : nowMs();
    const readLegend = createLegendReader({ map, column, withinPercent, receivedMs }, nowMs);
    prepared = { map, withinPercent, column, bands, readLegend };
    return prepared;
  };
};
