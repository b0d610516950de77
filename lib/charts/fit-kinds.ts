/**
 * Is an axis linear or logarithmic? Mostly its labels tell. Where an engine rounds them to whole pixels
 * and the view spans 3 % or less, both may explain them: then the middle of both is the best guess, and
 * whoever knows the kind from a wider view of the same axis takes the line of that kind.
 */
import type { PriceScale, ScaleKind } from './chart-scale.ts';
import { describeErrors, fitAll, fitMost, regress } from './fit-line.ts';
import type { FittedLine, LevelPoint } from './fit-line.ts';
import type { PricedLabel } from './label-columns.ts';

export interface FittedScale {
  readonly scale: PriceScale;
  /** Largest distance of a label from the scale, in pixels. */
  readonly errorPx: number;
}

export interface KindsFit extends FittedScale {
  /** The labels that follow the scale. */
  readonly followers: readonly LevelPoint[];
  /** The kind where the labels allow no other, else null. */
  readonly certainKind: ScaleKind | null;
  /** The scale if the axis is of that kind; null where the labels deny it. */
  readonly ifKind: Readonly<Record<ScaleKind, FittedScale | null>>;
}

type Lines = Readonly<Record<ScaleKind, FittedLine | null>>;

/** Below this a better fit is noise, and the kind does not matter to where anything is drawn. */
const CLEARLY_BETTER_PX = 0.02;
/** Rounded labels that leave the logarithm this much more room than the line decide for it. */
const CLEARLY_MORE_ROOM = 4;

const toPoints = (labels: readonly PricedLabel[], kind: ScaleKind): LevelPoint[] =>
  labels
    .filter(({ price }) => kind === 'linear' || price > 0)
    .map(({ price, y }) => ({ level: kind === 'log' ? Math.log(price) : price, y }));

const isExact = (line: FittedLine): boolean => line.spreadPx <= CLEARLY_BETTER_PX;

/** Each kind by all labels, or, where neither explains all, each by as many as it can. */
const fitEachKind = (labels: readonly PricedLabel[]): Lines => {
  const points = { linear: toPoints(labels, 'linear'), log: toPoints(labels, 'log') };
  const linear = fitAll(points.linear);
  // No other kind can be clearly better than one that is exact, unless rounding made it so.
  if (linear !== null && isExact(linear) && linear.room === 0) return { linear, log: null };
  const log = points.log.length === labels.length ? fitAll(points.log) : null;
  if (linear !== null || log !== null) return { linear, log };
  return { linear: fitMost(points.linear), log: fitMost(points.log) };
};

/** Linear unless the logarithm explains more labels, or the same ones clearly better. */
const chooseKind = ({ linear, log }: Lines): { kind: ScaleKind; isCertain: boolean } => {
  // An exact line is not tried against the logarithm, so it says nothing about the kind.
  if (linear === null) return { kind: 'log', isCertain: true };
  if (log === null) return { kind: 'linear', isCertain: !isExact(linear) };
  const more = log.followers.length - linear.followers.length;
  if (more !== 0) return { kind: more > 0 ? 'log' : 'linear', isCertain: true };
  // Of rounded labels, the kind that leaves more room is the likelier one; none is impossible.
  if (linear.room + log.room > 0)
    return {
      kind: log.room > linear.room && !isExact(linear) ? 'log' : 'linear',
      isCertain: linear.room * log.room === 0,
    };
  const isBetter =
    linear.spreadPx - log.spreadPx > CLEARLY_BETTER_PX && log.spreadPx < linear.spreadPx * 0.95;
  return { kind: isBetter ? 'log' : 'linear', isCertain: isBetter };
};

/**
 * Where rounded labels fit both kinds about as well, a wrong guess is twice as far off as the middle: a
 * straight line between the two, weighted by the room each has.
 */
const blend = (linear: FittedLine, log: FittedLine): FittedLine | null => {
  const less = Math.min(linear.room, log.room);
  if (!less || isExact(linear) || log.room > CLEARLY_MORE_ROOM * linear.room) return null;
  const share = log.room / (log.room + linear.room);
  const prices = linear.followers.map(({ level }) => level).sort((a, b) => a - b);
  const [low = 0, high = 0] = [prices[0], prices.at(-1)];
  const step = (high - low) / (prices.length - 1);
  const middle = [low - step, ...prices, high + step].map((price) => {
    const onLog = log.intercept + log.slope * Math.log(Math.max(price, low / 2));
    const onLine = linear.intercept + linear.slope * price;
    return { level: price, y: share * onLog + (1 - share) * onLine };
  });
  return { ...regress(middle), ...describeErrors(regress(middle), linear.followers), room: less };
};

const toScale = (kind: ScaleKind, { slope, intercept, errorPx }: FittedLine): FittedScale => ({
  scale: { kind, slope, intercept },
  errorPx,
});

/** The scale that labels follow; null where no line of either kind passes `isAxis`. */
export const fitKinds = (
  labels: readonly PricedLabel[],
  isAxis: (line: FittedLine) => boolean,
): KindsFit | null => {
  const fitted = fitEachKind(labels);
  const linear = fitted.linear && isAxis(fitted.linear) ? fitted.linear : null;
  const log = fitted.log && isAxis(fitted.log) ? fitted.log : null;
  const { kind, isCertain } = chooseKind({ linear, log });
  const blended = linear && log && blend(linear, log);
  const line = blended ?? (kind === 'linear' ? linear : log);
  if (line === null) return null;
  return {
    ...toScale(blended ? 'linear' : kind, line),
    followers: line.followers,
    certainKind: isCertain ? kind : null,
    ifKind: { linear: linear && toScale('linear', linear), log: log && toScale('log', log) },
  };
};
