/**
 * Logarithmic price bins, one grid for every symbol and every price:
 *
 *   bin(p) = floor( ln p / ln(1 + BIN_STEP) )        lower edge(b) = (1 + BIN_STEP)^b
 *
 * A liquidation at a given leverage is therefore a fixed shift in bins from its entry, and a book
 * never has to be re-binned when the price moves.
 */
import { asPrice, type Price } from './units.ts';

/** Width of a bin as a share of price (0.05 %). */
export const BIN_STEP = 0.0005;

const LOG_STEP = Math.log1p(BIN_STEP);

/** Index of the bin that holds `price` (> 0). */
export const binOfPrice = (price: number): number => Math.floor(Math.log(price) / LOG_STEP);

/** `price` (> 0) as a fractional bin coordinate; its floor is `binOfPrice`. */
export const binCoordinate = (price: number): number => Math.log(price) / LOG_STEP;

/** Lower edge of `bin`; a fractional bin gives the price that far into it. */
export const priceOfBin = (bin: number): Price => asPrice(Math.exp(bin * LOG_STEP));
