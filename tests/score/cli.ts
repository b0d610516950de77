/**
 * `npm run score -- [--data DIR] [--json]`: how well the model ranks realised liquidations.
 * DIR is laid out as described in recordings.ts; the default is `../shared/market/liquidations`,
 * or `$LENS_MARKET/liquidations`.
 *
 * `npm run score -- --simulated [--json]`: how near the model's map comes to the true one of simulated
 * markets, and whether liquidations follow where it points (simulated-score.ts). Takes nine minutes of a processor.
 * `--seeds 21,22,23` takes other markets than the usual ones, `--regimes range,crash` not all four.
 * With `--ceiling` instead: how near any estimate could come (ceiling.ts).
 *
 * `--ahead`: whether reported liquidations follow where the map points (recorded-ahead.ts).
 * `--calibration`: whether learning from the liquidation stream helps (calibration-score.ts).
 * `--accuracy`: what a user would be told of the model's accuracy (accuracy-score.ts).
 * `--modulation`: whether funding or the account ratio should move the mix (modulation-score.ts).
 * `--kappa`: where the prior of κ comes from (recorded-kappa.ts).
 * `--sensitivity`: the first score with one parameter moved at a time (sensitivity-score.ts).
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatAccuracy, scoreAccuracy } from './accuracy-score.ts';
import { formatCalibration, scoreCalibration } from './calibration-score.ts';
import { formatCeiling, scoreCeiling } from './ceiling.ts';
import { formatModulation, scoreModulation } from './modulation-score.ts';
import { scoreRecording } from './realised-score.ts';
import { formatRealisedScores } from './realised-table.ts';
import { formatRecordedKappa, scoreRecordedKappa } from './recorded-kappa.ts';
import { formatRecordedAhead, scoreRecordedAhead } from './recorded-ahead.ts';
import { readRecordings, RecordingError, type Recording } from './recordings.ts';
import { formatSensitivity, scoreSensitivity } from './sensitivity-score.ts';
import { scoreSimulatedInParallel } from './simulated-parallel.ts';
import { formatSimulatedScores } from './simulated-table.ts';
import { REGIMES, type Regime } from './simulator/regimes.ts';

const market = process.env['LENS_MARKET'] ?? resolve(import.meta.dirname, '../../../shared/market');
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(market, 'liquidations') },
    json: { type: 'boolean', default: false },
    simulated: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    regimes: { type: 'string' },
    ceiling: { type: 'boolean', default: false },
    ahead: { type: 'boolean', default: false },
    calibration: { type: 'boolean', default: false },
    accuracy: { type: 'boolean', default: false },
    modulation: { type: 'boolean', default: false },
    kappa: { type: 'boolean', default: false },
    sensitivity: { type: 'boolean', default: false },
  },
});

const print = <Rows>(rows: Rows, format: (rows: Rows) => string): void =>
  console.log(values.json ? JSON.stringify(rows, null, 1) : format(rows));

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const parseSeeds = (list: string): number[] => {
  const seeds = list.split(',').map((seed) => (seed.trim() === '' ? Number.NaN : Number(seed)));
  if (seeds.every((seed) => Number.isInteger(seed))) return seeds;
  return fail('--seeds takes whole numbers with commas between them.');
};

const isRegime = (name: string): name is Regime => REGIMES.some((regime) => regime === name);

const parseRegimes = (list: string): Regime[] => {
  const regimes = list.split(',');
  if (regimes.every(isRegime)) return regimes;
  return fail(`--regimes takes some of ${REGIMES.join(', ')} with commas between them.`);
};

const readData = (): Recording[] => {
  if (!existsSync(values.data))
    return fail(`No recordings in ${values.data}; name a folder with --data or LENS_MARKET.`);
  try {
    const recordings = readRecordings(values.data);
    return recordings.length > 0 ? recordings : fail(`No SYMBOL-4h.csv in ${values.data}.`);
  } catch (error) {
    if (error instanceof RecordingError) return fail(`${values.data}: ${error.message}`);
    throw error;
  }
};

const seeds = values.seeds === undefined ? undefined : parseSeeds(values.seeds);
const regimes = values.regimes === undefined ? REGIMES : parseRegimes(values.regimes);
if (values.calibration && seeds?.length === 1)
  fail('--calibration takes two seeds or more: what one market taught is tried on another.');

if (values.ceiling) print(scoreCeiling(), formatCeiling);
else if (values.calibration) print(scoreCalibration(seeds), formatCalibration);
else if (values.accuracy) print(scoreAccuracy(), formatAccuracy);
else if (values.modulation) print(scoreModulation(), formatModulation);
else if (values.simulated)
  print(
    await scoreSimulatedInParallel({ regimes, ...(seeds && { seeds }) }),
    formatSimulatedScores,
  );
else if (values.kappa) print(readData().flatMap(scoreRecordedKappa), formatRecordedKappa);
else if (values.ahead) print(readData().flatMap(scoreRecordedAhead), formatRecordedAhead);
else if (values.sensitivity) print(readData().flatMap(scoreSensitivity), formatSensitivity);
else print(readData().flatMap(scoreRecording), formatRealisedScores);
