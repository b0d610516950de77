/**
 * Runs in a chart page before its first script: the probe, the reader, and a ruler that compares what
 * the reader says with what the engine says, in the same frame, before that frame is painted.
 */
import { startProbe } from '../../../entrypoints/chart-probe.content/start-probe.ts';
import { createChartReader } from '../../../lib/charts/chart-reader.ts';
import { priceToY, type ChartState } from '../../../lib/charts/chart-scale.ts';
import { asPrice } from '../../../lib/model/units.ts';

export interface ChartTruth {
  readonly ready: Promise<void> | null;
  priceToY(price: number): number | null;
  paneRect(): { readonly top: number; readonly height: number };
  visiblePrices(): { readonly low: number; readonly high: number };
  lastPrice(): number;
  pan(dx: number, dy?: number): void;
  zoom(factor: number): void;
  setScale(kind: 'linear' | 'log' | 'percent'): void;
  setInverted(isInverted: boolean): void;
  switchSymbol(symbol: string): Promise<void>;
}

/** What one comparison or one stretch of frames gave. */
export interface Measured {
  readonly frames: number;
  /** Frames in which nothing could be drawn. */
  readonly unreadable: number;
  /** Frames in which the scale differed from the frame before: something moved. */
  readonly moved: number;
  readonly maxErrorPx: number;
  readonly meanErrorPx: number;
  /** Largest own error that the reader stated. */
  readonly statedErrorPx: number;
  readonly kind: string;
}

export interface Ruler {
  state(): ChartState;
  reason(): string;
  expectLastPrice(): void;
  expect(price: number | null): void;
  /** Are both axes drawn since the chart was changed last? */
  settle(): Promise<void>;
  measureNow(): Measured;
  startFrames(): void;
  stopFrames(): Measured;
  /** The page turns to another symbol. */
  startOver(): void;
  stopReader(): void;
  restartReader(): void;
}

declare global {
  interface Window {
    chartTruth: ChartTruth;
    ruler: Ruler;
  }
}

const PRICES = 13;
const truth = () => window.chartTruth;

/** Distances between reader and engine at prices spread over the pane, edges included. */
const errorsOf = (state: ChartState): number[] => {
  if (!state.ok) return [];
  const { low, high } = truth().visiblePrices();
  const shares = Array.from({ length: PRICES }, (_, i) => i / (PRICES - 1));
  return shares.map((share) => {
    const price = low + (high - low) * share;
    return Math.abs(
      priceToY(state.reading.scale, asPrice(price)) - (truth().priceToY(price) ?? NaN),
    );
  });
};

const createTally = () => {
  const errors: number[] = [];
  let [frames, unreadable, moved, statedErrorPx, last] = [0, 0, 0, 0, ''];
  return {
    add(state: ChartState): void {
      frames += 1;
      if (!state.ok) {
        unreadable += 1;
        return;
      }
      const { scale, errorPx } = state.reading;
      const now = `${scale.slope} ${scale.intercept}`;
      if (last !== '' && now !== last) moved += 1;
      last = now;
      statedErrorPx = Math.max(statedErrorPx, errorPx);
      errors.push(...errorsOf(state));
    },
    result: (state: ChartState): Measured => ({
      frames,
      unreadable,
      moved,
      maxErrorPx: Math.max(NaN, ...errors) || Math.max(...errors),
      meanErrorPx: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      statedErrorPx,
      kind: state.ok ? state.reading.scale.kind : state.reason,
    }),
  };
};

/** Calls back in every frame after all animation callbacks and before painting. */
const everyFrame = (onFrame: () => void): (() => void) => {
  const box = document.createElement('div');
  box.style.cssText = 'position:fixed;top:0;left:0;height:0;visibility:hidden';
  document.body.append(box);
  let isRunning = true;
  let width = 1;
  const observer = new ResizeObserver(onFrame);
  observer.observe(box);
  const step = (): void => {
    if (!isRunning) return;
    width = 3 - width;
    box.style.width = `${width}px`;
    requestAnimationFrame(step);
  };
  step();
  return () => {
    isRunning = false;
    observer.disconnect();
    box.remove();
  };
};

const isTop = window.top === window;
startProbe(window);

if (isTop) {
  let lastState: ChartState = { ok: false, reason: 'no-chart' };
  const start = () =>
    createChartReader({ root: document, onState: (state) => (lastState = state) });
  let reader = start();
  let tally = createTally();
  let stopFrames = (): void => undefined;
  const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
  window.ruler = {
    state: () => reader.state(),
    reason: () => (lastState.ok ? 'readable' : lastState.reason),
    expect: (price) => {
      reader.setExpectedPrice(price);
      lastState = reader.state();
    },
    expectLastPrice: () => window.ruler.expect(truth().lastPrice()),
    async settle() {
      for (let i = 0; i < 3; i += 1) await frame();
    },
    measureNow() {
      const once = createTally();
      once.add(reader.state());
      return once.result(reader.state());
    },
    startFrames() {
      tally = createTally();
      stopFrames = everyFrame(() => tally.add(reader.state()));
    },
    stopFrames() {
      stopFrames();
      return tally.result(reader.state());
    },
    startOver: () => {
      reader.startOver();
      lastState = reader.state();
    },
    stopReader: () => reader.stop(),
    restartReader: () => (reader = start()),
  };
}
