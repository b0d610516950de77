/** Whether a chart is drawn on a dark or a light background. */
import type { Theme } from '@/lib/render/color-scale.ts';

/** A pane is looked at through this many pixels each way. */
const SAMPLE_PX = 8;
/** sRGB luma (0 to 255) from which a background counts as light. */
const LIGHT_LUMA = 140;

const lumaOf = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;

/** Firefox shows a content script the page's arrays only with the wrapper off; elements of a typed array cannot be forged. */
const readBytes = (data: Uint8ClampedArray): Uint8ClampedArray =>
  (data as { wrappedJSObject?: Uint8ClampedArray }).wrappedJSObject ?? data;

/** The median keeps a few candles and grid lines from deciding. Undefined for a transparent canvas. */
const readCanvasLuma = (pane: HTMLCanvasElement): number | undefined => {
  const sample = pane.ownerDocument.createElement('canvas');
  sample.width = sample.height = SAMPLE_PX;
  const ctx = sample.getContext('2d', { willReadFrequently: true });
  if (!ctx) return undefined;
  ctx.drawImage(pane, 0, 0, SAMPLE_PX, SAMPLE_PX);
  const data = readBytes(ctx.getImageData(0, 0, SAMPLE_PX, SAMPLE_PX).data);
  const lumas: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) > 200)
      lumas.push(lumaOf(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0));
  }
  return lumas.length > (SAMPLE_PX * SAMPLE_PX) / 2
    ? lumas.sort((a, b) => a - b)[lumas.length >> 1]
    : undefined;
};

/** Luma of a computed CSS colour; undefined where it lets what is behind it through. */
const parseLuma = (cssColor: string): number | undefined => {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (cssColor.match(/[\d.]+/g) ?? []).map(Number);
  return /^rgba?\(/.test(cssColor) && alpha > 0.5 ? lumaOf(red, green, blue) : undefined;
};

const readBackgroundLuma = (element: Element): number | undefined => {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const view = at.ownerDocument.defaultView;
    const luma = view && parseLuma(view.getComputedStyle(at).backgroundColor);
    if (luma !== undefined && luma !== null) return luma;
  }
  return undefined;
};

/** Theme of a pane, by its own pixels, else by what lies behind it; a bare page is white. */
export const readPaneTheme = (pane: HTMLCanvasElement): Theme => {
  let luma: number | undefined;
  try {
    luma = readCanvasLuma(pane);
  } catch {
    // A pane with a picture from another origin in it cannot be read; its background still can.
  }
  luma ??= readBackgroundLuma(pane) ?? 255;
  return luma >= LIGHT_LUMA ? 'light' : 'dark';
};
