/**
 * `npm run score -- [--data DIR] [--json]`: how well the model ranks realised liquidations.
 * DIR is laid out as described in recordings.ts; the default is `../shared/market/liquidations`,
 * or `$LENS_MARKET/liquidations`.
 *
 * `npm run score -- --simulated [--json]`: how near the model's map comes to the true one of simulated
 * markets, and whether liquidations follow where it points (simulated-score.ts). Takes some minutes.
 * `--seeds 21,22,23` takes other markets than the usual three a regime, `--regimes range,crash` not all four.
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
import { MODEL_VERSION } from '../../lib/model/parameters.ts';
import { formatAccuracy, scoreAccuracy } from './accuracy-score.ts';
import { formatCalibration, scoreCalibration } from './calibration-score.ts';
import { formatCeiling, scoreCeiling } from './ceiling.ts';
import { formatModulation, scoreModulation } from './modulation-score.ts';
import { scoreRecording, type PartScore, type RealisedScore } from './realised-score.ts';
import { formatRecordedKappa, scoreRecordedKappa } from './recorded-kappa.ts';
import { formatRecordedAhead, scoreRecordedAhead } from './recorded-ahead.ts';
import { readRecordings } from './recordings.ts';
import { formatSensitivity, scoreSensitivity } from './sensitivity-score.ts';
import { scoreSimulated } from './simulated-score.ts';
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

const print = <Rows>(rows: Rows, format: (rows: Rows) => string): never => {
  console.log(values.json ? JSON.stringify(rows, null, 1) : format(rows));
  process.exit(0);
};

const seeds = values.seeds?.split(',').map(Number);
if (seeds?.some((seed) => !Number.isInteger(seed))) {
  console.error('--seeds takes whole numbers with commas between them.');
  process.exit(1);
}
const isKnown = (name: string): boolean => REGIMES.some((regime) => regime === name);
const regimes = (values.regimes?.split(',') ?? REGIMES) as readonly Regime[];
if (!regimes.every(isKnown)) {
  console.error(`--regimes takes some of ${REGIMES.join(', ')} with commas between them.`);
  process.exit(1);
}
if (values.ceiling) print(scoreCeiling(), formatCeiling);
if (values.calibration) print(scoreCalibration(seeds), formatCalibration);
if (values.accuracy) print(scoreAccuracy(), formatAccuracy);
if (values.modulation) print(scoreModulation(), formatModulation);
if (values.simulated)
  print(scoreSimulated({ regimes, ...(seeds && { seeds }) }), formatSimulatedScores);

const fixed = (value: number): string => value.toFixed(3).replace(/^(-?)0\./, '$1.');
const billions = (usd: number): string => (usd / 1e9).toFixed(2);

const lineOf = (name: string, s: PartScore): string =>
  [
    name.padEnd(23),
    String(s.bars).padStart(5),
    `${fixed(s.spearman)} (${fixed(s.low)} to ${fixed(s.high)})`.padStart(22),
    fixed(s.partial).padStart(8),
    fixed(s.baseline).padStart(9),
    fixed(s.naive).padStart(6),
    fixed(s.naivePartial).padStart(8),
    billions(s.predictedUsd).padStart(10),
    billions(s.reportedUsd).padStart(9),
  ].join(' ');

const linesOf = (s: RealisedScore): string[] => [
  lineOf(`${s.symbol} ${s.side}`, s),
  lineOf('  first 60 % (chosen on)', s.first),
  lineOf('  last 40 %', s.last),
];

const HEAD =
  '                         bars    Spearman (95 %)     partial  baseline  naive  partial  predicted  reported (bn USD)';

if (!existsSync(values.data)) {
  console.error(`No recordings in ${values.data}; name a folder with --data or LENS_MARKET.`);
  process.exit(1);
}
const recordings = readRecordings(values.data);
if (recordings.length === 0) {
  console.error(`No SYMBOL-4h.csv with its SYMBOL-klines-5m.csv.gz in ${values.data}.`);
  process.exit(1);
}
if (values.kappa) print(recordings.flatMap(scoreRecordedKappa), formatRecordedKappa);
if (values.ahead) print(recordings.flatMap(scoreRecordedAhead), formatRecordedAhead);
if (values.sensitivity) print(recordings.flatMap(scoreSensitivity), formatSensitivity);
const scores = recordings.flatMap(scoreRecording);
if (values.json) console.log(JSON.stringify(scores, null, 1));
else console.log([`model version ${MODEL_VERSION}`, HEAD, ...scores.flatMap(linesOf)].join('\n'));
