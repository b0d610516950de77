/** What lies on the chart: the canvas with the bands and the legend, together on one pane. */
import type { ChartReading } from '@/lib/charts/chart-scale.ts';
import type { BandDensities } from '@/lib/render/band-intensity.ts';
import type { Theme } from '@/lib/render/color-scale.ts';
import { setStyles } from './inline-style.ts';
import { createLegend, type Legend, type LegendView } from './legend.ts';
import { createOverlayCanvas, type OverlayCanvas } from './overlay-canvas.ts';
import { readPaneBox, readStackIndex, settleAfterPane } from './pane-place.ts';
import { readPaneTheme } from './pane-theme.ts';

/** The legend keeps clear of the corner, where chart libraries have their mark. */
const LEGEND_LEFT_PX = 12;
const LEGEND_BOTTOM_PX = 40;
/** The age on the legend is in seconds at first; nobody needs every one of them. */
const LEGEND_EVERY_MS = 5000;
/** On a smaller plot the legend would hide more than it tells. */
const LEGEND_MIN_PLOT = { widthPx: 320, heightPx: 200 };

export interface SurfacePicture {
  readonly symbol: string;
  readonly reading: ChartReading;
  readonly bands: BandDensities;
}

export interface Surface {
  /** Draws at once; `readLegend` is called now and then, as the data gets older. */
  readonly show: (picture: SurfacePicture, readLegend: () => LegendView) => void;
  /** Takes everything off the page. */
  readonly clear: () => void;
}

interface Mounted {
  readonly pane: HTMLCanvasElement;
  readonly canvas: OverlayCanvas;
  readonly legend: Legend;
  readonly leave: () => void;
  legendPlace: string;
  theme: Theme;
  bands: BandDensities | null;
  readLegend: (() => LegendView) | null;
}

const FRESH = { legendPlace: '', theme: 'dark', bands: null, readLegend: null } as const;

const placeLegend = (mounted: Mounted, { plotWidthPx, plotHeightPx }: ChartReading): void => {
  const place = `${plotWidthPx} ${plotHeightPx}`;
  if (place === mounted.legendPlace) return;
  mounted.legendPlace = place;
  const { left, top } = readPaneBox(mounted.pane);
  const fits = plotWidthPx >= LEGEND_MIN_PLOT.widthPx && plotHeightPx >= LEGEND_MIN_PLOT.heightPx;
  setStyles(mounted.legend.element, {
    display: fits ? 'block' : 'none',
    left: `${left + LEGEND_LEFT_PX}px`,
    top: `${top + plotHeightPx - LEGEND_BOTTOM_PX}px`,
    transform: 'translateY(-100%)',
    // Above the crosshair's canvas, or its button could not be reached.
    'z-index': (Number.parseInt(readStackIndex(mounted.pane), 10) || 0) + 2,
  });
};

export interface SurfacePorts {
  readonly onHide: () => void;
  /** The page threw the overlay out again and again. */
  readonly onEvicted: () => void;
  /** The overlay moves to this pane, perhaps in another frame. */
  readonly onPane: (pane: HTMLCanvasElement) => void;
  /** Calls back at intervals; returns the cancel. */
  readonly startInterval: (onTime: () => void, everyMs: number) => () => void;
}

/** What a script of an earlier version has left that was killed with it. */
const removeLeftovers = (owner: Document): void => {
  for (const element of owner.querySelectorAll('[data-liquidation-lens]')) element.remove();
};

export const createSurface = (ports: SurfacePorts): Surface => {
  let mounted: Mounted | null = null;

  const clear = (): void => {
    mounted?.leave();
    mounted = null;
  };

  const mount = (pane: HTMLCanvasElement): Mounted => {
    ports.onPane(pane);
    removeLeftovers(pane.ownerDocument);
    const canvas = createOverlayCanvas(pane);
    const legend = createLegend(pane.ownerDocument, ports.onHide);
    const removeBoth = settleAfterPane(pane, [canvas.element, legend.element], ports.onEvicted);
    const stopAging = ports.startInterval(
      () => mounted?.readLegend && legend.show(mounted.readLegend()),
      LEGEND_EVERY_MS,
    );
    const leave = (): void => {
      stopAging();
      canvas.stop();
      removeBoth();
    };
    return { pane, canvas, legend, leave, ...FRESH };
  };

  const show: Surface['show'] = ({ symbol, reading, bands }, readLegend) => {
    if (mounted?.pane !== reading.pane) {
      clear();
      mounted = mount(reading.pane);
    }
    if (mounted.bands !== bands) {
      mounted.bands = bands;
      mounted.theme = readPaneTheme(reading.pane);
    }
    if (mounted.readLegend !== readLegend) {
      mounted.readLegend = readLegend;
      mounted.legend.show(readLegend());
    }
    mounted.canvas.draw({ symbol, reading, bands, theme: mounted.theme });
    placeLegend(mounted, reading);
  };

  return { show, clear };
};
