/**
 * The mark price follows the traded one with calmer wicks, as a price averaged over exchanges does:
 * inside the candle's body it is the traded price, beyond the body it goes 85 % as far. A market that
 * has a mark price of its own shows that one.
 */
import { computePartialRow, computePathPrice } from './minute-path.ts';
import type { MarkRow, MinuteRow } from './replay-market.ts';

const WICK_SHARE = 0.85;

function calm(row: MinuteRow, ticks: number): number {
  const bodyHigh = Math.max(row.open, row.close);
  const bodyLow = Math.min(row.open, row.close);
  if (ticks > bodyHigh) return bodyHigh + (ticks - bodyHigh) * WICK_SHARE;
  if (ticks < bodyLow) return bodyLow - (bodyLow - ticks) * WICK_SHARE;
  return ticks;
}

/** The mark candle, in ticks (not whole ones), of a whole traded minute. */
export const computeMarkRow = (row: MinuteRow): MarkRow =>
  row.mark ?? {
    open: row.open,
    high: calm(row, row.high),
    low: calm(row, row.low),
    close: row.close,
  };

/**
 * The mark candle of a minute that may still run: `partial` is the traded candle as it stands.
 * Calmed against the whole minute's body, so that it only ever grows.
 */
export const computePartialMarkRow = (
  row: MinuteRow,
  partial: MinuteRow,
  nowMs: number,
): MarkRow =>
  row.mark
    ? computePartialRow({ ...row, ...row.mark }, nowMs)
    : {
        open: row.open,
        high: calm(row, partial.high),
        low: calm(row, partial.low),
        close: calm(row, partial.close),
      };

/** The mark price in ticks at a share (0 to 1) of the minute. */
export const computeMarkPrice = (row: MinuteRow, share: number): number =>
  row.mark
    ? computePathPrice({ ...row, ...row.mark }, share)
    : calm(row, computePathPrice(row, share));
