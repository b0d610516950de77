/** A ready answer made drawable, once, and what the legend says of it. */
import type { MapAnswer } from '@/lib/messages.ts';
import type { Column } from '@/lib/model/column.ts';
import { computeImbalance } from '@/lib/model/imbalance.ts';
import { computeBandDensities, type BandDensities } from '@/lib/render/band-intensity.ts';
import type { LegendView } from './legend.ts';
import { parseMapColumn } from './map-column.ts';

export type ReadyMap = Extract<MapAnswer, { state: 'ready' }>;

export interface PreparedMap {
  readonly map: ReadyMap;
  readonly withinPercent: number;
  readonly column: Column;
  readonly bands: BandDensities;
  readonly receivedMs: number;
}

/** Keeps the last map made drawable; throws where a map's bytes do not add up. */
export const createMapPreparer = (nowMs: () => number) => {
  let prepared: PreparedMap | null = null;
  return (map: ReadyMap, withinPercent: number): PreparedMap => {
    const known = prepared?.map === map ? prepared : null;
    if (known?.withinPercent === withinPercent) return known;
    const column = known?.column ?? parseMapColumn(map.column);
    const bands = known?.bands ?? computeBandDensities(column);
    prepared = { map, withinPercent, column, bands, receivedMs: known?.receivedMs ?? nowMs() };
    return prepared;
  };
};

export const viewLegend = (prepared: PreparedMap, nowMs: number): LegendView => {
  const { map, column, withinPercent, receivedMs } = prepared;
  return {
    symbol: map.symbol,
    sides: computeImbalance(column, column.price, withinPercent),
    withinPercent,
    ageMs: map.ageMs + Math.max(0, nowMs - receivedMs),
  };
};
