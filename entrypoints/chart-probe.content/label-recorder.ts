/**
 * Turns calls of `fillText` into labels: which text stands at which height of which canvas, in pixels of
 * the canvas' bitmap. The reader knows the size of the canvas on the page and does the rest.
 */
import {
  MAX_CANVASES,
  MAX_LABELS,
  MAX_STYLES,
  MAX_TEXT_LENGTH,
  type LabelMessage,
  type LabelTuple,
} from '../../lib/charts/label-batch.ts';

interface TextSize {
  readonly width: number;
  /** From the anchor's height down to the height that the text stands for. */
  readonly centre: number;
}

interface Batch extends LabelMessage {
  readonly labels: LabelTuple[];
  readonly styles: string[];
}

export interface LabelRecorder {
  /** Takes one finished call; may throw where the page's objects are not what they seem. */
  record(context: CanvasRenderingContext2D, args: readonly unknown[]): void;
  /** What was drawn since the last time, by canvas. */
  takeBatches(): Map<HTMLCanvasElement, LabelMessage>;
}

const MAX_SIZES_KEPT = 2_000;
const HAS_DIGIT = /\d/;
const ROTATION_LIMIT = 1e-6;
const ALIGNED_RIGHT = ['right', 'end'];
const FONT_SIZE = /(\d+(?:\.\d+)?)px/;
const FROM_TOP = ['top', 'hanging'];
const FROM_BOTTOM = ['bottom', 'ideographic'];

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const getterOf = <T>(prototype: CanvasRenderingContext2D, name: string) => {
  const getter = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (getter === undefined) throw new Error(`canvas without ${name}`);
  return (context: CanvasRenderingContext2D): T => Reflect.apply(getter, context, []) as T;
};

/** How far the text reaches left of its anchor, as a share of its width. */
const shareLeftOfAnchor = (align: string): number =>
  align === 'center' ? 0.5 : ALIGNED_RIGHT.includes(align) ? 1 : 0;

/**
 * Engines that put text by its top or bottom edge step half a font size from the tick; the others
 * centre the ink. Measured: 0.9 px of bias on KLineChart where the ink is taken for both.
 */
const centreOf = (metrics: TextMetrics, font: string, baseline: string): number => {
  const size = Number(FONT_SIZE.exec(font)?.[1] ?? 0);
  if (FROM_TOP.includes(baseline)) return size / 2;
  if (FROM_BOTTOM.includes(baseline)) return -size / 2;
  return (metrics.actualBoundingBoxDescent - metrics.actualBoundingBoxAscent) / 2;
};

/** Sizes of texts by font and baseline, measured once. */
const createSizes = (prototype: CanvasRenderingContext2D) => {
  const { measureText } = prototype;
  const fontOf = getterOf<string>(prototype, 'font');
  const baselineOf = getterOf<string>(prototype, 'textBaseline');
  const sizes = new Map<string, TextSize>();
  return (context: CanvasRenderingContext2D, text: string): TextSize => {
    const [font, baseline] = [fontOf(context), baselineOf(context)];
    const key = `${font}|${baseline}|${text}`;
    const known = sizes.get(key);
    if (known !== undefined) return known;
    const metrics = Reflect.apply(measureText, context, [text]) as TextMetrics;
    const size = { width: metrics.width, centre: centreOf(metrics, font, baseline) };
    if (sizes.size >= MAX_SIZES_KEPT) sizes.clear();
    sizes.set(key, size);
    return size;
  };
};

export const createLabelRecorder = (prototype: CanvasRenderingContext2D): LabelRecorder => {
  const { getTransform } = prototype;
  const canvasOf = getterOf<HTMLCanvasElement>(prototype, 'canvas');
  const fontOf = getterOf<string>(prototype, 'font');
  const fillOf = getterOf<unknown>(prototype, 'fillStyle');
  const alignOf = getterOf<string>(prototype, 'textAlign');
  const sizeOf = createSizes(prototype);
  let batches = new Map<HTMLCanvasElement, Batch>();

  const batchOf = (canvas: HTMLCanvasElement): Batch | null => {
    const known = batches.get(canvas);
    if (known !== undefined) return known.labels.length < MAX_LABELS ? known : null;
    if (batches.size >= MAX_CANVASES) return null;
    const batch: Batch = { labels: [], styles: [] };
    batches.set(canvas, batch);
    return batch;
  };

  const styleIndex = (styles: string[], style: string): number => {
    const known = styles.indexOf(style);
    if (known >= 0 || styles.length >= MAX_STYLES) return known;
    return styles.push(style) - 1;
  };

  return {
    record(context, [given, x, y]) {
      const text = typeof given === 'number' ? String(given) : given;
      if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH || !HAS_DIGIT.test(text))
        return;
      const batch = batchOf(canvasOf(context));
      if (batch === null) return;
      const { a, b, c, d, e, f } = Reflect.apply(getTransform, context, []) as DOMMatrix;
      const isUpright =
        Math.abs(b) < ROTATION_LIMIT && Math.abs(c) < ROTATION_LIMIT && a > 0 && d > 0;
      if (!isUpright) return;
      const align = alignOf(context);
      const style = styleIndex(
        batch.styles,
        `${fontOf(context)}|${align}|${String(fillOf(context))}`,
      );
      if (style < 0) return;
      const { width, centre } = sizeOf(context, text);
      const left = Number(x) - width * shareLeftOfAnchor(align);
      const across = [Number(x), left, left + width].map((value) => rounded(e + a * value));
      const height = rounded(f + d * (Number(y) + centre));
      batch.labels.push([text, across[0]!, height, across[1]!, across[2]!, style]);
    },
    takeBatches() {
      const taken = batches;
      batches = new Map();
      return taken;
    },
  };
};
