/**
 * What to fetch next, from three facts alone: the exchange's time, how far the book is, and what is
 * stored. The book needs, from where it stands (or from the horizon):
 *
 *   horizon          fine start              now
 *      |── 5 min candles ──|── 1 min candles ──|
 *      |──────── official open interest ───────|
 *
 * Each live minute therefore asks for one minute of candles, and a night asleep for that night.
 */
import type { Market } from '../markets/market.ts';
import {
  DAY_MS,
  FIVE_MINUTES_MS,
  floorToPeriod,
  HALF_HOUR_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../model/time.ts';
import { SERIES_NAMES, type Coverage, type Cursors, type SeriesName } from '../store/cursors.ts';

/** The exchange keeps a month of open interest and refuses more; while we fetch, its month goes on. */
const HORIZON_MS = 30 * DAY_MS - FIVE_MINUTES_MS;
const FINE_MS = DAY_MS;
/**
 * A row missing at the newest end of an answer is waited for so long; then it counts as one that the
 * exchange does not have. Official open interest is published minutes late.
 */
const CANDLE_GRACE_MS = 10 * MINUTE_MS;
const OPEN_INTEREST_GRACE_MS = HOUR_MS;

/**
 * A candle that was asked for within so short a time of its close is asked for once more: its last trades
 * may not have been in it.
 */
export const SETTLED_MS = 2_000;

export const PERIOD_MS: Record<SeriesName, number> = {
  'candles-5m': FIVE_MINUTES_MS,
  'mark-5m': FIVE_MINUTES_MS,
  'candles-1m': MINUTE_MS,
  'mark-1m': MINUTE_MS,
  'open-interest-5m': FIVE_MINUTES_MS,
};

/** A stretch of time, end excluded. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Page extends Span {
  readonly series: SeriesName;
}

/** Where the book begins when it does not stand anywhere yet, or too far back to go on from. */
export const computeBookStart = (nowMs: number, bookThroughMs: number | null): number => {
  const horizonMs = floorToPeriod(nowMs - HORIZON_MS, HALF_HOUR_MS) + HALF_HOUR_MS;
  return bookThroughMs !== null && bookThroughMs >= horizonMs ? bookThroughMs : horizonMs;
};

/** From here on the book goes in steps of one minute, before it in steps of five. */
export const computeFineStart = (nowMs: number, bookStartMs: number): number =>
  Math.max(bookStartMs, floorToPeriod(nowMs - FINE_MS, HALF_HOUR_MS));

/** The stretch of each series that the book needs to come up to `nowMs` (exchange time). */
export const computeNeeds = (
  nowMs: number,
  bookThroughMs: number | null,
): Record<SeriesName, Span> => {
  const startMs = computeBookStart(nowMs, bookThroughMs);
  const fineStartMs = computeFineStart(nowMs, startMs);
  const coarse = { startMs, endMs: fineStartMs };
  const fine = { startMs: fineStartMs, endMs: floorToPeriod(nowMs, MINUTE_MS) };
  // A reading at the very moment belongs to the stretch, so its end lies one period further.
  const endMs = floorToPeriod(nowMs, FIVE_MINUTES_MS) + FIVE_MINUTES_MS;
  return {
    'candles-5m': coarse,
    'mark-5m': coarse,
    'candles-1m': fine,
    'mark-1m': fine,
    'open-interest-5m': { startMs, endMs },
  };
};

/** The part of `need` that is not stored. */
export const computeMissing = (need: Span, coverage: Coverage | undefined): Span => {
  const goesOn = coverage && coverage.fromMs <= need.startMs && need.startMs <= coverage.throughMs;
  return goesOn ? { startMs: Math.max(need.startMs, coverage.throughMs), endMs: need.endMs } : need;
};

const splitPages = (series: SeriesName, { startMs, endMs }: Span, rowsPerPage: number): Page[] => {
  const pageMs = rowsPerPage * PERIOD_MS[series];
  const pages: Page[] = [];
  for (let start = startMs; start < endMs; start += pageMs)
    pages.push({ series, startMs: start, endMs: Math.min(endMs, start + pageMs) });
  return pages;
};

/** The requests that make a symbol complete up to `nowMs` (exchange time), oldest first. */
export const computePages = (
  nowMs: number,
  cursors: Cursors,
  { candlesPerPage, openInterestPerPage }: Pick<Market, 'candlesPerPage' | 'openInterestPerPage'>,
): Page[] => {
  const needs = computeNeeds(nowMs, cursors.bookThroughMs);
  return SERIES_NAMES.flatMap((series) => {
    const missing = computeMissing(needs[series], cursors.coverage[series]);
    const rowsPerPage = series === 'open-interest-5m' ? openInterestPerPage : candlesPerPage;
    return splitPages(series, missing, rowsPerPage);
  }).sort((a, b) => a.startMs - b.startMs);
};

/**
 * Up to when a page counts as stored once it was answered: its newest row, and beyond it whatever is
 * too old for a row to come late. `lastRowMs` is null for an empty answer.
 */
export const computeThrough = (page: Page, lastRowMs: number | null, nowMs: number): number => {
  const graceMs = page.series === 'open-interest-5m' ? OPEN_INTEREST_GRACE_MS : CANDLE_GRACE_MS;
  const afterLastRow = lastRowMs === null ? page.startMs : lastRowMs + PERIOD_MS[page.series];
  const periodMs = PERIOD_MS[page.series];
  const tooOldToCome = floorToPeriod(nowMs - graceMs, periodMs);
  const isCandle = page.series !== 'open-interest-5m';
  const settledMs = isCandle ? floorToPeriod(nowMs - SETTLED_MS, periodMs) : Infinity;
  const throughMs = Math.min(Math.max(afterLastRow, tooOldToCome), settledMs);
  return Math.min(page.endMs, Math.max(throughMs, page.startMs));
};
