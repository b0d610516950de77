/**
 * Answers for whoever asks again at once: a question that was put a moment ago gets the same answer, so
 * that a page which asks a thousand times a second costs what one costs that asks twice.
 */

const RECENT_MS = 500;
/** Only a flood of different questions comes near it; the oldest are dropped. */
const MOST_KEPT = 100;

interface Recent<Answer> {
  readonly atMs: number;
  readonly answer: Promise<Answer>;
}

export interface RecentAnswers<Answer> {
  /** The answer to `question`, which `ask` gives where there is no recent one. */
  readonly get: (question: string, ask: () => Promise<Answer>) => Promise<Answer>;
  /** Whatever was answered until now is out of date. */
  readonly clear: () => void;
}

export const createRecentAnswers = <Answer>(now: () => number): RecentAnswers<Answer> => {
  const recent = new Map<string, Recent<Answer>>();

  const get: RecentAnswers<Answer>['get'] = (question, ask) => {
    const known = recent.get(question);
    // A clock that was put back must not keep an answer for hours.
    if (known && Math.abs(now() - known.atMs) < RECENT_MS) return known.answer;
    recent.delete(question);
    const [oldest] = recent.keys();
    if (recent.size >= MOST_KEPT && oldest !== undefined) recent.delete(oldest);
    const answer = ask();
    recent.set(question, { atMs: now(), answer });
    return answer;
  };

  return { get, clear: () => recent.clear() };
};
