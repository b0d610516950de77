/** Stretches without data in words: what is missing, and why. */
import type { GapReason, GapSeries } from '../store/gap-rows.ts';

const WHAT: Readonly<Record<GapSeries, string>> = {
  candles: 'No candles: nothing is drawn',
  mark: 'No mark price: swept by traded prices',
  'open-interest': 'No open interest: carried from candles alone',
};

const WHY: Readonly<Record<GapReason, string>> = {
  'not-had': 'the exchange has no data of this time',
  'bad-row': 'the exchange gave figures that cannot be true',
  away: 'away for longer than the exchange keeps its data',
};

export const describeGap = (gap: {
  readonly series: GapSeries;
  readonly reason: GapReason;
}): string => `${WHAT[gap.series]}; ${WHY[gap.reason]}.`;

/** A hole between stored columns that nobody has given a reason for. */
export const UNKNOWN_GAP = 'No map stored; not fetched yet, or the browser was closed.';
