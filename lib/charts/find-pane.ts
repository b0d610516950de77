/**
 * From the canvas that carries the price labels to the canvas that carries the candles. Engines either
 * put the axis in a canvas of its own beside the pane, at the same height, or draw all on one canvas.
 *
 *     ┌────────────── pane ─────────────┬─ axis ─┐
 *     │ base canvas, above it a canvas  │ 68,000 │
 *     │ for the crosshair               │ 67,000 │
 *     └─────────────────────────────────┴────────┘
 */
import { readCanvasBox, type CanvasBox } from './canvas-box.ts';
import type { AxisFit } from './fit-labels.ts';

export interface Pane {
  /** The lowest canvas of the pane: what is put right after it lies under the crosshair. */
  readonly canvas: HTMLCanvasElement;
  readonly plotWidthPx: number;
  readonly plotHeightPx: number;
  /** How much lower the pane begins than the axis canvas. */
  readonly offsetPx: number;
}

const ALIGNED_PX = 2;
/** Borders and gaps between pane and axis. */
const ADJACENT_PX = 4;
/** A stack's main pane is the tall one; volume and oscillators are lower. */
const MAIN_PANE_SHARE = 0.6;
const MAX_CANVASES_LOOKED_AT = 256;
/** On a shared canvas the plot is most of it: an axis further left is not the right one. */
const MIN_PLOT_SHARE = 0.5;
/** Engines leave this much at least between the plot and a label. */
const LABEL_GAP_PX = 4;
/** Half a line of a label's text with the room above it. */
const HALF_LINE_PX = 10;

interface Candidate {
  readonly canvas: HTMLCanvasElement;
  readonly box: CanvasBox;
}

const isNear = (a: number, b: number, distance = ALIGNED_PX): boolean =>
  Math.abs(a - b) <= distance;
const rightOf = (box: CanvasBox): number => box.left + box.width * box.zoom;

const isBeside = (axis: CanvasBox, { box }: Candidate): boolean =>
  box.width > axis.width &&
  isNear(box.top, axis.top) &&
  isNear(box.height, axis.height) &&
  (isNear(rightOf(box), axis.left, ADJACENT_PX) || isNear(box.left, rightOf(axis), ADJACENT_PX));

const stackLevel = (canvas: HTMLCanvasElement): number =>
  Number(canvas.ownerDocument.defaultView?.getComputedStyle(canvas).zIndex) || 0;

/** Panes of one chart have the same left and width: the tallest of them shows the price. */
const isMainPane = (pane: Candidate, all: readonly Candidate[]): boolean => {
  const stack = all.filter(
    ({ box }) => isNear(box.left, pane.box.left) && isNear(box.width, pane.box.width),
  );
  return pane.box.height >= MAIN_PANE_SHARE * Math.max(...stack.map(({ box }) => box.height));
};

const findBeside = (axis: CanvasBox, all: readonly Candidate[]): Pane | null => {
  const beside = all.filter((candidate) => isBeside(axis, candidate));
  const width = Math.max(...beside.map(({ box }) => box.width));
  const [base] = beside
    .filter(({ box }) => isNear(box.width, width))
    .map((candidate) => ({ ...candidate, level: stackLevel(candidate.canvas) }))
    .sort((a, b) => a.level - b.level);
  if (base === undefined || !isMainPane(base, all)) return null;
  return {
    canvas: base.canvas,
    plotWidthPx: base.box.width,
    plotHeightPx: base.box.height,
    offsetPx: (base.box.top - axis.top) / axis.zoom,
  };
};

/**
 * Labels and candles on one canvas: the plot ends where the column of labels begins, and below the
 * lowest label where the times are written, else after one step more.
 */
const findOnSameCanvas = (
  axis: HTMLCanvasElement,
  box: CanvasBox,
  column: AxisFit,
): Pane | null => {
  const plotWidthPx = column.left - LABEL_GAP_PX;
  if (plotWidthPx < MIN_PLOT_SHARE * box.width) return null;
  const step = (column.bottom - column.top) / Math.max(1, column.labelCount - 1);
  const timesTop = (column.rowBelow ?? Infinity) - HALF_LINE_PX;
  return {
    canvas: axis,
    plotWidthPx,
    plotHeightPx: Math.min(box.height, column.bottom + step, Math.max(column.bottom, timesTop)),
    offsetPx: 0,
  };
};

/** The pane whose prices the axis tells, or null where it cannot be told apart. */
export const findPane = (axis: HTMLCanvasElement, column: AxisFit): Pane | null => {
  const box = readCanvasBox(axis);
  if (box.height === 0 || box.width === 0) return null;
  const canvases = [...axis.ownerDocument.getElementsByTagName('canvas')];
  const all = canvases
    .slice(0, MAX_CANVASES_LOOKED_AT)
    .filter((canvas) => !canvas.hasAttribute('data-liquidation-lens'))
    .map((canvas) => ({ canvas, box: readCanvasBox(canvas) }))
    .filter((candidate) => candidate.box.height > 0);
  return findBeside(box, all) ?? findOnSameCanvas(axis, box, column);
};
