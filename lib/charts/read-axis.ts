/**
 * One canvas and what it last drew, to a reading of the chart or the reason why it is none. The page
 * said what it drew; sizes and places are read here, where it cannot answer for them.
 */
import { readCanvasBox } from './canvas-box.ts';
import { priceToY } from './chart-scale.ts';
import type { ChartReading, ChartState, PriceScale, ScaleKind } from './chart-scale.ts';
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

/** The axis as one of the given kind, where its labels leave room for a doubt and allow that kind. */
const takeKind = (axis: AxisFit, kind: ScaleKind | null): AxisFit => ({
  ...axis,
  ...(kind !== null && axis.certainKind === null && axis.ifKind[kind]),
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

/** What is known of an axis besides its labels. */
export interface AxisKnowledge {
  readonly expectedPrice: number | null;
  /**
   * Accepts an axis that does not show the price, one that was known to be right a moment ago and was
   * only moved; null where no axis of the canvas was.
   */
  readonly isSameAxis: ((reading: ChartReading) => boolean) | null;
  /** The kind that an earlier view of the axis was of. */
  readonly kind: ScaleKind | null;
}

export interface AxisReading {
  readonly state: ChartState;
  /** The kind of the axis that was read, where its labels leave no doubt. */
  readonly certainKind: ScaleKind | null;
}

const unread = (state: Extract<ChartState, { ok: false }>): AxisReading => ({
  state,
  certainKind: null,
});
const OUTSIDE = unread({ ok: false, reason: 'price-outside-axis' });

/** Does the scale have the price on a canvas of this height? */
const isShown = (scale: PriceScale, heightPx: number, price: number): boolean => {
  const y = priceToY(scale, asPrice(price));
  return y >= 0 && y <= heightPx;
};

/** The axis of the canvas that shows the price, in the pane beside it. */
export const readAxis = (
  { fit, canvas, heightPx }: AxisCanvas,
  { expectedPrice, isSameAxis, kind }: AxisKnowledge,
): AxisReading => {
  if (fit.axes.length === 0) return unread({ ok: false, reason: fit.reason });
  if (expectedPrice === null) return OUTSIDE;
  // Before the pane is looked for, which asks the page for its layout.
  const axes = fit.axes
    .map((axis) => takeKind(axis, kind))
    .filter(({ scale }) => isSameAxis !== null || isShown(scale, heightPx, expectedPrice));
  if (axes.length === 0) return OUTSIDE;
  const found = axes.flatMap((axis) => {
    const pane = findPane(canvas, axis);
    return pane === null ? [] : [{ reading: toReading(axis, pane), certainKind: axis.certainKind }];
  });
  if (found.length === 0) return unread({ ok: false, reason: 'no-pane' });
  const chosen =
    found.find(({ reading }) => isShown(reading.scale, reading.plotHeightPx, expectedPrice)) ??
    found.find(({ reading }) => isSameAxis?.(reading));
  return chosen === undefined
    ? OUTSIDE
    : { state: { ok: true, reading: chosen.reading }, certainKind: chosen.certainKind };
};
