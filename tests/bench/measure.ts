/** Time of the fastest of several rounds: the one least disturbed by whatever else the machine does. */
export const fastest = (rounds: number, work: () => unknown): number => {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
};

/** Bytes of all typed arrays in a plain object. */
export const bytesOf = (value: object): number =>
  Object.values(value).reduce<number>(
    (sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
