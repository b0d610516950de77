/**
 * What the probe in the page's world says to the reader in the extension's world: the numbers-bearing
 * texts that a canvas drew since the last microtask. Everything that arrives is taken for hostile.
 */

/** Dispatched by the probe on the canvas that drew; `detail` is one JSON string. */
export const LABELS_EVENT = 'liquidation-lens:labels';
/** Dispatched by the reader on a document; `detail` is a `ProbeOrder`. */
export const PROBE_EVENT = 'liquidation-lens:probe';

/** `on` reports, as the probe does until told otherwise, and repeats what is on screen; `off` gives the page its own function back. */
export type ProbeOrder = 'on' | 'off';

export const MAX_CANVASES = 64;
export const MAX_LABELS = 200;
export const MAX_TEXT_LENGTH = 40;
export const MAX_STYLES = 32;
const MAX_STYLE_LENGTH = 120;
const MAX_DETAIL_LENGTH = 65_536;
/** No canvas is larger; a label beyond it is nonsense or far outside. */
const MAX_COORDINATE = 65_536;

/** One text on a canvas, in pixels of the canvas' own bitmap from its left top corner. */
export interface DrawnLabel {
  readonly text: string;
  /** The anchor, by which labels of one column line up. */
  readonly x: number;
  /** The height that the label stands for. */
  readonly y: number;
  readonly left: number;
  readonly right: number;
  /** Labels of equal font, colour and alignment share the number. */
  readonly style: number;
}

/** `[text, x, y, left, right, style]`: how a label travels. */
export type LabelTuple = readonly [string, number, number, number, number, number];

/** The message as the probe writes it. */
export interface LabelMessage {
  readonly labels: readonly LabelTuple[];
  readonly styles: readonly string[];
}

const isCoordinate = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= MAX_COORDINATE;

const parseLabel = (tuple: unknown, styleCount: number): DrawnLabel | null => {
  if (!Array.isArray(tuple) || tuple.length !== 6) return null;
  const [text, x, y, left, right, style] = tuple as unknown[];
  if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) return null;
  if (![x, y, left, right].every(isCoordinate)) return null;
  if (!Number.isInteger(style) || (style as number) < 0 || (style as number) >= styleCount)
    return null;
  return { text, x, y, left, right, style } as DrawnLabel;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * The labels of an event's detail, or null where it is not a message of the probe. Single labels that
 * break a rule are left out; sizes over the limits refuse the whole.
 */
export const parseLabelBatch = (detail: unknown): readonly DrawnLabel[] | null => {
  if (typeof detail !== 'string' || detail.length > MAX_DETAIL_LENGTH) return null;
  const message = parseJson(detail) as Partial<Record<keyof LabelMessage, unknown>> | null;
  if (typeof message !== 'object' || message === null) return null;
  const { labels, styles } = message;
  if (!Array.isArray(labels) || labels.length > MAX_LABELS) return null;
  if (!Array.isArray(styles) || styles.length > MAX_STYLES) return null;
  if (styles.some((style) => typeof style !== 'string' || style.length > MAX_STYLE_LENGTH))
    return null;
  return labels.map((label) => parseLabel(label, styles.length)).filter((label) => label !== null);
};
