/**
 * The colours of the two sides wherever they are told apart: longs (force-closed below the price)
 * and shorts (above it). Blue and orange, because green and red already mean up and down on every
 * chart, and because these two stay apart for colour-blind eyes.
 */
import type { Side } from '../model/market-data.ts';

export const SIDE_COLORS: Readonly<Record<Side, string>> = {
  long: '#38bdf8',
  short: '#fb923c',
};
