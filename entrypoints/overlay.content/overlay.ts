/**
 * Runs the overlay's state: events in, and what follows from them done to the page. All effects are
 * ports, so that the order in which things happen can be tested without a chart.
 */
import type { ChartState } from '@/lib/charts/chart-scale.ts';
import type { TabReport } from '@/lib/messages.ts';
import { report } from '@/lib/report.ts';
import type { MapSource } from './map-source.ts';
import {
  createOverlayState,
  planOverlay,
  reduceOverlay,
  type OverlayEvent,
  type OverlayPlan,
  type Place,
} from './overlay-state.ts';
import { createMapPreparer } from './prepared-map.ts';
import type { Surface } from './surface.ts';

/** How long a page may take to draw its chart before it is said that there is none. */
const GRACE_MS = 3000;
/** A price that moved by no more says nothing new about which axis is the chart's. */
const SAME_PRICE_SHARE = 0.0005;

const isAboutSame = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a / b - 1) <= SAME_PRICE_SHARE);

/** As `createChartReader` makes it. */
export interface Reader {
  setExpectedPrice(price: number | null): void;
  startOver(): void;
  state(): ChartState;
  stop(): void;
}

export interface OverlayPorts {
  readonly startReader: (onState: (chart: ChartState) => void) => Reader;
  /** Tells the probe in the page that nobody listens, until the stop it returns is called. */
  readonly silenceProbe: () => () => void;
  readonly source: MapSource;
  readonly surface: Surface;
  /** Looks at the page's address and tells of a change by an event before it returns. */
  readonly checkPlace: () => void;
  /** Calls back once after a while; returns the cancel. */
  readonly startTimer: (onTime: () => void, delayMs: number) => () => void;
  readonly nowMs: () => number;
}

export interface Overlay {
  readonly dispatch: (event: OverlayEvent) => void;
  readonly report: () => TabReport;
  /** Takes everything off the page and stops reading it; events are ignored from then on. */
  readonly stop: () => void;
}

export const createOverlay = (ports: OverlayPorts, place: Place, visible: boolean): Overlay => {
  let state = createOverlayState(place, visible);
  let reader: Reader | null = null;
  /** Ends the silence of the probe in the page; null while it is heard. */
  let endSilence: (() => void) | null = null;
  /** What the reader was last told to expect. */
  let expected: number | null = null;
  /** The symbol that the reader reads the chart of. */
  let readSymbol: string | null = null;
  let begun = 0;
  let cancelGrace = (): void => {};
  const prepare = createMapPreparer(ports.nowMs);
  let stopped = false;
  /** Effects can cause events; those wait their turn. */
  const waiting: OverlayEvent[] = [];
  let applying = false;

  const readChart = (chart: ChartState): void => {
    ports.checkPlace();
    dispatch({ type: 'chart', chart });
  };

  const stopReader = (): void => {
    reader?.stop();
    reader = null;
    endSilence ??= ports.silenceProbe();
  };

  /** The reader tells of changes only, so what it starts with is asked for. */
  const runReader = ({ expectedPrice }: OverlayPlan): void => {
    const { symbol } = state.place;
    const isNew = !reader;
    const isOther = !isNew && symbol !== readSymbol;
    endSilence?.();
    endSilence = null;
    reader ??= ports.startReader(readChart);
    readSymbol = symbol;
    if (isOther) reader.startOver();
    if (!isNew && !isOther && isAboutSame(expectedPrice, expected)) return;
    expected = expectedPrice;
    reader.setExpectedPrice(expectedPrice);
    waiting.push({ type: 'chart', chart: reader.state() });
  };

  const giveTime = (plan: OverlayPlan): void => {
    if (plan.begun === begun) return;
    begun = plan.begun;
    cancelGrace();
    cancelGrace = ports.startTimer(
      () => dispatch({ type: 'settled', begun: plan.begun }),
      GRACE_MS,
    );
  };

  const draw = ({ picture }: OverlayPlan): void => {
    if (!picture) return;
    const { map, reading } = picture;
    try {
      const ready = prepare(map, state.settings?.withinPercent ?? 0);
      ports.surface.show({ symbol: map.symbol, reading, bands: ready.bands }, ready.readLegend);
    } catch (error) {
      ports.surface.clear();
      report(error, `drawing ${map.symbol}`);
    }
  };

  /** First away with what must not be seen, then everything else. */
  const follow = (plan: OverlayPlan): void => {
    if (!plan.picture) ports.surface.clear();
    ports.source.follow(plan.follow, plan.watched);
    giveTime(plan);
    if (plan.read) runReader(plan);
    else if (state.settings) stopReader();
  };

  const dispatch = (event: OverlayEvent): void => {
    waiting.push(event);
    if (applying) return;
    applying = true;
    const before = state;
    try {
      for (let next = waiting.shift(); next && !stopped; next = waiting.shift()) {
        const last = state;
        state = reduceOverlay(state, next);
        if (state !== last) follow(planOverlay(state));
      }
      if (state !== before && !stopped) draw(planOverlay(state));
    } finally {
      applying = false;
    }
  };

  const readReport = (): TabReport => {
    ports.checkPlace();
    const { picture } = planOverlay(state);
    if (picture && !picture.reading.pane.isConnected)
      dispatch({ type: 'chart', chart: { ok: false, reason: 'no-chart' } });
    return planOverlay(state).report;
  };

  const stop = (): void => {
    stopped = true;
    cancelGrace();
    endSilence?.();
    ports.surface.clear();
    reader?.stop();
  };

  return { dispatch, report: readReport, stop };
};
