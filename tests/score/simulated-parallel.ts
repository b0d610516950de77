/**
 * The simulated scores with a thread for each regime, as many at once as the machine has processors.
 * Regimes have nothing in common: the scores are those of one thread.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SimulatedScore, SimulatedScoreOptions } from './simulated-score.ts';
import { REGIMES } from './simulator/regimes.ts';

const WORKER = new URL('./simulated-worker.ts', import.meta.url);

const scoreInThread = async (options: SimulatedScoreOptions): Promise<SimulatedScore[]> => {
  const worker = new Worker(WORKER, { workerData: options });
  // `once` rejects with what the thread threw.
  const [scores] = (await once(worker, 'message')) as [SimulatedScore[]];
  return scores;
};

/** As `scoreSimulated`. */
export const scoreSimulatedInParallel = async (
  options: SimulatedScoreOptions = {},
): Promise<SimulatedScore[]> => {
  const regimes = options.regimes ?? REGIMES;
  const scores: SimulatedScore[][] = regimes.map(() => []);
  const waiting = regimes.entries();
  const takeTurns = async (): Promise<void> => {
    for (const [n, regime] of waiting)
      scores[n] = await scoreInThread({ ...options, regimes: [regime] });
  };
  await Promise.all(Array.from({ length: availableParallelism() }, takeTurns));
  return scores.flat();
};
