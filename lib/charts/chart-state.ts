/** Which of several canvases is the chart, and in which words it is said that none is. */
import type { ChartReading, ChartState, UnreadableReason } from './chart-scale.ts';

/** One canvas with what could be made of it. */
export interface CanvasReading {
  readonly axis: HTMLCanvasElement;
  readonly heightPx: number;
  readonly state: ChartState;
}

export interface GoodReading {
  readonly axis: HTMLCanvasElement;
  readonly reading: ChartReading;
}

/** Another chart must be this much larger to be preferred to the one that is read. */
const CLEARLY_LARGER = 1.2;
const SAME_HEIGHT_PX = 2;

/** The nearer to a good reading, the better a reason explains why there is none. */
const REASONS: readonly UnreadableReason[] = [
  'no-chart',
  'no-labels',
  'too-few-labels',
  'labels-do-not-fit',
  'percent-axis',
  'no-pane',
  'price-outside-axis',
];

const areaOf = ({ plotWidthPx, plotHeightPx }: ChartReading): number => plotWidthPx * plotHeightPx;

/** The largest readable chart; the one that is read already unless another is clearly larger. */
export const chooseReading = (
  readings: readonly CanvasReading[],
  current: HTMLCanvasElement | null,
): GoodReading | null => {
  const weightOf = ({ axis, reading }: GoodReading): number =>
    areaOf(reading) * (axis === current ? CLEARLY_LARGER : 1);
  const good = readings.flatMap(({ axis, state }) =>
    state.ok ? [{ axis, reading: state.reading }] : [],
  );
  return good.sort((a, b) => weightOf(b) - weightOf(a))[0] ?? null;
};

/** Why no canvas is readable: the best reason among the tallest, for the main pane is tall. */
export const chooseReason = (
  readings: readonly CanvasReading[],
  hasCanvas: boolean,
): UnreadableReason => {
  const tallest = Math.max(0, ...readings.map(({ heightPx }) => heightPx));
  const ranks = readings
    .filter(({ heightPx }) => heightPx >= tallest - SAME_HEIGHT_PX)
    .map(({ state }) => (state.ok ? 0 : REASONS.indexOf(state.reason)));
  return REASONS[Math.max(hasCanvas ? 1 : 0, ...ranks)] ?? 'no-chart';
};

/** Would drawing on either give the same picture, and saying either the same words? */
export const isSameState = (a: ChartState, b: ChartState): boolean => {
  if (!a.ok || !b.ok) return !a.ok && !b.ok && a.reason === b.reason;
  const [x, y] = [a.reading, b.reading];
  return (
    x.pane === y.pane &&
    x.scale.kind === y.scale.kind &&
    x.scale.slope === y.scale.slope &&
    x.scale.intercept === y.scale.intercept &&
    x.plotWidthPx === y.plotWidthPx &&
    x.plotHeightPx === y.plotHeightPx &&
    x.errorPx === y.errorPx
  );
};
