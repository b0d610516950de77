/** What the status says after a poll that got everything it asked for. */
import type { SymbolStatus, WorkerFault } from '../store/status.ts';
import type { Poll } from './fetch-missing.ts';

type Answered = Pick<Poll, 'nowMs' | 'spentWeight' | 'usedWeight1m' | 'dropped'>;

/** Rows that were dropped are told of for a minute; the gap that they leave stays. */
const droppedFault = ({ dropped, nowMs }: Answered): WorkerFault | null => {
  const [first] = dropped;
  if (first === undefined) return null;
  const more = dropped.length > 1 ? ` and ${dropped.length - 1} more` : '';
  const detail = `Left out a row that cannot be true: ${first}${more}`;
  return { kind: 'bad-answer', detail, sinceMs: nowMs, retryAtMs: null };
};

/** `notice` is what else there is to tell. */
export const computeSuccess = (
  poll: Answered,
  notice: WorkerFault | null,
): Partial<SymbolStatus> => ({
  lastSuccessMs: poll.nowMs,
  lastPollWeight: poll.spentWeight,
  usedWeight1m: poll.usedWeight1m,
  backfillProgress: 1,
  fault: droppedFault(poll) ?? notice,
});
