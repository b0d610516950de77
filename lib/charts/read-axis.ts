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

/** Does the axis of this reading show the price at all? */
export const isInside = ({ scale, plotHeightPx }: ChartReading, price: number): boolean => {
  const y = priceToY(scale, asPrice(price));
  return y >= 0 && y <= plotHeightPx;
};

/**
 * The axis of the canvas that shows the price, in the pane beside it. `isSameAxis` accepts an axis that
 * does not show it: one that was known to be right a moment ago and was only moved.
 */
export const readAxis = (
  { fit, canvas }: AxisCanvas,
  expectedPrice: number | null,
  isSameAxis: (reading: ChartReading) => boolean,
): ChartState => {
  if (fit.axes.length === 0) return { ok: false, reason: fit.reason };
  const readings = fit.axes.flatMap((axis) => {
    const pane = findPane(canvas, axis);
    return pane === null ? [] : [toReading(axis, pane)];
  });
  if (readings.length === 0) return { ok: false, reason: 'no-pane' };
  const shown = expectedPrice === null ? [] : readings.filter((r) => isInside(r, expectedPrice));
  const moved = expectedPrice === null ? [] : readings.filter(isSameAxis);
  const reading = shown[0] ?? moved[0];
  return reading === undefined
    ? { ok: false, reason: 'price-outside-axis' }
    : { ok: true, reading };
};
