/**
 * The line through labels that an engine has rounded to whole pixels. Each label says that the line
 * passes within half a pixel of it; all together leave a small polygon of slopes and intercepts. Every
 * line in it explains the labels equally well: its centroid is the best guess, and its area says how
 * much room the labels leave.
 */

export interface RoundedPoint {
  readonly level: number;
  readonly y: number;
}

export interface RoundedFit {
  readonly slope: number;
  readonly intercept: number;
  /** Room that is left, in square pixels: the line's heights at both ends of the labels. */
  readonly room: number;
}

/** A line as its heights at the first and the last level. */
type Vertex = readonly [atStart: number, atEnd: number];

const HALF_PIXEL = 0.5;
/** Rounding in the message, and sizes of a canvas that are no whole numbers. */
const SLACK = 0.01;

/** Are all heights whole pixels, as an engine leaves them that rounds? */
export const isRounded = (points: readonly RoundedPoint[]): boolean =>
  points.every(({ y }) => Math.abs(y - Math.round(y)) <= SLACK);

/** The part of the polygon where `side` is not negative. */
const cut = (polygon: readonly Vertex[], side: (vertex: Vertex) => number): Vertex[] =>
  polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    const [a, b] = [side(from), side(to)];
    const kept = a >= 0 ? [from] : [];
    if (a >= 0 === b >= 0) return kept;
    const share = a / (a - b);
    const crossing: Vertex = [
      from[0] + share * (to[0] - from[0]),
      from[1] + share * (to[1] - from[1]),
    ];
    return [...kept, crossing];
  });

const centroidOf = (polygon: readonly Vertex[]): { centre: Vertex; area: number } => {
  const [origin = [0, 0]] = polygon;
  let [area, x, y] = [0, 0, 0];
  for (const [i, from] of polygon.entries()) {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    const [ax, ay, bx, by] = [
      from[0] - origin[0],
      from[1] - origin[1],
      to[0] - origin[0],
      to[1] - origin[1],
    ];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    x += ((ax + bx) * cross) / 6;
    y += ((ay + by) * cross) / 6;
  }
  if (area === 0) return { centre: origin, area: 0 };
  return { centre: [origin[0] + x / area, origin[1] + y / area], area: Math.abs(area) };
};

/** The middle of all lines within half a pixel of every label; null where there is none. */
export const fitRounded = (points: readonly RoundedPoint[]): RoundedFit | null => {
  const sorted = points.toSorted((a, b) => a.level - b.level);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.level === last.level) return null;
  const reach = HALF_PIXEL + SLACK;
  let polygon: Vertex[] = [
    [first.y - reach, last.y - reach],
    [first.y + reach, last.y - reach],
    [first.y + reach, last.y + reach],
    [first.y - reach, last.y + reach],
  ];
  for (const { level, y } of sorted.slice(1, -1)) {
    const share = (level - first.level) / (last.level - first.level);
    const heightOf = ([atStart, atEnd]: Vertex): number => atStart + share * (atEnd - atStart);
    polygon = cut(polygon, (vertex) => heightOf(vertex) - (y - reach));
    polygon = cut(polygon, (vertex) => y + reach - heightOf(vertex));
  }
  const { centre, area } = centroidOf(polygon);
  if (area === 0) return null;
  const slope = (centre[1] - centre[0]) / (last.level - first.level);
  return { slope, intercept: centre[0] - slope * first.level, room: area };
};
