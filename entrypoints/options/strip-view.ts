/** The last thirty days of a book as a strip: what is stored, what is missing and why. */
import type { StripPart, StripView } from '@/components/options-view.ts';
import { formatDuration } from '@/lib/insight/format.ts';
import { formatDay, formatMoment } from '@/lib/insight/format-time.ts';
import { describeGap, UNKNOWN_GAP } from '@/lib/insight/gap-words.ts';
import { HOUR_MS } from '@/lib/model/time.ts';
import { STRIP_MS, type BookSummary } from '@/lib/store/book-summary.ts';
import {
  clipStretches,
  mergeStretches,
  subtractStretches,
  type Stretch,
} from '@/lib/store/stretches.ts';

interface ToldGap extends Stretch {
  readonly words: string;
}

/** So many gaps are drawn, the longest first; a strip of more could not be pointed at. */
const MOST_GAPS = 30;
/** The newest column may be so old before its lack is a gap. */
const PATIENCE_MS = HOUR_MS;

/** Gaps that are known and told of, each moment once, the worse first: candles, mark, open interest. */
const tellGaps = ({ gaps, stored }: BookSummary, window: Stretch): ToldGap[] => {
  const told: ToldGap[] = [];
  for (const gap of gaps)
    for (const part of subtractStretches(
      clipStretches([gap], window.fromMs, window.throughMs),
      told,
    ))
      told.push({ ...part, words: describeGap(gap) });
  const first = Math.min(...[...stored, ...told].map(({ fromMs }) => fromMs));
  if (!Number.isFinite(first)) return [];
  const last = Math.max(...stored.map(({ throughMs }) => throughMs));
  const end = window.throughMs - last > PATIENCE_MS ? window.throughMs : last;
  const whole = clipStretches([{ fromMs: first, throughMs: end }], window.fromMs, end);
  const holes = subtractStretches(whole, [...stored, ...told]);
  return [...told, ...holes.map((hole) => ({ ...hole, words: UNKNOWN_GAP }))];
};

const lengthOf = ({ fromMs, throughMs }: Stretch): number => throughMs - fromMs;

const sumUp = (gaps: readonly ToldGap[], first: number | undefined, fromMs: number): string => {
  const since =
    first === undefined || first <= fromMs + HOUR_MS ? '' : ` since ${formatMoment(first)}`;
  if (first === undefined) return 'Nothing of these days is stored yet.';
  if (gaps.length === 0) return `Complete${since || ' for these 30 days'}.`;
  const length = mergeStretches(gaps).reduce((sum, gap) => sum + lengthOf(gap), 0);
  const count = gaps.length === 1 ? '1 gap of' : `${gaps.length} gaps,`;
  const total = `${formatDuration(length)}${gaps.length === 1 ? '' : ' in all'}`;
  const one = gaps.length === 1 ? 'it' : 'one';
  return `${count} ${total}${since}. Point at ${one} for the reason.`;
};

/** `nowMs` is the exchange's time. */
export const computeStripView = (summary: BookSummary, nowMs: number): StripView => {
  const window = { fromMs: nowMs - STRIP_MS, throughMs: nowMs };
  const shareOf = (timeMs: number): number => (timeMs - window.fromMs) / STRIP_MS;
  const stored = clipStretches(summary.stored, window.fromMs, window.throughMs);
  const gaps = tellGaps({ ...summary, stored }, window);
  const drawn = gaps.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST_GAPS);
  const place = (stretch: Stretch): Pick<StripPart, 'from' | 'width'> => ({
    from: shareOf(stretch.fromMs),
    width: lengthOf(stretch) / STRIP_MS,
  });
  return {
    parts: [
      ...stored.map((stretch) => ({ kind: 'stored' as const, ...place(stretch), words: '' })),
      ...drawn
        .sort((a, b) => a.fromMs - b.fromMs)
        .map((gap) => ({
          kind: 'gap' as const,
          ...place(gap),
          words: `${formatMoment(gap.fromMs)} to ${formatMoment(gap.throughMs)}. ${gap.words}`,
        })),
    ],
    summary: sumUp(gaps, stored[0]?.fromMs, window.fromMs),
    fromWords: formatDay(window.fromMs),
    throughWords: 'Now',
  };
};
