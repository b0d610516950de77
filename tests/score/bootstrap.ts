/** Interval of a rank correlation over bars of 4 h. */
import {
  computeInterval,
  computeSpearman,
  createRandom,
  type Interval,
} from '../../lib/model/statistics.ts';

const ROUNDS = 1000;
/** Neighbouring bars resemble each other: whole days (six bars of 4 h) are drawn together. */
const BLOCK = 6;

const valueAt = (values: ArrayLike<number>, at: number): number => values[at] ?? 0;

/** 95 % interval of Spearman's correlation by drawing blocks of bars with replacement. */
export const bootstrapSpearman = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  seed: number,
): Interval => {
  const random = createRandom(seed);
  const count = a.length;
  const draws = Array.from({ length: ROUNDS }, () => {
    const picks: number[] = [];
    while (picks.length < count) {
      const start = Math.floor(random() * Math.max(1, count - BLOCK + 1));
      for (let n = start; n < Math.min(start + BLOCK, count) && picks.length < count; n++)
        picks.push(n);
    }
    return computeSpearman(
      picks.map((n) => valueAt(a, n)),
      picks.map((n) => valueAt(b, n)),
    );
  });
  return computeInterval(draws);
};
