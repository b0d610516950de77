/**
 * The straight line through labels some of which lie: y = intercept + slope · level, where level is the
 * price or its logarithm. All pairs of labels are tried, the line with most followers is refined by
 * least squares. A dozen labels a frame: exhaustive search costs less than a clever one.
 */

export interface LevelPoint {
  readonly level: number;
  readonly y: number;
}

export interface FittedLine {
  readonly slope: number;
  readonly intercept: number;
  /** Largest distance of a follower from the line, in pixels. */
  readonly errorPx: number;
  /** Root of the mean square of the followers' distances, in pixels. */
  readonly spreadPx: number;
  readonly followers: readonly LevelPoint[];
}

/** How far a label may lie from its line: engines that round ticks to whole pixels are 0.5 px off. */
export const TOLERANCE_PX = 0.75;
/** A line through two rounded labels is steeper or flatter than the true one by up to this at the ends. */
const FIRST_TOLERANCE_PX = 1.6;
const REFINEMENTS = 4;

type Line = Pick<FittedLine, 'slope' | 'intercept'>;

const distance = (line: Line, point: LevelPoint): number =>
  Math.abs(point.y - line.intercept - line.slope * point.level);

const lineThrough = (a: LevelPoint, b: LevelPoint): Line => {
  const slope = (b.y - a.y) / (b.level - a.level);
  return { slope, intercept: a.y - slope * a.level };
};

/** Least squares about the middle of the points, which keeps digits where prices are large. */
const regress = (points: readonly LevelPoint[]): Line => {
  const middle = points.reduce((sum, point) => sum + point.level, 0) / points.length;
  const height = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  let across = 0;
  let along = 0;
  for (const { level, y } of points) {
    across += (level - middle) * (y - height);
    along += (level - middle) ** 2;
  }
  const slope = across / along;
  return { slope, intercept: height - slope * middle };
};

const followersOf = (line: Line, points: readonly LevelPoint[], tolerancePx: number) =>
  points.filter((point) => distance(line, point) <= tolerancePx);

const refine = (start: Line, points: readonly LevelPoint[]): FittedLine | null => {
  let followers = followersOf(start, points, FIRST_TOLERANCE_PX);
  for (let round = 0; round < REFINEMENTS; round += 1) {
    if (followers.length < 3) return null;
    const line = regress(followers);
    const next = followersOf(line, points, TOLERANCE_PX);
    if (next.length === followers.length && next.every((point, i) => point === followers[i])) {
      const distances = followers.map((point) => distance(line, point));
      const squares = distances.reduce((sum, value) => sum + value * value, 0);
      const spreadPx = Math.sqrt(squares / followers.length);
      return { ...line, errorPx: Math.max(...distances), spreadPx, followers };
    }
    followers = next;
  }
  return null;
};

const hasMore = (a: FittedLine, b: FittedLine | null): boolean =>
  b === null ||
  a.followers.length > b.followers.length ||
  (a.followers.length === b.followers.length && a.spreadPx < b.spreadPx);

/** The line that most points follow within `TOLERANCE_PX`, at least three of them; null where none does. */
export const fitLine = (points: readonly LevelPoint[]): FittedLine | null => {
  let best = points.length < 3 ? null : refine(regress(points), points);
  if (best !== null && best.followers.length === points.length) return best;
  for (const [i, a] of points.entries())
    for (const b of points.slice(i + 1)) {
      if (a.level === b.level || a.y === b.y) continue;
      const line = lineThrough(a, b);
      const reach = followersOf(line, points, FIRST_TOLERANCE_PX).length;
      if (reach < Math.max(3, best?.followers.length ?? 0)) continue;
      const refined = refine(line, points);
      if (refined !== null && hasMore(refined, best)) best = refined;
    }
  return best;
};
