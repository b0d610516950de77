/**
 * Bands of a column on a chart's pane. The picture is the same at every x but for a fade, so only
 * one column of pixels is computed, and rows of equal colour are filled as one strip.
 *
 *   priceToY(edge i) ──▶ ─────────────  a pixel row takes the mean density of the bins in it,
 *                          bin i         weighted by how much of the row each bin covers
 *   priceToY(edge i+1) ▶ ─────────────
 *
 * Covering shares add up to one in every row, so neighbouring bins neither leave a gap nor paint a
 * seam twice, bins finer than a pixel are averaged, and the scale may be linear, logarithmic or
 * upside down.
 */
import type { Price, PixelY } from '../model/units.ts';
import { intensityOfDensity, type BandDensities } from './band-intensity.ts';
import type { ColorScale } from './color-scale.ts';

/** Where prices lie: CSS pixels from the top of the plot. */
export type PriceToY = (price: Price) => PixelY;

/** Opacity at the left edge of the plot; the map describes now, and now is at the right. */
const LEFT_OPACITY = 0.5;

export interface BandsView {
  readonly priceToY: PriceToY;
  /** Size of the plot in device pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels to a CSS pixel. */
  readonly pixelRatio: number;
}

/** Adds `density` to the rows between two heights (device pixels), by the share it covers of each. */
const coverRows = (rows: Float64Array, edgeA: number, edgeB: number, density: number): void => {
  const top = Math.max(0, Math.min(edgeA, edgeB));
  const bottom = Math.min(rows.length, Math.max(edgeA, edgeB));
  for (let row = Math.floor(top); row < bottom; row++) {
    const covered = Math.min(bottom, row + 1) - Math.max(top, row);
    rows[row] = (rows[row] ?? 0) + covered * density;
  }
};

/** Mean density of each row of device pixels, 0 to 1. */
export const computeRowDensities = (
  { edgePrices, densities }: BandDensities,
  view: Pick<BandsView, 'priceToY' | 'heightPx' | 'pixelRatio'>,
): Float64Array => {
  const rows = new Float64Array(view.heightPx);
  const yOfEdge = (edge: number): number =>
    view.priceToY((edgePrices[edge] ?? 0) as Price) * view.pixelRatio;
  let edgeY = yOfEdge(0);
  for (let bin = 0; bin < densities.length; bin++) {
    const nextY = yOfEdge(bin + 1);
    const density = densities[bin] ?? 0;
    if (density > 0) coverRows(rows, edgeY, nextY, density);
    edgeY = nextY;
  }
  return rows;
};

/** Entry of the colour scale (0 to 255) for each row of device pixels; 0 is nothing at all. */
const computeRowEntries = (rowDensities: Float64Array): Uint8Array =>
  Uint8Array.from(rowDensities, (density) => Math.round(255 * intensityOfDensity(density)));

/** RGBA of each row of device pixels. */
export const computeRowColors = (
  rowDensities: Float64Array,
  colors: ColorScale,
): Uint8ClampedArray => {
  const pixels = new Uint8ClampedArray(rowDensities.length * 4);
  computeRowEntries(rowDensities).forEach((entry, row) => {
    if (entry > 0) pixels.set(colors.subarray(entry * 4, entry * 4 + 4), row * 4);
  });
  return pixels;
};

/** Rows of one colour that follow each other. */
interface Run {
  readonly top: number;
  readonly bottom: number;
  readonly entry: number;
}

/** Splits rows into runs of equal colour, without the transparent ones. */
export const findRuns = (entries: Uint8Array): Run[] => {
  const runs: Run[] = [];
  for (let top = 0, bottom = 1; top < entries.length; top = bottom++) {
    const entry = entries[top] ?? 0;
    while (bottom < entries.length && entries[bottom] === entry) bottom++;
    if (entry > 0) runs.push({ top, bottom, entry });
  }
  return runs;
};

/** A canvas takes colours as text; making that text anew for each strip is what would cost time. */
const cssColors = new WeakMap<ColorScale, readonly string[]>();

const readCssColors = (colors: ColorScale): readonly string[] => {
  const known = cssColors.get(colors);
  if (known) return known;
  const made = Array.from({ length: 256 }, (_, entry) => {
    const [red, green, blue, alpha = 0] = colors.subarray(entry * 4, entry * 4 + 4);
    return `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
  });
  cssColors.set(colors, made);
  return made;
};

/**
 * Paints the bands over the whole of `ctx`'s canvas, which must measure `view.widthPx` by
 * `view.heightPx`. The previous picture is cleared. Strips are filled rather than pixels put:
 * Firefox lets no content script put pixels of its own making on a canvas of the page.
 */
export const drawBands = (
  ctx: CanvasRenderingContext2D,
  bands: BandDensities,
  colors: ColorScale,
  view: BandsView,
): void => {
  const { widthPx, heightPx } = view;
  const css = readCssColors(colors);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalCompositeOperation = 'source-over';
  ctx.clearRect(0, 0, widthPx, heightPx);
  for (const { top, bottom, entry } of findRuns(
    computeRowEntries(computeRowDensities(bands, view)),
  )) {
    ctx.fillStyle = css[entry] ?? '';
    ctx.fillRect(0, top, widthPx, bottom - top);
  }
  ctx.globalCompositeOperation = 'destination-in';
  const fade = ctx.createLinearGradient(0, 0, widthPx, 0);
  fade.addColorStop(0, `rgb(0 0 0 / ${LEFT_OPACITY})`);
  fade.addColorStop(1, 'rgb(0 0 0)');
  ctx.fillStyle = fade;
  ctx.fillRect(0, 0, widthPx, heightPx);
  ctx.globalCompositeOperation = 'source-over';
};
