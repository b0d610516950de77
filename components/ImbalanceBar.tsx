import { formatPercent, formatUsd } from '@/lib/insight/format.ts';
import { longPercentOf } from '@/lib/insight/imbalance-words.ts';
import type { ImbalanceView } from './popup-view.ts';

interface ImbalanceBarProps {
  /** Null while loading: the bar then shows how far that is. */
  readonly imbalance: ImbalanceView | null;
  readonly progress: number | null;
}

/** One bar, longs from the left and shorts from the right, with a notch where they would balance. */
export const ImbalanceBar = ({ imbalance, progress }: ImbalanceBarProps) => {
  if (!imbalance && progress === null) return <div class="bar" />;
  if (!imbalance)
    return (
      <div
        class="bar"
        role="progressbar"
        aria-label="Loading history"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * (progress ?? 0))}
      >
        <div class="bar-progress" style={{ width: `${100 * (progress ?? 0)}%` }} />
      </div>
    );
  const longPercent = longPercentOf(imbalance);
  if (longPercent === null) return <div class="bar" role="img" aria-label="Nothing at stake" />;
  const label =
    `Longs below ${formatUsd(imbalance.longUsd)}, ${formatPercent(longPercent)}; ` +
    `shorts above ${formatUsd(imbalance.shortUsd)}, ${formatPercent(100 - longPercent)}`;
  return (
    <div class="bar" role="img" aria-label={label}>
      <div class="bar-long" style={{ flexGrow: imbalance.longUsd }} />
      <div class="bar-short" style={{ flexGrow: imbalance.shortUsd }} />
      <div class="bar-notch" />
    </div>
  );
};
