/**
 * How far the drawn bands lie from where the chart's own engine puts their prices, measured on the
 * pixels of the overlay: the picture that the column would give at the engine's heights is moved up
 * and down until it fits the one on the canvas best, in several parts of the pane.
 */
import type { Column } from '../../../lib/model/column.ts';
import { computeBandDensities, type BandDensities } from '../../../lib/render/band-intensity.ts';
import { COLOR_SCALES } from '../../../lib/render/color-scale.ts';
import { computeRowColors, computeRowDensities } from '../../../lib/render/draw-bands.ts';
import type { PixelY } from '../../../lib/model/units.ts';
import { OVERLAY } from './overlay.ts';
import { askPage, type AskablePage } from './ask-page.ts';

interface Question {
  readonly selector: string;
  /** Moves the chart so far (CSS pixels) and looks in the very frame in which it has moved. */
  readonly pan: readonly [dxPx: number, dyPx: number];
  readonly edgePrices: readonly number[];
}

/** The page's and the overlay's answer of one moment. */
interface Sighting {
  /** Opacity (0 to 255) of each row of device pixels at the right edge, where nothing is faded. */
  readonly rows: readonly number[];
  readonly pixelRatio: number;
  readonly theme: 'dark' | 'light';
  /** Engine's height of each edge asked for, CSS pixels from the top of the pane. */
  readonly edgeYs: readonly (number | null)[];
}

export interface AxisError {
  /** The largest distance found, in CSS pixels. */
  readonly errorPx: number;
  /** How far the bands lie above (positive) or below the engine's answer, from the top part down. */
  readonly shiftsPx: readonly number[];
  /** Parts of the pane that had bands with an edge to measure by. */
  readonly places: number;
  /** Mean difference in opacity (0 to 255) that is left at the best fit. */
  readonly residual: number;
}

const PLACES = 5;
const LARGEST_SHIFT_PX = 6;
const SHIFT_STEP_PX = 0.02;
/** A part of the pane whose opacity goes up and down by less than this in all tells no position. */
const LEAST_CONTRAST = 12;

/** Sent into the page: both answers in one task after a frame, so that they belong together. */
const lookAtPage = async ({ selector, edgePrices, pan }: Question): Promise<Sighting | null> => {
  const { chartTruth } = window;
  // The chart asks for its frame first, so what is looked at here is what that frame shows.
  if (pan[0] !== 0 || pan[1] !== 0) chartTruth.pan(...pan);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const canvas = document.querySelector<HTMLCanvasElement>(selector);
  const context = canvas?.getContext('2d');
  if (!canvas || !context || canvas.dataset['state'] !== 'drawing') return null;
  const { data } = context.getImageData(canvas.width - 1, 0, 1, canvas.height);
  return {
    rows: Array.from({ length: canvas.height }, (_, row) => data[4 * row + 3] ?? 0),
    pixelRatio: canvas.height / canvas.getBoundingClientRect().height,
    theme: document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark',
    edgeYs: edgePrices.map((price) => chartTruth.priceToY(price)),
  };
};

/** Opacity of each row if the bands lay at the engine's heights, moved down by `shiftPx`. */
const expectRows = (
  bands: BandDensities,
  sighting: Sighting,
  yOf: ReadonlyMap<number, number>,
  shiftPx: number,
): number[] => {
  const densities = computeRowDensities(bands, {
    priceToY: (price) => ((yOf.get(price) ?? Number.NaN) + shiftPx) as PixelY,
    heightPx: sighting.rows.length,
    pixelRatio: sighting.pixelRatio,
  });
  const colors = computeRowColors(densities, COLOR_SCALES[sighting.theme]);
  return Array.from(densities, (_, row) => colors[4 * row + 3] ?? 0);
};

const meanDifference = (a: readonly number[], b: readonly number[], from: number, to: number) => {
  let sum = 0;
  for (let row = from; row < to; row++) sum += Math.abs((a[row] ?? 0) - (b[row] ?? 0));
  return sum / (to - from);
};

const contrastOf = (rows: readonly number[], from: number, to: number): number => {
  const end = Math.min(to, rows.length - 1);
  return meanDifference(rows, rows.slice(1), from, end) * (end - from);
};

const TRIED_SHIFTS_PX = Array.from(
  { length: (2 * LARGEST_SHIFT_PX) / SHIFT_STEP_PX + 1 },
  (_, step) => step * SHIFT_STEP_PX - LARGEST_SHIFT_PX,
);

interface Fit {
  readonly shiftPx: number;
  readonly residual: number;
}

/** The best shift; the middle of the best ones where opacities are too coarse to tell them apart. */
const fitPlace = (fits: readonly Fit[]): Fit => {
  const residual = Math.min(...fits.map((fit) => fit.residual));
  const best = fits.filter((fit) => fit.residual === residual);
  const middle = ((best[0]?.shiftPx ?? 0) + (best.at(-1)?.shiftPx ?? 0)) / 2;
  return { shiftPx: middle, residual };
};

const fitPlaces = (bands: BandDensities, sighting: Sighting): AxisError => {
  const yOf = new Map(
    [...bands.edgePrices].map((price, edge) => [price, sighting.edgeYs[edge] ?? Number.NaN]),
  );
  const pictures = TRIED_SHIFTS_PX.map((shiftPx) => ({
    shiftPx,
    rows: expectRows(bands, sighting, yOf, shiftPx),
  }));
  const height = sighting.rows.length;
  const fits = Array.from({ length: PLACES }, (_, place) => {
    const from = Math.floor((place * height) / PLACES);
    const to = Math.floor(((place + 1) * height) / PLACES);
    if (contrastOf(sighting.rows, from, to) < LEAST_CONTRAST) return null;
    return fitPlace(
      pictures.map(({ shiftPx, rows }) => ({
        shiftPx,
        residual: meanDifference(rows, sighting.rows, from, to),
      })),
    );
  }).filter((fit) => fit !== null);
  return {
    errorPx: Math.max(...fits.map(({ shiftPx }) => Math.abs(shiftPx))),
    shiftsPx: fits.map(({ shiftPx }) => shiftPx),
    places: fits.length,
    residual: Math.max(...fits.map(({ residual }) => residual)),
  };
};

/** Measures the bands of `column` on a page that tells its engine's answers; null where none are drawn. */
export const measureAxisError = async (
  page: AskablePage,
  column: Column,
  pan: readonly [dxPx: number, dyPx: number] = [0, 0],
): Promise<AxisError | null> => {
  const bands = computeBandDensities(column);
  const sighting = await askPage(page, lookAtPage, {
    selector: OVERLAY,
    pan,
    edgePrices: [...bands.edgePrices],
  });
  return sighting && fitPlaces(bands, sighting);
};
