/** Timers that end with the content script, as ports. */
import type { ContentScriptContext } from 'wxt/utils/content-script-context';

type TimerContext = Pick<ContentScriptContext, 'setTimeout' | 'setInterval'>;

/** After an update or a removal of the extension nobody tells its old script, so it must look. */
const LOOK_EVERY_MS = 1000;

export interface PageTimers {
  /** Calls back once after a while; returns the cancel. */
  readonly startTimer: (onTime: () => void, delayMs: number) => () => void;
  /** Calls back at intervals; returns the cancel. */
  readonly startInterval: (onTime: () => void, everyMs: number) => () => void;
  /** Ends the script soon after the extension has left it behind; returns the stop. */
  readonly watchOrphaned: () => () => void;
}

export const createPageTimers = (ctx: TimerContext): PageTimers => {
  const startTimer: PageTimers['startTimer'] = (onTime, delayMs) => {
    const timer = ctx.setTimeout(onTime, delayMs);
    return () => clearTimeout(timer);
  };
  const startInterval: PageTimers['startInterval'] = (onTime, everyMs) => {
    const timer = ctx.setInterval(onTime, everyMs);
    return () => clearInterval(timer);
  };
  // The context looks whether it still holds before it calls back, and ends itself where it does not.
  const watchOrphaned = (): (() => void) => startInterval(() => undefined, LOOK_EVERY_MS);
  return { startTimer, startInterval, watchOrphaned };
};
