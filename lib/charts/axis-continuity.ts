/**
 * Is this the axis of a moment ago, panned or zoomed? A user who scrolls back in time may move the last
 * price out of sight; the axis is still the right one as long as each view overlaps the one before.
 */
import { yToPrice, type ChartReading } from './chart-scale.ts';
import { asPixelY } from '../model/units.ts';

/** One step of zoom, or the axis fitting itself to newly shown candles, changes the range by less. */
const MAX_RANGE_CHANGE = 4;
/** The price of one contract between two reports, a minute or so apart; another contract's differs by more. */
const MAX_PRICE_CHANGE = 0.1;

interface PriceRange {
  readonly low: number;
  readonly high: number;
  readonly isInverted: boolean;
}

const rangeOf = ({ scale, plotHeightPx }: ChartReading): PriceRange => {
  const top = yToPrice(scale, asPixelY(0));
  const bottom = yToPrice(scale, asPixelY(plotHeightPx));
  return { low: Math.min(top, bottom), high: Math.max(top, bottom), isInverted: bottom > top };
};

/** True where the later reading shows part of the same prices, the same way up, at a similar scale. */
export const isSameAxisMoved = (before: ChartReading, after: ChartReading): boolean => {
  const [a, b] = [rangeOf(before), rangeOf(after)];
  const change = (b.high - b.low) / (a.high - a.low);
  return (
    before.pane === after.pane &&
    a.isInverted === b.isInverted &&
    Math.max(a.low, b.low) < Math.min(a.high, b.high) &&
    change < MAX_RANGE_CHANGE &&
    change > 1 / MAX_RANGE_CHANGE
  );
};

/** Can the later price be that of the same contract? */
export const isSamePriceMoved = (before: number, after: number): boolean =>
  Math.abs(after / before - 1) <= MAX_PRICE_CHANGE;
