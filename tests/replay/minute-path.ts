/**
 * What happens inside a minute. A candle says only its four prices; the path drawn here visits them
 * in a fixed order (an up candle dips first, a down candle rises first), in straight lines, so that
 * the candle of the running minute grows as a real one does and ends as exactly the whole candle.
 */
import { MINUTE_MS } from '../../lib/model/time.ts';
import type { MinuteRow } from './replay-market.ts';
import { computeHash } from './seeded-random.ts';

interface PathPoint {
  readonly share: number;
  readonly price: number;
}

function computePath(row: MinuteRow): readonly PathPoint[] {
  const shape = computeHash('path', row.index, row.open, row.close);
  const dipsFirst = row.close >= row.open;
  const firstShare = 0.1 + (shape % 1000) / 3000;
  const secondShare = 0.55 + ((shape >>> 10) % 1000) / 3000;
  return [
    { share: 0, price: row.open },
    { share: firstShare, price: dipsFirst ? row.low : row.high },
    { share: secondShare, price: dipsFirst ? row.high : row.low },
    { share: 1, price: row.close },
  ];
}

/** The traded price in whole ticks at a share (0 to 1) of the minute. */
export function computePathPrice(row: MinuteRow, share: number): number {
  const points = computePath(row);
  const next = points.findIndex((point) => point.share >= share);
  if (next <= 0) return row.open;
  const to = points[next]!;
  const from = points[next - 1]!;
  const along = (share - from.share) / (to.share - from.share);
  return Math.round(from.price + (to.price - from.price) * along);
}

/** The share of the minute at which the path touches the candle's high or low. */
export function computeTouchShare(row: MinuteRow, extreme: 'high' | 'low'): number {
  const [, first, second] = computePath(row);
  return first!.price === row[extreme] ? first!.share : second!.share;
}

/** The minute as it stands at `nowMs`; the whole one once it is over. */
export function computePartialRow(row: MinuteRow, nowMs: number): MinuteRow {
  const share = (nowMs - row.openTimeMs) / MINUTE_MS;
  if (share >= 1) return row;
  const close = computePathPrice(row, share);
  const passed = computePath(row)
    .filter((point) => point.share <= share)
    .map((point) => point.price);
  const done = (amount: number) => Math.floor(amount * share);
  return {
    ...row,
    close,
    high: Math.max(close, ...passed),
    low: Math.min(close, ...passed),
    volume: done(row.volume),
    takerBuy: done(row.takerBuy),
    trades: done(row.trades),
  };
}
