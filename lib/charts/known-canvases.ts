/** The canvases of a page that wrote numbers, what each said last, and what was made of it. */
import { isOnPage } from './canvas-box.ts';
import type { ChartReading, ChartState, ScaleKind } from './chart-scale.ts';
import type { CanvasReading } from './chart-state.ts';
import { MAX_CANVASES, parseLabelBatch } from './label-batch.ts';
import { readAxis, readAxisCanvas, type AxisCanvas } from './read-axis.ts';

/** By what a canvas is judged: the price it must show, or the axis it was a moment ago. */
export interface Judgement {
  readonly expectedPrice: number | null;
  /** Accepts a reading that does not show the price; null for a canvas that was not believed before. */
  isSameAxis(canvas: HTMLCanvasElement): ((reading: ChartReading) => boolean) | null;
}

/** What a canvas said last, and the sizes at which it said so. */
interface Known {
  readonly detail: unknown;
  readonly sizes: string;
  readonly axis: AxisCanvas;
  /** What was made of it when it was looked at last. */
  state: ChartState;
  /** Linear or logarithmic, from the last view that left no doubt. */
  kind: ScaleKind | null;
}

export interface KnownCanvases {
  /** Takes the message of a canvas and looks at it; false where there is nothing to take. */
  hear(canvas: HTMLCanvasElement, detail: unknown, judgement: Judgement): boolean;
  /** Looks at all again, without those that left the page. */
  lookAtAll(judgement: Judgement): void;
  readings(): CanvasReading[];
  stateOf(canvas: HTMLCanvasElement): ChartState | undefined;
  /** As if none had ever said anything. */
  clear(): void;
}

const UNREAD: ChartState = { ok: false, reason: 'no-labels' };

const sizesOf = ({ width, height, clientWidth, clientHeight }: HTMLCanvasElement): string =>
  [width, height, clientWidth, clientHeight].join(' ');

const look = (known: Known, judgement: Judgement): void => {
  const { axis } = known;
  const { expectedPrice } = judgement;
  const found = readAxis(axis, {
    expectedPrice,
    isSameAxis: judgement.isSameAxis(axis.canvas),
    kind: known.kind,
  });
  known.state = found.state;
  // Labels that are no axis of prices may mean that the user is changing its kind.
  known.kind = axis.fit.axes.length === 0 ? null : (found.certainKind ?? known.kind);
};

export const createKnownCanvases = (): KnownCanvases => {
  const canvases = new Map<HTMLCanvasElement, Known>();

  /** A page may have more canvases than are kept: those that never were an axis give way. */
  const hasRoomFor = (canvas: HTMLCanvasElement): boolean => {
    if (canvases.has(canvas) || canvases.size < MAX_CANVASES) return true;
    for (const [known, { axis }] of canvases)
      if (axis.fit.axes.length === 0) return canvases.delete(known);
    return false;
  };

  /** What the canvas says now; as before where it says the same at the same size. */
  const take = (canvas: HTMLCanvasElement, detail: unknown): Known | null => {
    const sizes = sizesOf(canvas);
    const before = canvases.get(canvas);
    if (before !== undefined && before.detail === detail && before.sizes === sizes) return before;
    const labels = parseLabelBatch(detail);
    if (labels === null || !hasRoomFor(canvas)) return null;
    const axis = readAxisCanvas(canvas, labels);
    return { detail, sizes, axis, state: UNREAD, kind: before?.kind ?? null };
  };

  return {
    hear(canvas, detail, judgement) {
      const known = take(canvas, detail);
      if (known === null) return false;
      canvases.set(canvas, known);
      // The same labels too: the pane beside them may have another width.
      look(known, judgement);
      return true;
    },
    lookAtAll(judgement) {
      for (const canvas of canvases.keys()) if (!isOnPage(canvas)) canvases.delete(canvas);
      for (const known of canvases.values()) look(known, judgement);
    },
    readings: () =>
      [...canvases.values()]
        .map(({ axis, state }) => ({ axis: axis.canvas, heightPx: axis.heightPx, state }))
        .filter(({ axis }) => isOnPage(axis)),
    stateOf: (canvas) => canvases.get(canvas)?.state,
    clear: () => canvases.clear(),
  };
};
