import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scoreRecording } from '../../score/realised-score.ts';
import { readRecordings } from '../../score/recordings.ts';

const market =
  process.env['LENS_MARKET'] ?? resolve(import.meta.dirname, '../../../../shared/market');
const folder = join(market, 'liquidations');

test.skipIf(!existsSync(folder))(
  'the model ranks reported liquidations better than the size of the move and the naive model do (needs recorded liquidations)',
  () => {
    const scores = readRecordings(folder).flatMap(scoreRecording);
    expect(scores.length).toBeGreaterThan(0);
    for (const score of scores) {
      expect(score.spearman).toBeGreaterThan(score.baseline);
      expect(score.spearman).toBeGreaterThan(score.naive);
      expect(score.partial).toBeGreaterThan(score.naivePartial);
      expect(score.last.spearman).toBeGreaterThan(score.last.naive);
    }
  },
);
