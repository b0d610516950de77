/**
 * One canvas and what it last drew, to a reading of the chart or the reason why it is none. The page
 * said what it drew; sizes and places are read here, where it cannot answer for them.
 */
import { readCanvasBox } from './canvas-box.ts';
import { priceToY, type ChartReading, type ChartState, type PriceScale } from './chart-scale.ts';
import { findPane, type Pane } from './find-pane.ts';
import { fitLabels, type AxisFit, type LabelFit } from './fit-labels.ts';
import type { DrawnLabel } from './label-batch.ts';
import { asPrice } from '../model/units.ts';

/** The labels of a canvas with their fit, in CSS pixels of the canvas. */
export interface AxisCanvas {
  readonly canvas: HTMLCanvasElement;
  readonly heightPx: number;
  readonly fit: LabelFit;
}

/** Bitmap pixels to CSS pixels: by the ratio of the sizes, which holds at any device pixel ratio. */
export const readAxisCanvas = (
  canvas: HTMLCanvasElement,
  labels: readonly DrawnLabel[],
): AxisCanvas => {
  const box = readCanvasBox(canvas);
  const across = canvas.width === 0 ? 0 : box.width / canvas.width;
  const down = canvas.height === 0 ? 0 : box.height / canvas.height;
  const placed = labels
    .map((label) => ({
      ...label,
      x: label.x * across,
      left: label.left * across,
      right: label.right * across,
      y: label.y * down,
    }))
    .filter(({ y }) => y >= 0 && y <= box.height);
  return { canvas, heightPx: box.height, fit: fitLabels(placed) };
};

const shift = (scale: PriceScale, downPx: number): PriceScale => ({
  ...scale,
  intercept: scale.intercept + downPx,
});

const toReading = (axis: AxisFit, pane: Pane): ChartReading => ({
  adapter: 'labels',
  scale: shift(axis.scale, -pane.offsetPx),
  errorPx: axis.errorPx,
  labelCount: axis.labelCount,
  pane: pane.canvas,
  plotWidthPx: pane.plotWidthPx,
  plotHeightPx: pane.plotHeightPx,
});

/** Does the scale have the price on a canvas of this height? */
const isShown = (scale: PriceScale, heightPx: number, price: number): boolean => {
  const y = priceToY(scale, asPrice(price));
  return y >= 0 && y <= heightPx;
};

/**
 * The axis of the canvas that shows the price, in the pane beside it. `isSameAxis` accepts an axis that
 * does not show it, one that was known to be right a moment ago and was only moved; null where no axis
 * of the canvas was.
 */
export const readAxis = (
  { fit, canvas, heightPx }: AxisCanvas,
  expectedPrice: number | null,
  isSameAxis: ((reading: ChartReading) => boolean) | null,
): ChartState => {
  if (fit.axes.length === 0) return { ok: false, reason: fit.reason };
  const outside: ChartState = { ok: false, reason: 'price-outside-axis' };
  if (expectedPrice === null) return outside;
  // Before the pane is looked for, which asks the page for its layout.
  const axes = fit.axes.filter(
    ({ scale }) => isSameAxis !== null || isShown(scale, heightPx, expectedPrice),
  );
  if (axes.length === 0) return outside;
  const readings = axes.flatMap((axis) => {
    const pane = findPane(canvas, axis);
    return pane === null ? [] : [toReading(axis, pane)];
  });
  if (readings.length === 0) return { ok: false, reason: 'no-pane' };
  const reading =
    readings.find(({ scale, plotHeightPx }) => isShown(scale, plotHeightPx, expectedPrice)) ??
    readings.find((moved) => isSameAxis?.(moved));
  return reading === undefined ? outside : { ok: true, reading };
};
