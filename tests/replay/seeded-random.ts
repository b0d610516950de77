/** A number in [0, 1) that depends on nothing but the calls made before it. */
export type Random = () => number;

/** 32-bit FNV-1a over the parts: the same parts give the same number on every machine. */
export function computeHash(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('|')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
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
