/** What a clock and a processor say, in milliseconds. */
export interface Clock {
  wallMs(): number;
  cpuMs(): number;
}

export const CLOCK: Clock = {
  wallMs: () => performance.now(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (
    ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
  );
};

/** Time of the clock, or of the processor where the process had to wait for it. */
const timeOnce = (work: () => unknown, clock: Clock): number => {
  const [wallMs, cpuMs] = [clock.wallMs(), clock.cpuMs()];
  work();
  return Math.min(clock.wallMs() - wallMs, clock.cpuMs() - cpuMs);
};

/**
 * Median milliseconds of each of several works. They take turns in every round, so that what slows the
 * machine slows all of them; one round before the counted ones warms them up.
 */
export const compareTimes = <Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, () => unknown>>,
  clock: Clock = CLOCK,
): Record<Name, number> => {
  const names = Object.keys(works) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const ms = timeOnce(works[name], clock);
      if (round > 0) times.get(name)?.push(ms);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
};

/** Bytes of all typed arrays in a plain object. */
export const bytesOf = (value: object): number =>
  Object.values(value).reduce<number>(
    (sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
