/**
 * Nominal number types for the two quantities that get mixed up on a chart. A plain number must be
 * named as one of them once, at the edge where its meaning is known; the compiler keeps them apart.
 */
declare const unit: unique symbol;
export type Nominal<Name extends string> = number & { readonly [unit]: Name };

/** Price of one coin in the quote currency. */
export type Price = Nominal<'Price'>;
/** Vertical position in CSS pixels, growing downwards, from the top of the chart's main pane. */
export type PixelY = Nominal<'PixelY'>;

export const asPrice = (value: number): Price => value as Price;
export const asPixelY = (value: number): PixelY => value as PixelY;
