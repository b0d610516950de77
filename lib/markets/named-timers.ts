/** Timers by name: of each name at most one runs, and all can be ended at once. */
import type { FeedPorts } from './live-feed.ts';

interface NamedTimers<Name extends string> {
  /** Starts `name` anew. */
  readonly start: (name: Name, delayMs: number, onTime: () => void) => void;
  readonly isRunning: (name: Name) => boolean;
  readonly cancelAll: () => void;
}

export const createNamedTimers = <Name extends string>(
  startTimer: FeedPorts['startTimer'],
): NamedTimers<Name> => {
  const cancels = new Map<Name, () => void>();
  return {
    start: (name, delayMs, onTime) => {
      cancels.get(name)?.();
      const cancel = startTimer(() => {
        cancels.delete(name);
        onTime();
      }, delayMs);
      cancels.set(name, cancel);
    },
    isRunning: (name) => cancels.has(name),
    cancelAll: () => {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
};
