/**
 * Runs in the page's world. Listens to the texts that canvases draw and tells the extension's world,
 * on the canvas itself and before the frame is painted. It decides nothing and is believed nothing.
 *
 * Rules: natives are taken before the page's first script; no error ever reaches the page; nothing
 * enumerable is left behind; on `off` the page has its own function back.
 */
import {
  LABELS_EVENT,
  MAX_CANVASES,
  PROBE_EVENT,
  type LabelMessage,
} from '../../lib/charts/label-batch.ts';
import { createLabelRecorder } from './label-recorder.ts';
import { tapFillText } from './tap-fill-text.ts';

const GUARD = Symbol.for('liquidation-lens.probe');

/** A reader that took messages and leaves so many in a row lying was killed with its extension. */
const MAX_UNTAKEN = 5;

/**
 * Sends a message as an event on the canvas, which a reader takes by cancelling it. Only canvases in the
 * document have a reader; undefined for others.
 */
const createSender = (realm: Window & typeof globalThis) => {
  const { CustomEvent } = realm;
  const { stringify } = JSON;
  const { dispatchEvent } = realm.EventTarget.prototype;
  return (canvas: HTMLCanvasElement, message: LabelMessage): boolean | undefined => {
    if (!canvas.isConnected) return undefined;
    const event = new CustomEvent(LABELS_EVENT, { detail: stringify(message), cancelable: true });
    return !(Reflect.apply(dispatchEvent, canvas, [event]) as boolean);
  };
};

/** Firefox kills the scripts of a removed extension where they stand: what they drew is left to us. */
const createSweep = ({ document }: Window) => {
  const { querySelectorAll } = document;
  return (): void => {
    const left = Reflect.apply(querySelectorAll, document, ['[data-liquidation-lens]']);
    for (const element of left as NodeListOf<Element>) element.remove();
  };
};

/** Counts messages that nobody took since one was taken. */
const createUntaken = () => {
  let count = -1;
  return (isTaken: boolean | undefined): boolean => {
    if (isTaken === true) count = 0;
    else if (isTaken === false && count >= 0) count += 1;
    if (count < MAX_UNTAKEN) return false;
    count = -1;
    return true;
  };
};

/** The newest message of each canvas, for a reader that wakes after a chart was drawn for good. */
const createMemory = () => {
  const messages = new Map<HTMLCanvasElement, LabelMessage>();
  return {
    messages,
    keep(canvas: HTMLCanvasElement, message: LabelMessage): void {
      messages.delete(canvas);
      messages.set(canvas, message);
      if (messages.size <= MAX_CANVASES) return;
      for (const known of messages.keys()) if (!known.isConnected) messages.delete(known);
      const [oldest] = messages.keys();
      if (messages.size > MAX_CANVASES && oldest !== undefined) messages.delete(oldest);
    },
  };
};

/** Starts the probe in a realm; a second start in the same realm does nothing. */
export const startProbe = (realm: Window & typeof globalThis): void => {
  if (Reflect.has(realm, GUARD)) return;
  Object.defineProperty(realm, GUARD, { value: true });
  const { document } = realm;
  const { prototype } = realm.CanvasRenderingContext2D;
  const queueMicrotask = realm.queueMicrotask.bind(realm);
  const { addEventListener } = realm.EventTarget.prototype;
  const recorder = createLabelRecorder(prototype);
  const memory = createMemory();
  const send = createSender(realm);
  const sweep = createSweep(realm);
  const isAbandoned = createUntaken();
  let isRecording = true;
  let isBatchOpen = false;

  const closeBatch = (): void => {
    isBatchOpen = false;
    // document.open() drops listeners and keeps the realm; adding the same one again is free.
    Reflect.apply(addEventListener, document, [PROBE_EVENT, obey]);
    for (const [canvas, message] of recorder.takeBatches()) {
      memory.keep(canvas, message);
      // Unasked too: document.open() may have dropped the listener before the order came.
      if (isAbandoned(send(canvas, message))) rest();
    }
  };
  const tap = tapFillText(prototype, (context, args) => {
    if (!isRecording) return;
    recorder.record(context, args);
    if (isBatchOpen) return;
    isBatchOpen = true;
    queueMicrotask(() => {
      try {
        closeBatch();
      } catch {
        // As above: the page must not see an error that is not its own.
      }
    });
  });
  const repeat = (): void => {
    for (const [canvas, message] of memory.messages) send(canvas, message);
  };
  const rest = (): void => {
    isRecording = false;
    tap.giveBack();
    memory.messages.clear();
    sweep();
  };
  const obey = (event: Event): void => {
    const order: unknown = (event as CustomEvent<unknown>).detail;
    if (order !== 'on' && order !== 'off') return;
    if (order === 'off') return rest();
    isRecording = true;
    tap.take();
    repeat();
  };
  Reflect.apply(addEventListener, document, [PROBE_EVENT, obey]);
  tap.take();
};
