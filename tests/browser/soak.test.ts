/** The short form of `npm run soak`: two symbols and three hours instead of ten and seven days. */
import { expect, test } from 'vitest';
import { judgeSoak, runSoak } from '../soak/soak-run.ts';

const MINUTES_MS = 10 * 60_000;

test(
  'three hours at speed with random faults: nothing is missing and every limit is kept (seed 2)',
  async () => {
    const result = await runSoak({ minutes: 180, symbolCount: 2, seed: 2 });
    expect(Object.keys(result.faults).length).toBeGreaterThan(0);
    expect(result.heapBytes.length).toBeGreaterThanOrEqual(3);
    expect(judgeSoak(result)).toEqual([]);
  },
  MINUTES_MS,
);
