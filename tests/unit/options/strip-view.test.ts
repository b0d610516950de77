import { expect, test } from 'vitest';
import { computeStripView } from '../../../entrypoints/options/strip-view.ts';
import type { BookSummary } from '../../../lib/store/book-summary.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/model/time.ts';

const NOW_MS = Date.UTC(2026, 2, 31);
/** Thirty days before: 1 March. */
const FROM_MS = Date.UTC(2026, 2, 1);

const view = (known: Partial<BookSummary>) =>
  computeStripView(
    { bookKey: 'BTCUSDT', bytes: 0, stored: [], oldestMs: null, gaps: [], ...known },
    NOW_MS,
  );
const plain = (text: string): string => text.replace(/\u202f/g, ' ');

test('a whole month is one part and complete', () => {
  const { parts, summary } = view({ stored: [{ fromMs: FROM_MS - DAY_MS, throughMs: NOW_MS }] });
  expect(parts).toEqual([{ kind: 'stored', from: 0, width: 1, words: '' }]);
  expect(summary).toBe('Complete for these 30 days.');
});

test('what was never stored before the first column is no gap', () => {
  const { parts, summary } = view({
    stored: [{ fromMs: FROM_MS + 15 * DAY_MS, throughMs: NOW_MS }],
  });
  expect(parts).toEqual([{ kind: 'stored', from: 0.5, width: 0.5, words: '' }]);
  expect(summary).toMatch(/^Complete since 16 Mar/);
});

test('a gap is told with its reason, the worse where two lie over each other', () => {
  const gapFrom = FROM_MS + 3 * DAY_MS;
  const { parts, summary } = view({
    stored: [{ fromMs: FROM_MS, throughMs: NOW_MS }],
    gaps: [
      { series: 'candles', reason: 'not-had', fromMs: gapFrom, throughMs: gapFrom + 2 * HOUR_MS },
      { series: 'mark', reason: 'bad-row', fromMs: gapFrom, throughMs: gapFrom + 3 * HOUR_MS },
    ],
  });
  const gaps = parts.filter(({ kind }) => kind === 'gap');
  // 3 of 30 days are 0.1 of the strip; 2 of 720 hours its width, then 1 more of the mark price.
  expect(gaps.map(({ from, width }) => [from, width])).toEqual([
    [0.1, expect.closeTo(2 / 720, 10)],
    [expect.closeTo(0.1 + 2 / 720, 10), expect.closeTo(1 / 720, 10)],
  ]);
  expect(gaps[0]?.words).toContain('No candles: nothing is drawn; the exchange has no data');
  expect(gaps[1]?.words).toContain('swept by traded prices');
  expect(plain(summary)).toBe('2 gaps, 3 h in all. Point at one for the reason.');
});

test('a hole that nobody told the reason of is a gap as well', () => {
  const { parts, summary } = view({
    stored: [
      { fromMs: FROM_MS, throughMs: FROM_MS + DAY_MS },
      { fromMs: FROM_MS + 2 * DAY_MS, throughMs: NOW_MS },
    ],
  });
  expect(parts.filter(({ kind }) => kind === 'gap')[0]?.words).toContain('No map stored');
  expect(plain(summary)).toContain('1 gap of 24 h');
});

test('a newest column of hours ago leaves a gap up to now', () => {
  const { parts } = view({ stored: [{ fromMs: FROM_MS, throughMs: NOW_MS - 3 * DAY_MS }] });
  expect(parts.at(-1)).toMatchObject({ kind: 'gap', from: 0.9, width: expect.closeTo(0.1, 10) });
});

test('of hundreds of gaps the longest thirty are drawn, and all are counted', () => {
  const gaps = Array.from({ length: 100 }, (_, n) => ({
    series: 'open-interest' as const,
    reason: 'not-had' as const,
    fromMs: FROM_MS + 6 * n * HOUR_MS,
    throughMs: FROM_MS + 6 * n * HOUR_MS + HOUR_MS,
  }));
  const { parts, summary } = view({ stored: [{ fromMs: FROM_MS, throughMs: NOW_MS }], gaps });
  expect(parts.filter(({ kind }) => kind === 'gap')).toHaveLength(30);
  expect(summary).toContain('100 gaps');
});

test('an empty book says so', () => {
  expect(view({})).toMatchObject({
    parts: [],
    summary: 'Nothing of these days is stored yet.',
  });
});
