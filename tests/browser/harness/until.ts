/** Waiting for a condition: the only waiting there is in the browser tests. */
import { setTimeout as pause } from 'node:timers/promises';

const ASK_AGAIN_MS = 40;

/**
 * Asks until the answer is something (not null, undefined or false), and gives it. Throws after
 * `timeoutMs` with `what` was waited for and the last error, if the asking itself failed.
 */
export const until = async <Answer>(
  what: string,
  ask: () => Promise<Answer | null | undefined | false> | Answer | null | undefined | false,
  timeoutMs = 30_000,
): Promise<Answer> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown = null;
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms in vain until ${what}`, { cause: failure });
    await pause(ASK_AGAIN_MS);
  }
};
