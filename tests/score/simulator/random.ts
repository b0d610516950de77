/** Seeded random numbers (mulberry32) and the few distributions that the simulated market draws from. */

export interface Random {
  /** Even from 0 to 1, 1 excluded. */
  uniform(): number;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** How many of something that happens `mean` times on average. */
  count(mean: number): number;
  /** Log-normal by its median and the deviation of its logarithm. */
  spread(median: number, deviation: number): number;
  /** One of `values` by `weights`, which need not sum to 1. */
  pick(values: readonly number[], weights: readonly number[]): number;
}

/** Above this mean a Poisson number is drawn as a rounded normal one. */
const MANY = 30;

const createUniform = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export const createRandom = (seed: number): Random => {
  const uniform = createUniform(seed);
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const count = (mean: number): number => {
    if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let happened = 0;
    for (let left = uniform(); left > limit; left *= uniform()) happened++;
    return happened;
  };
  const pick = (values: readonly number[], weights: readonly number[]): number => {
    let at = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let n = 0; n < values.length - 1; n++) {
      at -= weights[n]!;
      if (at < 0) return values[n]!;
    }
    return values[values.length - 1]!;
  };
  return {
    uniform,
    normal,
    count,
    spread: (median, deviation) => median * Math.exp(deviation * normal()),
    pick,
  };
};
