/** The column in the worker's answer, from base64 back to coins. */
import type { MapColumn } from './messages.ts';
import type { Column } from './model/column.ts';
import { restoreColumn } from './model/quantise.ts';

/** Are the two the same map, at whatever price and moment? */
export const isSameMap = (a: MapColumn, b: MapColumn): boolean =>
  a.codes === b.codes &&
  a.firstBin === b.firstBin &&
  a.binCount === b.binCount &&
  a.peakCoins === b.peakCoins;

/** Throws where the bytes are not as many as the column says: parts of two versions are talking. */
export const parseMapColumn = ({ codes, ...rest }: MapColumn): Column => {
  const bytes = Uint8Array.from(atob(codes), (character) => character.charCodeAt(0));
  if (bytes.length !== 2 * rest.binCount)
    throw new Error(`column of ${rest.binCount} bins came with ${bytes.length} codes`);
  return restoreColumn({ ...rest, codes: bytes });
};
