/** What the newest column says within the chosen range: the part of the view that a tick leaves alone. */
import type { ClusterView, MapView } from '@/components/popup-view.ts';
import { pickNearestBig } from '@/lib/insight/nearest-big-cluster.ts';
import { type Cluster, findClusters } from '@/lib/model/clusters.ts';
import type { Column } from '@/lib/model/column.ts';
import { computeImbalance } from '@/lib/model/imbalance.ts';
import type { Side } from '@/lib/model/market-data.ts';
import { computeProfile } from '@/lib/model/profile.ts';

/** Clusters looked at on each side; far more than a range holds. */
const MOST_CLUSTERS = 50;
/** Steps of the profile: two pixels each in the popup's width. */
const PROFILE_POINTS = 164;

const strongestUsd = (clusters: readonly Cluster[]): number =>
  Math.max(0, ...clusters.map(({ amountUsd }) => amountUsd));

const viewCluster = (cluster: Cluster, strongest: number): ClusterView => ({
  side: cluster.side,
  price: cluster.peakPrice,
  distancePercent: cluster.distancePercent,
  amountUsd: cluster.amountUsd,
  strength: cluster.amountUsd / strongest,
});

export const computeMapView = (column: Column, withinPercent: number): MapView => {
  const { price } = column;
  const clustersOf = (side: Side): readonly Cluster[] =>
    findClusters(column, price, { withinPercent, side, most: MOST_CLUSTERS });
  const [longs, shorts] = [clustersOf('long'), clustersOf('short')];
  const strongest = strongestUsd([...longs, ...shorts]);
  const nearestOf = (clusters: readonly Cluster[]): ClusterView | null => {
    const nearest = pickNearestBig(clusters);
    return nearest ? viewCluster(nearest, strongest) : null;
  };
  const { longUsd, shortUsd, score } = computeImbalance(column, price, withinPercent);
  return {
    price,
    imbalance: { longUsd, shortUsd, score },
    nearest: { long: nearestOf(longs), short: nearestOf(shorts) },
    profile: { price, ...computeProfile(column, price, { withinPercent, points: PROFILE_POINTS }) },
  };
};
