/** Scores some simulated markets in a thread of its own (simulated-parallel.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { scoreSimulated, type SimulatedScoreOptions } from './simulated-score.ts';

parentPort?.postMessage(scoreSimulated(workerData as SimulatedScoreOptions));
