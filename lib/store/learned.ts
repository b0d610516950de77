/** What was learned of a book from its own forced closes: the calibration, and how right the map was. */
import * as v from 'valibot';
import {
  computeAccuracy,
  type Accuracy,
  type AccuracySample,
  type SideSample,
} from '../model/accuracy.ts';
import { createCalibration, parseCalibration, type Calibration } from '../model/calibration.ts';
import { createRandom } from '../model/statistics.ts';
import { putCursors, readCursors } from './cursors.ts';
import type { AnyTransaction, Database, WriteTransaction } from './schema.ts';
import { writeAtOnce } from './write-at-once.ts';

export interface Learned {
  readonly calibration: Calibration;
  readonly samples: readonly AccuracySample[];
}

/** Numbers of a sample in the stored row; two thousand of them are 112 kB. */
const WIDTH = 7;
const RowSchema = v.object({ calibration: v.unknown(), samples: v.instance(Float64Array) });

const packSamples = (samples: readonly AccuracySample[]): Float64Array =>
  Float64Array.from(
    samples.flatMap(({ timeMs, long, short }) => [
      timeMs,
      ...[long, short].flatMap((side) => [side.predictedUsd, side.observedUsd, side.moveVolume]),
    ]),
  );

const unpackSamples = (stored: Float64Array): AccuracySample[] => {
  const isSound = stored.length % WIDTH === 0 && stored.every((number) => number >= 0);
  if (!isSound) return [];
  const sideAt = (start: number): SideSample => {
    const [predictedUsd = 0, observedUsd = 0, moveVolume = 0] = stored.subarray(start, start + 3);
    return { predictedUsd, observedUsd, moveVolume };
  };
  return Array.from({ length: stored.length / WIDTH }, (_, n) => ({
    timeMs: stored[n * WIDTH] ?? 0,
    long: sideAt(n * WIDTH + 1),
    short: sideAt(n * WIDTH + 4),
  }));
};

const parseLearned = (stored: unknown): Learned => {
  const result = v.safeParse(RowSchema, stored);
  if (!result.success) return { calibration: createCalibration(), samples: [] };
  const { calibration, samples } = result.output;
  return {
    calibration: parseCalibration(calibration) ?? createCalibration(),
    samples: unpackSamples(samples),
  };
};

/** What was learned of a book; of one that nothing was heard of, the prior and no samples. */
export const readLearned = async (
  source: Database | AnyTransaction,
  bookKey: string,
): Promise<Learned> => {
  const stored: unknown =
    'objectStore' in source
      ? await source.objectStore('learned').get(bookKey)
      : await source.get('learned', bookKey);
  return parseLearned(stored);
};

export const putLearned = async (
  transaction: WriteTransaction,
  bookKey: string,
  learned: Learned,
): Promise<void> => {
  const samples = packSamples(learned.samples);
  await transaction
    .objectStore('learned')
    .put({ calibration: learned.calibration, samples }, bookKey);
};

/** The calibration of a book; the prior where nothing was learned. */
export const readCalibration = async (db: Database, bookKey: string): Promise<Calibration> =>
  (await readLearned(db, bookKey)).calibration;

/** How right a book's map has been; a side is null while it has too few slots to say. */
export const readAccuracy = async (db: Database, bookKey: string): Promise<Accuracy> =>
  computeAccuracy((await readLearned(db, bookKey)).samples, createRandom(1));

/**
 * Back to the prior. The samples stay: they say how right the map was, whatever it was made with. A poll
 * under way does not bring the old calibration back, because its commit is refused.
 */
export const resetCalibration = (db: Database, bookKey: string): Promise<void> =>
  writeAtOnce(db, ['learned', 'cursors'], async (transaction) => {
    const { samples } = await readLearned(transaction, bookKey);
    await putLearned(transaction, bookKey, { calibration: createCalibration(), samples });
    const cursors = await readCursors(transaction, bookKey);
    await putCursors(transaction, bookKey, { ...cursors, revision: cursors.revision + 1 });
  });
