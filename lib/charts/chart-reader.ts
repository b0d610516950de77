/**
 * Reads the price scale of the chart on a page from the labels of its axis, as they are drawn. Runs in
 * the extension's world: listens to the probe, fits, checks, and tells the state of the chart within the
 * very event, so that whoever draws on the chart draws in the frame in which the chart was drawn.
 */
import { isSameAxisMoved, isSamePriceMoved } from './axis-continuity.ts';
import { isOnPage } from './canvas-box.ts';
import type { ChartReading, ChartState } from './chart-scale.ts';
import { chooseReading, chooseReason, isSameState, type GoodReading } from './chart-state.ts';
import { createKnownCanvases } from './known-canvases.ts';
import { LABELS_EVENT, PROBE_EVENT, type ProbeOrder } from './label-batch.ts';
import { watchDocuments } from './watch-documents.ts';

/** How long a chart may be unreadable before the reader says so: models rebuild for a frame or two. */
const HOLD_MS = 500;

export interface ChartReader {
  /** The price that the symbol of the page trades at. An axis is believed once it shows it; without one no chart is. */
  setExpectedPrice(price: number | null): void;
  /**
   * The page turns to another symbol, whose price is not known yet. What was drawn before counts no
   * more: an axis must be drawn again, for the old one may fit the new price just as well.
   */
  startOver(): void;
  state(): ChartState;
  /** Stops listening and gives the page its own function back. */
  stop(): void;
}

export interface ChartReaderOptions {
  readonly root: Document;
  /** Called at every change of the state, within the event that caused it; not while the reader is made. */
  readonly onState: (state: ChartState) => void;
}

const isCanvas = (target: EventTarget | null): target is HTMLCanvasElement =>
  (target as Partial<Element> | null)?.tagName === 'CANVAS';

const order = (document: Document, detail: ProbeOrder): boolean =>
  document.dispatchEvent(new CustomEvent(PROBE_EVENT, { detail }));

/** Gives all frames of a page their own function back where no reader is wanted, frames that come later too. Returns the stop. */
export const silenceProbe = (root: Document): (() => void) =>
  watchDocuments(
    root,
    (document) => order(document, 'off'),
    () => undefined,
  ).stop;

export const createChartReader = ({ root, onState }: ChartReaderOptions): ChartReader => {
  const canvases = createKnownCanvases();
  const documents = new Set<Document>();
  let expectedPrice: number | null = null;
  let state: ChartState = { ok: false, reason: 'no-chart' };
  /** The reading that is believed: it showed the price, or is the same axis moved. */
  let trusted: GoodReading | null = null;
  let holdTimer: ReturnType<typeof setTimeout> | undefined;
  let isMade = false;

  const say = (next: ChartState): void => {
    clearTimeout(holdTimer);
    holdTimer = undefined;
    const isNews = !isSameState(state, next);
    state = next;
    if (isNews && isMade) onState(next);
  };

  const isSameAxis = (canvas: HTMLCanvasElement): ((reading: ChartReading) => boolean) | null => {
    const before = trusted?.axis === canvas ? trusted.reading : null;
    return before && ((reading) => isSameAxisMoved(before, reading));
  };

  const hasCanvas = (): boolean =>
    [...documents].some((document) => document.getElementsByTagName('canvas').length > 0);

  const isTrustedThere = (): boolean =>
    trusted !== null && isOnPage(trusted.axis) && isOnPage(trusted.reading.pane);

  /** An axis that is read well but shows other prices is another axis: nothing to wait for. */
  const mayHold = (): boolean => {
    const found = trusted === null ? undefined : canvases.stateOf(trusted.axis);
    const isOther = found?.ok === false && found.reason === 'price-outside-axis';
    return isTrustedThere() && !isOther;
  };

  /** Says what the canvases make together. A chart that was good is held for a moment where allowed. */
  const decide = (isHoldAllowed: boolean): void => {
    const best = chooseReading(canvases.readings(), trusted?.axis ?? null);
    if (best !== null) {
      trusted = best;
      return say({ ok: true, reading: best.reading });
    }
    if (isHoldAllowed && mayHold()) {
      holdTimer ??= setTimeout(() => lookAtAll(false), HOLD_MS);
      return undefined;
    }
    trusted = null;
    return say({ ok: false, reason: chooseReason(canvases.readings(), hasCanvas()) });
  };

  const lookAtAll = (isHoldAllowed: boolean): void => {
    for (const document of documents) if (document.defaultView === null) documents.delete(document);
    canvases.lookAtAll({ expectedPrice, isSameAxis });
    decide(isHoldAllowed);
  };

  const onLabels = (event: Event): void => {
    const { target } = event;
    const { detail } = event as CustomEvent<unknown>;
    if (!isCanvas(target)) return;
    // Tells the probe that somebody listens.
    event.preventDefault();
    if (canvases.hear(target, detail, { expectedPrice, isSameAxis })) decide(true);
  };

  /**
   * Elements came or went: a chart that is read must still be there, a first canvas may have come. Busy
   * pages change many times a second, so nothing that asks for layout is done for anything else.
   */
  const onChange = (): void => {
    const isSame = state.ok ? isTrustedThere() : hasCanvas() === (state.reason !== 'no-chart');
    if (!isSame) lookAtAll(false);
  };

  const watch = watchDocuments(
    root,
    (document) => {
      documents.add(document);
      document.addEventListener(LABELS_EVENT, onLabels, { capture: true });
      order(document, 'on');
    },
    onChange,
  );
  lookAtAll(false);
  isMade = true;

  return {
    setExpectedPrice(given) {
      const price = given !== null && Number.isFinite(given) && given > 0 ? given : null;
      const isSame =
        price !== null && expectedPrice !== null && isSamePriceMoved(expectedPrice, price);
      if (!isSame) trusted = null;
      expectedPrice = price;
      lookAtAll(isSame);
    },
    startOver() {
      trusted = null;
      expectedPrice = null;
      canvases.clear();
      lookAtAll(false);
    },
    state: () => state,
    stop() {
      clearTimeout(holdTimer);
      watch.stop();
      for (const document of documents) {
        document.removeEventListener(LABELS_EVENT, onLabels, { capture: true });
        order(document, 'off');
      }
      canvases.clear();
      trusted = null;
    },
  };
};
