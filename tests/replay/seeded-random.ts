/** A number in [0, 1) that depends on nothing but the calls made before it. */
export type Random = () => number;

/** 32 bits out of words and whole numbers: the same parts give the same number on every machine. */
export function computeHash(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  const mix = (word: number) => {
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  };
  for (const part of parts) {
    if (typeof part === 'number') {
      mix(part | 0);
      mix(Math.floor(part / 2 ** 32));
    } else {
      for (let index = 0; index < part.length; index++) mix(part.charCodeAt(index));
    }
    mix(parts.length);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The mulberry32 generator: small, fast, good enough for scenery. */
export function createRandom(...seedParts: readonly (string | number)[]): Random {
  let state = computeHash(...seedParts);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A roughly normal number (mean 0, deviation 1): the sum of three uniform ones, scaled. */
export const drawNormal = (random: Random): number => (random() + random() + random() - 1.5) * 2;
