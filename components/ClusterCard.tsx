import { formatDistance, formatPrice, formatUsd } from '@/lib/insight/format.ts';
import type { Side } from '@/lib/model/market-data.ts';
import { Placeholder } from './Placeholder.tsx';
import type { ClusterView } from './popup-view.ts';
import { StrengthMark } from './StrengthMark.tsx';

interface ClusterCardProps {
  readonly side: Side;
  /** Null where the side has no cluster within the range; undefined while loading. */
  readonly cluster: ClusterView | null | undefined;
}

const TITLES: Readonly<Record<Side, string>> = { long: 'Nearest longs', short: 'Nearest shorts' };

const ClusterFigures = ({ cluster }: { readonly cluster: ClusterView }) => (
  <>
    <p class="cluster-price">{formatPrice(cluster.price)}</p>
    <p class="cluster-facts">
      <span>{formatDistance(cluster.distancePercent)}</span>
      <b>{formatUsd(cluster.amountUsd)}</b>
    </p>
  </>
);

/** The nearest big cluster of one side: price, distance, amount and how strong it is. */
export const ClusterCard = ({ side, cluster }: ClusterCardProps) => (
  <section class={`cluster side-${side}`} aria-label={`${TITLES[side]}, nearest big cluster`}>
    <h2>
      <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
        <path d={side === 'long' ? 'M0 1h8L4 7z' : 'M0 7h8L4 1z'} />
      </svg>
      {TITLES[side]}
      {cluster && <StrengthMark strength={cluster.strength} />}
    </h2>
    {cluster ? (
      <ClusterFigures cluster={cluster} />
    ) : cluster === null ? (
      <p class="cluster-none">None in range</p>
    ) : (
      <>
        <p class="cluster-price">
          <Placeholder width={86} />
        </p>
        <p class="cluster-facts">
          <Placeholder width={120} />
        </p>
      </>
    )}
  </section>
);
