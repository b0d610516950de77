/**
 * The straight line through labels some of which lie: y = intercept + slope · level, where level is the
 * price or its logarithm. Where not all follow one line, all pairs are tried: a dozen labels, seldom.
 */

import { fitRounded, isRounded } from './fit-rounded.ts';

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
  /** Room that labels rounded to whole pixels leave for the line; 0 where they are not so rounded. */
  readonly room: number;
  readonly followers: readonly LevelPoint[];
}

/** How far a label may lie from its line: engines that round ticks to whole pixels are 0.5 px off. */
const TOLERANCE_PX = 0.75;
/** A line through two rounded labels misses the others by up to this. */
const FIRST_TOLERANCE_PX = 1.6;

type Line = Pick<FittedLine, 'slope' | 'intercept'>;

const distance = (line: Line, point: LevelPoint): number =>
  Math.abs(point.y - line.intercept - line.slope * point.level);

const lineThrough = (a: LevelPoint, b: LevelPoint): Line => {
  const slope = (b.y - a.y) / (b.level - a.level);
  return { slope, intercept: a.y - slope * a.level };
};

const forEachPair = (
  points: readonly LevelPoint[],
  visit: (a: LevelPoint, b: LevelPoint) => void,
): void => {
  for (const [i, a] of points.entries())
    for (const b of points.slice(i + 1)) if (a.level !== b.level) visit(a, b);
};

const furthest = (line: Line, points: readonly LevelPoint[]): LevelPoint =>
  points.reduce((far, point) => (distance(line, point) > distance(line, far) ? point : far));

/**
 * The line whose largest distance is smallest: it tells whether any line passes near enough to all.
 * Its slope is that of a pair.
 */
const fitEvenly = (points: readonly LevelPoint[]): Line => {
  let best: Line = { slope: 0, intercept: 0 };
  let least = Infinity;
  forEachPair(points, (a, b) => {
    const { slope } = lineThrough(a, b);
    // Measured from one of the points, digits are kept where prices are large and steps small.
    const heights = points.map(({ level, y }) => y - a.y - slope * (level - a.level));
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    if (high - low >= least) return;
    least = high - low;
    best = { slope, intercept: a.y - slope * a.level + (low + high) / 2 };
  });
  return best;
};

/** Least squares about the middle of the points, which keeps digits where prices are large. */
export const regress = (points: readonly LevelPoint[]): Line => {
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

/** How far points lie from a line. */
export const describeErrors = (line: Line, followers: readonly LevelPoint[]) => {
  const distances = followers.map((point) => distance(line, point));
  const squares = distances.reduce((sum, value) => sum + value * value, 0);
  const spreadPx = Math.sqrt(squares / followers.length);
  return { errorPx: Math.max(...distances), spreadPx, followers };
};

/** The best line through points that all lie near one. */
const describe = (followers: readonly LevelPoint[]): FittedLine => {
  const rounded = isRounded(followers) ? fitRounded(followers) : null;
  const { slope, intercept } = rounded ?? regress(followers);
  const errors = describeErrors({ slope, intercept }, followers);
  return { slope, intercept, room: rounded?.room ?? 0, ...errors };
};

/** Fits, and leaves out the label furthest off until all that are left are near enough. */
const refine = (start: Line, points: readonly LevelPoint[]): FittedLine | null => {
  let followers = points.filter((point) => distance(start, point) <= FIRST_TOLERANCE_PX);
  while (followers.length >= 3) {
    const even = fitEvenly(followers);
    const far = furthest(even, followers);
    if (distance(even, far) <= TOLERANCE_PX) return describe(followers);
    followers = followers.filter((point) => point !== far);
  }
  return null;
};

const hasMore = (a: FittedLine, b: FittedLine | null): boolean =>
  b === null ||
  a.followers.length > b.followers.length ||
  (a.followers.length === b.followers.length && a.spreadPx < b.spreadPx);

const reachOf = (line: Line, points: readonly LevelPoint[]): number =>
  points.filter((point) => distance(line, point) <= FIRST_TOLERANCE_PX).length;

/** The line that all points follow within `TOLERANCE_PX`, at least three of them; null where none does. */
export const fitAll = (points: readonly LevelPoint[]): FittedLine | null => {
  if (points.length < 3) return null;
  const even = fitEvenly(points);
  const isNear = distance(even, furthest(even, points)) <= TOLERANCE_PX;
  return isNear ? describe(points) : null;
};

/** The line that most points follow, at least three of them: for columns in which some do not. */
export const fitMost = (points: readonly LevelPoint[]): FittedLine | null => {
  let best: FittedLine | null = null;
  forEachPair(points, (a, b) => {
    const line = lineThrough(a, b);
    if (a.y === b.y || reachOf(line, points) < Math.max(3, best?.followers.length ?? 0)) return;
    const refined = refine(line, points);
    if (refined !== null && hasMore(refined, best)) best = refined;
  });
  return best;
};
