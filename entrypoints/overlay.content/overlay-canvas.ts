/**
 * The canvas that carries the bands. It lies exactly on the pane's own canvas, has its backing size
 * (so that a fractional device pixel ratio blurs nothing) and its place in the stack, and comes right
 * after it in the document: above the candles, below the canvas that the crosshair is drawn on.
 */
import { priceToY, type ChartReading } from '@/lib/charts/chart-scale.ts';
import type { BandDensities } from '@/lib/render/band-intensity.ts';
import { COLOR_SCALES, type Theme } from '@/lib/render/color-scale.ts';
import { drawBands } from '@/lib/render/draw-bands.ts';
import { setStyles } from './inline-style.ts';
import { readPaneBox, readStackIndex } from './pane-place.ts';

export interface BandsPicture {
  readonly symbol: string;
  readonly reading: ChartReading;
  readonly bands: BandDensities;
  readonly theme: Theme;
}

export interface OverlayCanvas {
  readonly element: HTMLCanvasElement;
  /** Draws at once, or does nothing where the same picture is there already. */
  readonly draw: (picture: BandsPicture) => void;
  readonly stop: () => void;
}

const createContext = (canvas: HTMLCanvasElement): CanvasRenderingContext2D => {
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('This browser gives no 2D context.');
  return ctx;
};

const createElement = (pane: HTMLCanvasElement): HTMLCanvasElement => {
  const element = pane.ownerDocument.createElement('canvas');
  element.setAttribute('data-liquidation-lens', 'overlay');
  element.setAttribute('aria-hidden', 'true');
  setStyles(element, {
    all: 'initial',
    position: 'absolute',
    'pointer-events': 'none',
    contain: 'strict',
    'z-index': readStackIndex(pane),
  });
  return element;
};

/**
 * Backing pixels for a length of plot. Where the plot is the whole canvas this is the canvas's own
 * number: a rounded product could be one off, and one off is a blur.
 */
const backingPx = (plotPx: number, paneCssPx: number, paneBackingPx: number): number =>
  Math.abs(plotPx - paneCssPx) < 1
    ? paneBackingPx
    : Math.round((plotPx * paneBackingPx) / paneCssPx);

/** All that the picture is made of besides the bands, which are told apart by identity. */
const describePicture = ({ reading, theme, symbol }: BandsPicture): string =>
  [reading.scale.kind, reading.scale.slope, reading.scale.intercept, theme, symbol].join(' ');

/** Creates the canvas for one pane; it is not in the document yet. */
export const createOverlayCanvas = (pane: HTMLCanvasElement): OverlayCanvas => {
  const element = createElement(pane);
  const ctx = createContext(element);
  /** The sizes that the element was placed for; null when it must be placed anew. */
  let placedFor: string | null = null;
  let drawn: { readonly key: string; readonly picture: BandsPicture } | null = null;

  const place = ({ plotWidthPx, plotHeightPx }: ChartReading): void => {
    const sizes = [pane.width, pane.height, plotWidthPx, plotHeightPx].join(' ');
    if (sizes === placedFor) return;
    placedFor = sizes;
    const box = readPaneBox(pane);
    setStyles(element, {
      left: `${box.left}px`,
      top: `${box.top}px`,
      width: `${plotWidthPx}px`,
      height: `${plotHeightPx}px`,
    });
    element.width = backingPx(plotWidthPx, box.widthPx, pane.width);
    element.height = backingPx(plotHeightPx, box.heightPx, pane.height);
    drawn = null;
  };

  const draw = (picture: BandsPicture): void => {
    const { reading, bands, theme, symbol } = picture;
    place(reading);
    const key = describePicture(picture);
    if (drawn?.key === key && drawn.picture.bands === bands) return;
    if (!element.width || !element.height) return;
    drawBands(ctx, bands, COLOR_SCALES[theme], {
      priceToY: (price) => priceToY(reading.scale, price),
      widthPx: element.width,
      heightPx: element.height,
      pixelRatio: element.height / reading.plotHeightPx,
    });
    drawn = { key, picture };
    element.setAttribute('data-symbol', symbol);
    element.setAttribute('data-state', 'drawing');
  };

  // A chart of another size repaints and is read again. The observer's first call, which reports no
  // change, costs one measurement.
  const resizes = new ResizeObserver(() => {
    placedFor = null;
  });
  resizes.observe(pane);
  // Some engines draw once at a rounded backing size and again when they know the exact one.
  const backings = new MutationObserver(() => {
    if (drawn) draw(drawn.picture);
  });
  backings.observe(pane, { attributes: true, attributeFilter: ['width', 'height'] });

  const stop = (): void => {
    resizes.disconnect();
    backings.disconnect();
  };
  return { element, draw, stop };
};
