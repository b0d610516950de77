/**
 * What every way of reading a chart gives: the relation between price and pixels, where the main
 * pane is, and how sure the reader is. Pixels are CSS pixels from the top of the pane.
 */
import type { PixelY, Price } from '../model/units.ts';

export type ScaleKind = 'linear' | 'log';

/** y = intercept + slope · L(price), where L is identity or the natural logarithm. */
export interface PriceScale {
  readonly kind: ScaleKind;
  readonly slope: number;
  readonly intercept: number;
}

/** y of a price on the scale, in pixels from the top of the pane. */
export const priceToY = (scale: PriceScale, price: Price): PixelY =>
  (scale.intercept + scale.slope * (scale.kind === 'log' ? Math.log(price) : price)) as PixelY;

/** The price at a height, in pixels from the top of the pane. */
export const yToPrice = (scale: PriceScale, y: PixelY): Price => {
  const level = (y - scale.intercept) / scale.slope;
  return (scale.kind === 'log' ? Math.exp(level) : level) as Price;
};

/** Which method read the chart. */
export type AdapterName = 'labels';

/** A chart that is read well enough to draw on. */
export interface ChartReading {
  readonly adapter: AdapterName;
  readonly scale: PriceScale;
  /** Largest distance between a label and the fitted scale, in CSS pixels. */
  readonly errorPx: number;
  readonly labelCount: number;
  /** The canvas that draws the main pane; the overlay lies exactly on it. */
  readonly pane: HTMLCanvasElement;
  /** The part of the pane canvas that is plot (all of it, but where axis and plot share a canvas). */
  readonly plotWidthPx: number;
  readonly plotHeightPx: number;
}

/** Why no adapter reads the chart; the popup puts each in words. */
export type UnreadableReason =
  | 'no-chart'
  | 'no-labels'
  | 'too-few-labels'
  | 'labels-do-not-fit'
  | 'percent-axis'
  | 'price-outside-axis'
  | 'no-pane';

export type ChartState =
  | { readonly ok: true; readonly reading: ChartReading }
  | { readonly ok: false; readonly reason: UnreadableReason };
