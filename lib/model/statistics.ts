/** Rank statistics, and the bootstrap. All of it deterministic: random numbers come from a seed. */

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

/** Spearman's correlation of `a` and `b` after what `given` explains of both is taken out; 0 if it explains all. */
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
  const left = (1 - ag * ag) * (1 - bg * bg);
  return left > 0 ? (ab - ag * bg) / Math.sqrt(left) : 0;
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

/** A 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly random: () => number;
  readonly rounds: number;
}

/** Ends of the middle 95 % of `values`; what is no number is left out. NaN where nothing is left. */
export const computeInterval = (values: readonly number[]): Interval => {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const at = (share: number): number =>
    sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
};

/** Interval of a figure of `blocks`, which are drawn with replacement, as many as there are. */
export const bootstrapBlocks = <Block>(
  blocks: readonly Block[],
  compute: (drawn: readonly Block[]) => number,
  { random, rounds }: BootstrapOptions,
): Interval =>
  computeInterval(
    Array.from({ length: rounds }, () =>
      compute(blocks.map(() => blocks[Math.floor(random() * blocks.length)]!)),
    ),
  );

/** Values in rising order: their indices, and for each place whether its value is that of the place before. */
const sortOnce = (values: ArrayLike<number>) => {
  const order = Uint32Array.from(values, (_, n) => n).sort(
    (a, b) => valueAt(values, a) - valueAt(values, b),
  );
  const isTied = Uint8Array.from(order, (at, n) =>
    n > 0 && valueAt(values, at) === valueAt(values, order[n - 1]) ? 1 : 0,
  );
  return { order, isTied };
};

/** Mean ranks where element n occurs `counts[n]` times, without making the repeats. */
const rankRepeated = (
  { order, isTied }: ReturnType<typeof sortOnce>,
  counts: Float64Array,
  ranks: Float64Array,
): void => {
  let below = 0;
  for (let from = 0, to = 1; from < order.length; from = to, to++) {
    while (to < order.length && isTied[to] === 1) to++;
    let group = 0;
    for (let n = from; n < to; n++) group += valueAt(counts, order[n]);
    const rank = below + (group + 1) / 2;
    for (let n = from; n < to; n++) ranks[order[n] ?? 0] = rank;
    below += group;
  }
};

/** Pearson's correlation where element n occurs `counts[n]` times. */
const correlateRepeated = (a: Float64Array, b: Float64Array, counts: Float64Array): number => {
  let [count, sumA, sumB, ab, aa, bb] = [0, 0, 0, 0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [times, x, y] = [valueAt(counts, n), valueAt(a, n), valueAt(b, n)];
    count += times;
    sumA += times * x;
    sumB += times * y;
    ab += times * x * y;
    aa += times * x * x;
    bb += times * y * y;
  }
  const [spreadA, spreadB] = [aa - sumA ** 2 / count, bb - sumB ** 2 / count];
  const isFlat = !(spreadA > 1e-9 * aa && spreadB > 1e-9 * bb);
  return isFlat ? 0 : (ab - (sumA * sumB) / count) / Math.sqrt(spreadA * spreadB);
};

/**
 * Interval of Spearman's correlation where whole blocks are drawn: element n belongs to block `blocks[n]`,
 * blocks are numbered from 0. Sorting is done once: thousands of values take milliseconds.
 */
export const bootstrapRanks = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  blocks: ArrayLike<number>,
  { random, rounds }: BootstrapOptions,
): Interval => {
  const [sortedA, sortedB] = [sortOnce(a), sortOnce(b)];
  const blockCount = 1 + Math.max(-1, ...Array.from(blocks));
  const [counts, ranksA, ranksB] = [a, a, b].map(({ length }) => new Float64Array(length));
  const draws = new Float64Array(blockCount);
  return computeInterval(
    Array.from({ length: rounds }, () => {
      draws.fill(0);
      for (let n = 0; n < blockCount; n++) {
        const block = Math.floor(random() * blockCount);
        draws[block] = (draws[block] ?? 0) + 1;
      }
      for (let n = 0; n < a.length; n++) counts![n] = valueAt(draws, blocks[n]);
      rankRepeated(sortedA, counts!, ranksA!);
      rankRepeated(sortedB, counts!, ranksB!);
      return correlateRepeated(ranksA!, ranksB!, counts!);
    }),
  );
};
