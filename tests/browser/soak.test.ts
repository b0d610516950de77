/** The short form of `npm run soak`: two symbols and three hours instead of ten and seven days. */
import { expect, test } from 'vitest';
import { DEATH, runSoak } from '../soak/soak-run.ts';
import { judgeSoak } from '../soak/soak-verdict.ts';

const MINUTES_MS = 20 * 60_000;

test(
  'three hours at speed with random faults: nothing is missing and every limit is kept (seed 2)',
  async () => {
    const result = await runSoak({ minutes: 180, symbolCount: 2, seed: 2 });
    const { [DEATH]: deaths = 0, ...faults } = result.faults;
    expect(deaths).toBeGreaterThan(0);
    expect(Object.keys(faults).length).toBeGreaterThan(0);
    expect(result.heapBytes.length).toBeGreaterThanOrEqual(15);
    expect(judgeSoak(result)).toEqual([]);
  },
  MINUTES_MS,
);
