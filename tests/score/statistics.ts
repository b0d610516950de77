/** Rank statistics, and a bootstrap of them. All of it deterministic: random numbers come from a seed. */

/**
 * Ranks from 1; equal values share their mean rank. Throws a RangeError where a value is not a number:
 * it has no rank, and leaving its row out is for the caller to decide.
 */
export const ranksOf = (values: ArrayLike<number>): Float64Array => {
  for (let n = 0; n < values.length; n++) {
    if (Number.isNaN(valueAt(values, n))) throw new RangeError(`value ${n} is not a number`);
  }
  const order = Uint32Array.from(values, (_, n) => n).sort(
    (a, b) => valueAt(values, a) - valueAt(values, b),
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && valueAt(values, order[to]) === valueAt(values, order[from])) to++;
    for (let n = from; n < to; n++) ranks[order[n] ?? 0] = (from + to + 1) / 2;
  }
  return ranks;
};

const valueAt = (values: ArrayLike<number>, at = 0): number => values[at] ?? 0;

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation; 0 where one of the two never changes. */
export const computePearson = (a: Float64Array, b: Float64Array): number => {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [da, db] = [valueAt(a, n) - meanA, valueAt(b, n) - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
};

export const computeSpearman = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  computePearson(ranksOf(a), ranksOf(b));

/** Spearman's correlation of `a` and `b` after what `given` explains of both is taken out. */
export const computePartialSpearman = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  given: ArrayLike<number>,
): number => {
  const [ab, ag, bg] = [
    computeSpearman(a, b),
    computeSpearman(a, given),
    computeSpearman(b, given),
  ];
  return (ab - ag * bg) / Math.sqrt((1 - ag * ag) * (1 - bg * bg));
};

/** Even random numbers from 0 to 1 (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const ROUNDS = 1000;
/** Neighbouring bars resemble each other: whole days (six bars of 4 h) are drawn together. */
const BLOCK = 6;

/** 95 % interval of Spearman's correlation by drawing blocks of bars with replacement. */
export const bootstrapSpearman = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  seed: number,
): { low: number; high: number } => {
  const random = createRandom(seed);
  const count = a.length;
  const draws = Float64Array.from({ length: ROUNDS }, () => {
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
  }).sort();
  const at = (share: number): number => valueAt(draws, Math.floor(share * (ROUNDS - 1)));
  return { low: at(0.025), high: at(0.975) };
};
