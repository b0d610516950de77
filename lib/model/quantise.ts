/**
 * Columns in bytes. A code is a little floating-point number, 4 bits of exponent and 4 of mantissa,
 * relative to the column's peak:
 *
 *   coins = peak · (1 + mantissa / 16) · 2^(exponent − 15) / 1.9375          code 0 is zero
 *
 * Restored values are within 3.2 % of the true ones (QUANTISE_ERROR) down to a 60,000th of the peak;
 * smaller ones become zero. The code is cut out of the bits of a 32-bit float, with no logarithm taken.
 */
import type { Column, QuantisedColumn } from './column.ts';

/** Largest relative error of a restored value that is not zero: half a step of the mantissa. */
export const QUANTISE_ERROR = 1 / 32;

/** What the mantissa 15 stands for, so that code 255 is the peak. */
const TOP = 1.9375;
/** Of a float's 23 mantissa bits 4 are kept; half of the last kept bit is added to round. */
const DROPPED_BITS = 19;
const ROUND = 1 << (DROPPED_BITS - 1);
/** What the bits of 1.0, the start of exponent 15, come to after dropping, less its code. */
const BASE = (127 << 4) - (15 << 4);

const UNITS = Float64Array.from({ length: 256 }, (_, code) =>
  code === 0 ? 0 : ((1 + (code & 15) / 16) * 2 ** ((code >> 4) - 15)) / TOP,
);

const largest = (values: Float32Array): number => {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (value > most) most = value;
  }
  return most;
};

const encode = (values: Float32Array, peak: number, codes: Uint8Array, start: number): void => {
  const scaled = new Float32Array(values.length);
  const bits = new Uint32Array(scaled.buffer);
  const factor = peak > 0 ? TOP / peak : 0;
  for (let at = 0; at < values.length; at++) scaled[at] = (values[at] ?? 0) * factor;
  for (let at = 0; at < values.length; at++) {
    const code = (((bits[at] ?? 0) + ROUND) >>> DROPPED_BITS) - BASE;
    codes[start + at] = code < 0 ? 0 : code > 255 ? 255 : code;
  }
};

/** A column (no negative values) as codes of one byte a bin and side. */
export const quantiseColumn = (column: Column): QuantisedColumn => {
  const binCount = column.longCoins.length;
  const peakCoins = Math.max(largest(column.longCoins), largest(column.shortCoins));
  const codes = new Uint8Array(2 * binCount);
  encode(column.longCoins, peakCoins, codes, 0);
  encode(column.shortCoins, peakCoins, codes, binCount);
  const { timeMs, price, firstBin } = column;
  return { timeMs, price, firstBin, binCount, peakCoins, codes };
};

/** The column that the codes stand for, each value within QUANTISE_ERROR. */
export const restoreColumn = (quantised: QuantisedColumn): Column => {
  const { timeMs, price, firstBin, binCount, peakCoins, codes } = quantised;
  const coins = Float32Array.from(codes, (code) => (UNITS[code] ?? 0) * peakCoins);
  return {
    timeMs,
    price,
    firstBin,
    longCoins: coins.subarray(0, binCount),
    shortCoins: coins.subarray(binCount, 2 * binCount),
  };
};
