/**
 * The imbalance in whole percents and in words. Both percents are made from one rounding, so that
 * they always add up to 100.
 */
import { formatPercent, formatUsd, formatWithin } from './format.ts';

/** Shares closer than this to one half count as balanced: the estimate is no finer than that. */
const BALANCED_WITHIN_PERCENT = 3;

export interface SidesUsd {
  readonly longUsd: number;
  readonly shortUsd: number;
}

/** The longs' share in whole percents; null where neither side has anything. */
export const longPercentOf = ({ longUsd, shortUsd }: SidesUsd): number | null => {
  const totalUsd = longUsd + shortUsd;
  return totalUsd > 0 ? Math.round((100 * longUsd) / totalUsd) : null;
};

export interface ImbalanceWords {
  /** Which side has more to lose. */
  readonly headline: string;
  /** By how much, of what, within which range. */
  readonly detail: string;
}

/** Which side has more to lose, in one sentence of two parts. */
export const describeImbalance = (sides: SidesUsd, withinPercent: number): ImbalanceWords => {
  const within = `within ${formatWithin(withinPercent)}`;
  const longPercent = longPercentOf(sides);
  if (longPercent === null)
    return { headline: 'Nothing at stake', detail: `${within} of the price` };
  const total = formatUsd(sides.longUsd + sides.shortUsd);
  if (Math.abs(longPercent - 50) < BALANCED_WITHIN_PERCENT)
    return {
      headline: 'Both sides have about the same to lose',
      detail: `${total} in all ${within}`,
    };
  const longsWeighMore = longPercent > 50;
  return {
    headline: longsWeighMore ? 'Longs below have more to lose' : 'Shorts above have more to lose',
    detail: `${formatPercent(longsWeighMore ? longPercent : 100 - longPercent)} of ${total} ${within}`,
  };
};
