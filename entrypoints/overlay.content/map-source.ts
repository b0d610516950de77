/**
 * Keeps the map of one symbol fresh: asks when told to follow it, again at every announced change,
 * and at growing intervals while there is nothing to draw yet or the worker does not answer.
 */
import type { MapAnswer } from '@/lib/messages.ts';

/** Waits between questions while the map is not ready; the last one repeats. */
const RETRY_DELAYS_MS = [500, 1000, 2000, 5000];

export interface MapSourcePorts {
  readonly ask: (symbol: string) => Promise<MapAnswer>;
  readonly watchChanges: (onChange: (symbol: string) => void) => () => void;
  /** Calls back once after a while; returns the cancel. */
  readonly startTimer: (onTime: () => void, delayMs: number) => () => void;
  /** The extension was updated or removed under this page: nobody will ever answer again. */
  readonly isOrphaned: () => boolean;
}

export interface MapSource {
  /** Follows another symbol, or none; calling it again with the same one does nothing. */
  readonly follow: (symbol: string | null) => void;
  readonly stop: () => void;
}

/** `onAnswer` gets only answers for the symbol that is being followed when they arrive. */
export const createMapSource = (
  ports: MapSourcePorts,
  onAnswer: (answer: MapAnswer) => void,
  onOrphaned: () => void,
): MapSource => {
  let followed: string | null = null;
  /** Grows with every question; only the answer to the last one counts. */
  let question = 0;
  let failures = 0;
  let cancelTimer = (): void => {};
  let stopWatching: (() => void) | null = null;

  const retryLater = (): void => {
    const delayMs = RETRY_DELAYS_MS[Math.min(failures++, RETRY_DELAYS_MS.length - 1)] ?? 0;
    cancelTimer();
    cancelTimer = ports.startTimer(askNow, delayMs);
  };

  const askNow = (): void => {
    if (followed === null) return;
    if (ports.isOrphaned()) return onOrphaned();
    const own = ++question;
    void ports.ask(followed).then(
      (answer) => {
        if (own !== question) return;
        if (answer?.state === 'ready') failures = 0;
        else retryLater();
        if (answer) onAnswer(answer);
      },
      () => {
        if (own !== question) return;
        if (ports.isOrphaned()) onOrphaned();
        else retryLater();
      },
    );
  };

  const setFollowed = (symbol: string | null): void => {
    followed = symbol;
    question++;
    failures = 0;
    cancelTimer();
  };

  const stop = (): void => {
    setFollowed(null);
    stopWatching?.();
    stopWatching = null;
  };

  const follow = (symbol: string | null): void => {
    if (symbol === followed) return;
    if (symbol === null) return stop();
    setFollowed(symbol);
    stopWatching ??= ports.watchChanges((changed) => {
      if (changed !== followed) return;
      failures = 0;
      askNow();
    });
    askNow();
  };

  return { follow, stop };
};
