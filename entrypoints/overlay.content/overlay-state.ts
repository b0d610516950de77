/**
 * What the overlay knows, and what follows from it. Everything that happens on the page comes in as
 * an event; what to draw, what to ask and what to report are computed from the state alone, so that
 * "never one symbol's bands on another's chart" is a property of one small function.
 */
import type { ChartReading, ChartState } from '@/lib/charts/chart-scale.ts';
import type { MapAnswer, TabReport } from '@/lib/messages.ts';
import type { Settings } from '@/lib/settings.ts';

type ReadyMap = Extract<MapAnswer, { state: 'ready' }>;

/** Where the page is, by its address. */
export interface Place {
  readonly site: string;
  /** Null on pages of the site that show no contract. */
  readonly symbol: string | null;
}

export interface OverlayState {
  readonly place: Place;
  /** Null until read; nothing is done before the user's wish is known. */
  readonly settings: Settings | null;
  /** Hidden by the user for this view of the page. */
  readonly hidden: boolean;
  /** The tab can be seen. */
  readonly visible: boolean;
  /** The last answer for the place's symbol. */
  readonly answer: MapAnswer | null;
  /**
   * The last state of the chart, read since the place last changed and since its axis is checked
   * against the price of this place's map.
   */
  readonly chart: ChartState | null;
  /** The page has thrown the overlay out again and again. */
  readonly evicted: boolean;
  /** How often the reading of a chart began: at first, on another contract, when the tab is seen again. */
  readonly begun: number;
  /** The beginning that has had its time: a chart that is still not readable needs an explanation. */
  readonly settled: number;
}

export type OverlayEvent =
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'place'; readonly place: Place }
  | { readonly type: 'answer'; readonly answer: MapAnswer }
  | { readonly type: 'chart'; readonly chart: ChartState }
  | { readonly type: 'evicted' }
  | { readonly type: 'toggle' }
  | { readonly type: 'visibility'; readonly visible: boolean }
  | { readonly type: 'settled'; readonly begun: number };

/** What the parts with effects must do now. */
export interface OverlayPlan {
  /** Keep the chart under observation. */
  readonly read: boolean;
  /** Grows whenever the chart must be given time to be drawn. */
  readonly begun: number;
  /** Keep the map of this symbol fresh; null for none. */
  readonly follow: string | null;
  /** The map lies on the chart or is about to: it is to be live. */
  readonly watched: boolean;
  /** Price that the chart's axis must contain to be believed; null while no map is known. */
  readonly expectedPrice: number | null;
  /** What lies on the chart; null for nothing at all. */
  readonly picture: { readonly map: ReadyMap; readonly reading: ChartReading } | null;
  readonly report: TabReport;
}

export const createOverlayState = (place: Place, visible: boolean): OverlayState => ({
  place,
  settings: null,
  hidden: false,
  visible,
  answer: null,
  chart: null,
  evicted: false,
  begun: 0,
  settled: 0,
});

const movePlace = (state: OverlayState, place: Place): OverlayState =>
  place.symbol === state.place.symbol && place.site === state.place.site
    ? state
    : { ...state, place, answer: null, chart: null, evicted: false };

/**
 * A map once had stays until a newer one comes. The first map brings the first price to check the
 * chart by: a chart found good before may be the last contract's, so it must be found good again.
 */
const acceptAnswer = (state: OverlayState, answer: MapAnswer): OverlayState => {
  if (answer.symbol !== state.place.symbol) return state;
  const hadMap = state.answer?.state === 'ready';
  if (answer.state !== 'ready') return hadMap ? state : { ...state, answer };
  return { ...state, answer, chart: hadMap || !state.chart?.ok ? state.chart : null };
};

const isOff = ({ settings, place }: OverlayState): boolean =>
  settings?.sitesOff.includes(place.site) ?? true;

/** What a chart said before it was switched off or covered says nothing about what it shows later. */
const forgetWhenUnread = (state: OverlayState): OverlayState =>
  isOff(state) && state.chart ? { ...state, chart: null } : state;

const isReading = (state: OverlayState): boolean =>
  !isOff(state) && state.place.symbol !== null && state.visible;

const countBeginnings = (before: OverlayState, state: OverlayState): OverlayState => {
  const isSame = isReading(before) && before.place === state.place;
  return isReading(state) && !isSame ? { ...state, begun: state.begun + 1 } : state;
};

const reduceEvent = (state: OverlayState, event: OverlayEvent): OverlayState => {
  switch (event.type) {
    case 'settings':
      return forgetWhenUnread({ ...state, settings: event.settings });
    case 'place':
      return movePlace(state, event.place);
    case 'answer':
      return acceptAnswer(state, event.answer);
    case 'chart':
      return isOff(state) ? state : { ...state, chart: event.chart };
    case 'evicted':
      return { ...state, evicted: true };
    case 'toggle':
      return { ...state, hidden: !state.hidden, evicted: false };
    case 'visibility':
      return event.visible === state.visible ? state : { ...state, visible: event.visible };
    case 'settled':
      return { ...state, settled: event.begun };
  }
};

/** The next state; the same object when nothing changed. */
export const reduceOverlay = (state: OverlayState, event: OverlayEvent): OverlayState =>
  countBeginnings(state, reduceEvent(state, event));

/**
 * Without a map there is no price to look for on an axis, so not finding it means nothing yet; nor does
 * anything else in the first moments of a page, whose chart is still being made.
 */
const isWaiting = ({ chart, answer, begun, settled }: OverlayState): boolean =>
  !chart ||
  (!chart.ok && begun !== settled) ||
  (answer?.state !== 'ready' && (chart.ok || chart.reason === 'price-outside-axis'));

const computeReport = (state: OverlayState): TabReport => {
  const { place, chart } = state;
  const { site, symbol } = place;
  if (state.settings && isOff(state)) return { state: 'off', site, symbol };
  if (symbol === null) return { state: 'no-symbol', site };
  if (state.hidden) return { state: 'hidden', site, symbol };
  if (state.evicted) return { state: 'unreadable', site, symbol, reason: 'no-pane' };
  if (!chart || isWaiting(state)) return { state: 'waiting', site, symbol };
  if (!chart.ok) return { state: 'unreadable', site, symbol, reason: chart.reason };
  const { adapter, scale, errorPx, labelCount } = chart.reading;
  return { state: 'drawing', site, symbol, adapter, scaleKind: scale.kind, errorPx, labelCount };
};

/** What follows from the state. */
export const planOverlay = (state: OverlayState): OverlayPlan => {
  const { place, answer, chart, visible } = state;
  const read = !isOff(state) && place.symbol !== null;
  const map = answer?.state === 'ready' ? answer : null;
  const shown = read && visible && !state.hidden && !state.evicted;
  return {
    read,
    begun: state.begun,
    follow: read && visible ? place.symbol : null,
    watched: shown && (chart?.ok === true || isWaiting(state)),
    expectedPrice: map?.column.price ?? null,
    picture: shown && map && chart?.ok ? { map, reading: chart.reading } : null,
    report: computeReport(state),
  };
};
