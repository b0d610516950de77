/**
 * Candles, mark candles and open interest on one clock: the steps that a book takes. What is missing is
 * marked as a gap, never filled. Rows may come in any order; of two with the same time the later given
 * one counts; rows with a number that is no number, or prices that contradict each other, are dropped.
 */
import type { Candle, MarkCandle, MarketStep, OpenInterestPoint, Step } from './market-data.ts';
import { FIVE_MINUTES_MS } from './time.ts';
import { createOpenInterestReader } from './open-interest-reader.ts';

export interface StepsInput {
  readonly candles: readonly Candle[];
  readonly markCandles: readonly MarkCandle[];
  readonly openInterest: readonly OpenInterestPoint[];
  /** Length of a candle. */
  readonly periodMs: number;
  /** Steps wanted from here; by default from the first candle. Earlier candles are left out. */
  readonly startMs?: number;
  /** Steps wanted up to here; by default to the end of the last candle. Candles ending later are left out. */
  readonly endMs?: number;
  /** Readings of open interest further apart than this are not joined by a line. */
  readonly openInterestReachMs?: number;
}

const isPrice = (value: number): boolean => Number.isFinite(value) && value > 0;

const isSoundCandle = (c: Candle): boolean =>
  [c.open, c.high, c.low, c.close].every(isPrice) &&
  c.low <= Math.min(c.open, c.close) &&
  c.high >= Math.max(c.open, c.close) &&
  c.volumeCoins >= 0 &&
  Number.isFinite(c.volumeCoins);

const isSoundMark = (m: MarkCandle): boolean =>
  isPrice(m.low) && isPrice(m.high) && m.low <= m.high;

const onClock = <Row extends { readonly openTimeMs: number }>(
  rows: readonly Row[],
  periodMs: number,
  isSound: (row: Row) => boolean,
): Map<number, Row> =>
  new Map(
    rows
      .filter((row) => row.openTimeMs % periodMs === 0 && isSound(row))
      .map((row) => [row.openTimeMs, row]),
  );

/** The step of one candle; without a mark candle the traded extremes count as swept. */
export const createTradedStep = (
  candle: Candle,
  mark: MarkCandle | undefined,
  endMs: number,
  openInterestCoins: number | null,
): MarketStep => ({
  kind: 'traded',
  startMs: candle.openTimeMs,
  endMs,
  open: candle.open,
  high: candle.high,
  low: candle.low,
  close: candle.close,
  sweepLow: mark?.low ?? candle.low,
  sweepHigh: mark?.high ?? candle.high,
  sweptBy: mark ? 'mark' : 'trade',
  volumeCoins: candle.volumeCoins,
  takerBuyCoins: candle.takerBuyCoins,
  openInterestCoins,
});

/** Adds a gap, or makes the gap before it longer. */
const addGap = (steps: Step[], startMs: number, endMs: number): void => {
  const before = steps.at(-1);
  if (before?.kind === 'gap') steps[steps.length - 1] = { ...before, endMs };
  else steps.push({ kind: 'gap', startMs, endMs });
};

/**
 * Steps from the first candle to the last without a hole: a traded step for each candle, one gap for each
 * stretch without. No candle, no steps, unless `startMs` and `endMs` both ask for them (then one gap).
 */
export const buildSteps = (input: StepsInput): Step[] => {
  const { periodMs } = input;
  const candles = onClock(input.candles, periodMs, isSoundCandle);
  const marks = onClock(input.markCandles, periodMs, isSoundMark);
  const readOpenInterest = createOpenInterestReader(
    input.openInterest,
    input.openInterestReachMs ?? 2 * FIVE_MINUTES_MS,
  );
  let first = Infinity;
  let last = -Infinity;
  for (const time of candles.keys()) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  const startMs = Math.ceil((input.startMs ?? first) / periodMs) * periodMs;
  const endMs = input.endMs ?? last + periodMs;
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) return [];

  const steps: Step[] = [];
  for (let time = startMs; time + periodMs <= endMs; time += periodMs) {
    const candle = candles.get(time);
    const end = time + periodMs;
    if (candle) steps.push(createTradedStep(candle, marks.get(time), end, readOpenInterest(end)));
    else addGap(steps, time, end);
  }
  return steps;
};
