/** How something that the user asked for went, in words. */
import type { OutcomeView } from '@/components/options-view.ts';
import { report } from '@/lib/report.ts';
import { TransferError } from '@/lib/transfer/transfer-error.ts';

export const good = (text: string): OutcomeView => ({ tone: 'good', text });
export const bad = (text: string): OutcomeView => ({ tone: 'bad', text });
export const busy = (text: string): OutcomeView => ({ tone: 'busy', text });

/** What failed, in words; what is no fault of a file is also reported. */
export const explain = (error: unknown, when: string): string => {
  if (error instanceof TransferError) return error.message;
  report(error, when);
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return 'The disk is full; nothing was changed.';
  return `That did not work, and nothing was changed: ${error instanceof Error ? error.message : String(error)}`;
};
