const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * Milliseconds of the fastest of several rounds: the one least disturbed by whatever else the machine
 * does. Of a round counts the time on the clock, or on the processor where the process had to wait.
 */
export const fastest = (rounds: number, work: () => unknown): number => {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    const startCpuMs = cpuMs();
    work();
    best = Math.min(best, performance.now() - startMs, cpuMs() - startCpuMs);
  }
  return best;
};

/** Bytes of all typed arrays in a plain object. */
export const bytesOf = (value: object): number =>
  Object.values(value).reduce<number>(
    (sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
