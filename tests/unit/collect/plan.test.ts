import { describe, expect, test } from 'vitest';
import {
  computeMissing,
  computeNeeds,
  computePages,
  computeThrough,
} from '../../../lib/collect/plan.ts';
import { createCoverageTracker } from '../../../lib/collect/fetch-pages.ts';
import { computeSegments } from '../../../lib/collect/segments.ts';
import { NO_CURSORS, type Cursors } from '../../../lib/store/cursors.ts';

const MINUTE = 60_000;
/** Tuesday 2026-03-10 12:02:30 UTC. */
const NOW = Date.UTC(2026, 2, 10, 12, 2, 30);
const pages = { candlesPerPage: 499, openInterestPerPage: 500 };

describe('what the book needs', () => {
  test('with nothing stored: 30 days, the last of them in minutes', () => {
    // 30 days before 12:02:30 lies in the half hour of 12:00, so the book begins at its end, 12:30;
    // 24 h before lies in the half hour of 12:00 too, whose beginning is taken: at least 24 h.
    const startMs = Date.UTC(2026, 1, 8, 12, 30);
    const fineMs = Date.UTC(2026, 2, 9, 12, 0);
    expect(computeNeeds(NOW, null)).toEqual({
      'candles-5m': { startMs, endMs: fineMs },
      'mark-5m': { startMs, endMs: fineMs },
      'candles-1m': { startMs: fineMs, endMs: Date.UTC(2026, 2, 10, 12, 2) },
      'mark-1m': { startMs: fineMs, endMs: Date.UTC(2026, 2, 10, 12, 2) },
      // The reading of 12:00 belongs to it, the one of 12:05 does not exist yet.
      'open-interest-5m': { startMs, endMs: Date.UTC(2026, 2, 10, 12, 5) },
    });
  });

  test('never so far back that the exchange would refuse, however long the fetching takes', () => {
    // At 12:59:59 the half hour 30 days before ends a second after those 30 days.
    const late = Date.UTC(2026, 2, 10, 12, 59, 59);
    const { startMs } = computeNeeds(late, null)['open-interest-5m'];
    expect(startMs - (late - 30 * 24 * 60 * MINUTE)).toBeGreaterThanOrEqual(5 * MINUTE);
  });

  test('with a book of seven minutes ago: those minutes, no candles of five', () => {
    const bookMs = Date.UTC(2026, 2, 10, 11, 55);
    const needs = computeNeeds(NOW, bookMs);
    expect(needs['candles-5m']).toEqual({ startMs: bookMs, endMs: bookMs });
    expect(needs['candles-1m']).toEqual({ startMs: bookMs, endMs: Date.UTC(2026, 2, 10, 12, 2) });
  });

  test('with a book of 31 days ago: everything anew', () => {
    const needs = computeNeeds(NOW, NOW - 31 * 24 * 60 * MINUTE);
    expect(needs).toEqual(computeNeeds(NOW, null));
  });
});

describe('what is missing', () => {
  const need = { startMs: 100, endMs: 200 };

  test.each([
    ['nothing is stored', undefined, { startMs: 100, endMs: 200 }],
    ['a part is stored', { fromMs: 50, throughMs: 150 }, { startMs: 150, endMs: 200 }],
    ['it ends where the need begins', { fromMs: 50, throughMs: 100 }, { startMs: 100, endMs: 200 }],
    ['what is stored ends too early', { fromMs: 0, throughMs: 99 }, { startMs: 100, endMs: 200 }],
    [
      'what is stored begins too late',
      { fromMs: 101, throughMs: 200 },
      { startMs: 100, endMs: 200 },
    ],
  ])('when %s', (_, coverage, missing) => {
    expect(computeMissing(need, coverage)).toEqual(missing);
  });

  test('is empty when all is stored', () => {
    const { startMs, endMs } = computeMissing(need, { fromMs: 0, throughMs: 220 });
    expect(startMs).toBeGreaterThanOrEqual(endMs);
  });
});

describe('pages', () => {
  test('of a first run: 18 of each five-minute series, 3 of each one-minute series, oldest first', () => {
    const plan = computePages(NOW, NO_CURSORS, pages);
    const count = (name: string): number => plan.filter(({ series }) => series === name).length;
    // 28 d 23.5 h of five-minute candles are 8346 rows, 17 pages of 499; 24 h 2 min of minutes 1442, 3 pages;
    // open interest 29 d 23 h 35 min: 8635 readings, 18 pages of 500.
    expect(count('candles-5m')).toBe(17);
    expect(count('mark-5m')).toBe(17);
    expect(count('candles-1m')).toBe(3);
    expect(count('mark-1m')).toBe(3);
    expect(count('open-interest-5m')).toBe(18);
    const starts = plan.map(({ startMs }) => startMs);
    expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
  });

  test('of a live minute: one minute of candles of both kinds, open interest only when it is due', () => {
    const upTo = (throughMs: number) => ({ fromMs: 0, throughMs });
    const cursors: Cursors = {
      bookThroughMs: Date.UTC(2026, 2, 10, 12, 0),
      revision: 1,
      coverage: {
        'candles-1m': upTo(Date.UTC(2026, 2, 10, 12, 1)),
        'mark-1m': upTo(Date.UTC(2026, 2, 10, 12, 1)),
        'open-interest-5m': upTo(Date.UTC(2026, 2, 10, 12, 5)),
      },
    };
    const minute = { startMs: Date.UTC(2026, 2, 10, 12, 1), endMs: Date.UTC(2026, 2, 10, 12, 2) };
    expect(computePages(NOW, cursors, pages)).toEqual([
      { series: 'candles-1m', ...minute },
      { series: 'mark-1m', ...minute },
    ]);
    // At 12:05:00 the reading of 12:05 is due.
    const due = computePages(NOW + 2.5 * MINUTE, cursors, pages);
    expect(due.at(-1)).toEqual({
      series: 'open-interest-5m',
      startMs: Date.UTC(2026, 2, 10, 12, 5),
      endMs: Date.UTC(2026, 2, 10, 12, 10),
    });
  });
});

describe('how far a page reaches', () => {
  const at = (hour: number, minute: number): number => Date.UTC(2026, 2, 10, hour, minute);
  const page = { series: 'candles-1m', startMs: at(11, 0), endMs: at(12, 2) } as const;

  test.each([
    ['every row came', at(12, 1), at(12, 2)],
    ['the newest row is missing: it may come late', at(12, 0), at(12, 1)],
    // 12:02:30 less ten minutes of grace is 11:52:30: what is older will not come any more.
    ['many rows are missing: only the last ten minutes are waited for', at(11, 3), at(11, 52)],
    ['nothing came', null, at(11, 52)],
  ])('%s', (_, lastRowMs, throughMs) => {
    expect(computeThrough(page, lastRowMs, NOW)).toBe(throughMs);
  });

  test('an old page without rows is complete', () => {
    const old = { series: 'candles-5m', startMs: at(1, 0), endMs: at(6, 0) } as const;
    expect(computeThrough(old, null, NOW)).toBe(at(6, 0));
  });

  test('open interest is waited for an hour', () => {
    const hist = { series: 'open-interest-5m', startMs: at(10, 0), endMs: at(12, 5) } as const;
    expect(computeThrough(hist, null, NOW)).toBe(at(11, 0));
  });
});

describe('coverage', () => {
  test('grows only over pages without a hole between, in whatever order they are answered', () => {
    const at = (n: number): number => NOW - 86_400_000 + n * 499 * MINUTE;
    const line = [0, 1, 2].map(
      (n) => ({ series: 'candles-1m', startMs: at(n), endMs: at(n + 1) }) as const,
    );
    const [first, second, third] = line as [(typeof line)[0], (typeof line)[0], (typeof line)[0]];
    const cover = createCoverageTracker(line, NOW + 86_400_000);
    const none = { series: 'candles-1m', rows: [] } as const;
    expect(cover(second, none)).toBeNull();
    expect(cover(first, none)).toEqual({ fromMs: at(0), throughMs: at(2) });
    expect(cover(third, none)).toEqual({ fromMs: at(0), throughMs: at(3) });
  });
});

describe('segments', () => {
  test('are days of five-minute steps, then quarters of a day of one-minute steps', () => {
    const at = (day: number, hour: number): number => Date.UTC(2026, 2, day, hour);
    const span = { startMs: at(1, 18), endMs: at(3, 8) };
    expect(computeSegments(span, at(2, 20))).toEqual([
      { interval: '5m', startMs: at(1, 18), endMs: at(2, 0) },
      { interval: '5m', startMs: at(2, 0), endMs: at(2, 20) },
      { interval: '1m', startMs: at(2, 20), endMs: at(3, 0) },
      { interval: '1m', startMs: at(3, 0), endMs: at(3, 6) },
      { interval: '1m', startMs: at(3, 6), endMs: at(3, 8) },
    ]);
  });
});
