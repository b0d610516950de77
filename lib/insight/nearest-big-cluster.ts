/**
 * Which cluster of a side to name first: the nearest one that matters. A cluster matters when it
 * holds at least half of what the strongest one of its side holds, so a crumb beside the price never
 * hides the wall behind it.
 */
const SHARE_OF_STRONGEST = 0.5;

interface Weighed {
  readonly amountUsd: number;
  readonly distancePercent: number;
}

/** The nearest of the big ones among the clusters of one side; undefined where there is none. */
export const pickNearestBig = <Cluster extends Weighed>(
  clusters: readonly Cluster[],
): Cluster | undefined => {
  const strongestUsd = Math.max(0, ...clusters.map(({ amountUsd }) => amountUsd));
  return clusters
    .filter(({ amountUsd }) => amountUsd > 0 && amountUsd >= SHARE_OF_STRONGEST * strongestUsd)
    .toSorted((a, b) => Math.abs(a.distancePercent) - Math.abs(b.distancePercent))[0];
};
