/**
 * Keeps the map of one symbol fresh: asks when told to follow it, again at every announced change, every
 * few seconds while it is watched, and at growing intervals while there is nothing to draw yet or the
 * worker does not answer.
 */
import type { MapAnswer } from '@/lib/messages.ts';

/** Waits between questions while the map is not ready; the last one repeats. */
const RETRY_DELAYS_MS = [500, 1000, 2000, 5000];
/** The worker streams what it is asked for so often; each question is also the sign that we still watch. */
const WATCH_EVERY_MS = 2500;

export interface MapSourcePorts {
  readonly ask: (symbol: string, isWatched: boolean) => Promise<MapAnswer>;
  readonly watchChanges: (onChange: (symbol: string) => void) => () => void;
  /** Calls back once after a while; returns the cancel. */
  readonly startTimer: (onTime: () => void, delayMs: number) => () => void;
  /** The extension was updated or removed under this page: nobody will ever answer again. */
  readonly isOrphaned: () => boolean;
}

export interface MapSource {
  /**
   * Follows another symbol, or none; calling it again with the same one does nothing. `isWatched`: the
   * map can be seen, so it is to be live.
   */
  readonly follow: (symbol: string | null, isWatched: boolean) => void;
  readonly stop: () => void;
}

/** `onAnswer` gets only answers for the symbol that is being followed when they arrive. */
export const createMapSource = (
  ports: MapSourcePorts,
  onAnswer: (answer: MapAnswer) => void,
  onOrphaned: () => void,
): MapSource => {
  let followed: string | null = null;
  let watched = false;
  /** Grows with every question. */
  let question = 0;
  /** Answers to this question and to earlier ones come too late. */
  let answered = 0;
  let failures = 0;
  let cancelTimer = (): void => {};
  let stopWatching: (() => void) | null = null;

  const askAgainIn = (delayMs: number): void => {
    cancelTimer();
    cancelTimer = ports.startTimer(askNow, delayMs);
  };

  const retryLater = (): void =>
    askAgainIn(RETRY_DELAYS_MS[Math.min(failures++, RETRY_DELAYS_MS.length - 1)] ?? 0);

  const accept = (answer: MapAnswer | undefined): void => {
    if (answer?.state === 'ready') failures = 0;
    else retryLater();
    if (answer) onAnswer(answer);
  };

  const askNow = (): void => {
    if (followed === null) return;
    if (ports.isOrphaned()) return onOrphaned();
    const own = ++question;
    // Set before the answer: one that never comes must not be the last.
    if (watched) askAgainIn(WATCH_EVERY_MS);
    void ports.ask(followed, watched).then(
      (answer) => {
        if (own <= answered) return;
        answered = own;
        accept(answer);
      },
      () => {
        if (own !== question || own <= answered) return;
        if (ports.isOrphaned()) onOrphaned();
        else retryLater();
      },
    );
  };

  const setFollowed = (symbol: string | null): void => {
    followed = symbol;
    answered = question;
    failures = 0;
    cancelTimer();
  };

  const stop = (): void => {
    setFollowed(null);
    watched = false;
    stopWatching?.();
    stopWatching = null;
  };

  const setWatched = (isWatched: boolean): void => {
    if (isWatched === watched) return;
    watched = isWatched;
    cancelTimer();
    askNow();
  };

  const follow: MapSource['follow'] = (symbol, isWatched) => {
    if (symbol === followed) return setWatched(isWatched);
    if (symbol === null) return stop();
    setFollowed(symbol);
    watched = isWatched;
    stopWatching ??= ports.watchChanges((changed) => {
      if (changed !== followed) return;
      failures = 0;
      askNow();
    });
    askNow();
  };

  return { follow, stop };
};
