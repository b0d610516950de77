/**
 * What published data can give at most, by how many traders there are. The market is the same, only made
 * of more and smaller positions; the estimator is the flow oracle, who is told all flows by leverage. What
 * it misses comes from single positions: which one was closed, how large it was, where exactly it entered.
 */
import { SIDES, type Side } from '../../lib/model/market-data.ts';
import { DAY_MS, HOUR_MS } from '../../lib/model/time.ts';
import { compareMaps, type Agreement } from './map-agreement.ts';
import { createFlowOracle } from './oracle-estimators.ts';
import { medians } from './simulated-score.ts';
import { MARKET } from './simulator/market-parameters.ts';
import { simulateMarket } from './simulator/simulate-market.ts';

export interface Ceiling extends Agreement {
  readonly crowd: number;
  readonly side: Side;
  readonly openPositions: number;
}

const CROWDS = [0.25, 1, 3];
const RUN = { regime: 'range', seed: 11, days: 14, snapshotMs: 6 * HOUR_MS } as const;
const SKIPPED_DAYS = 8;

const scoreCrowd = (crowd: number): Ceiling[] => {
  const market = simulateMarket({ ...RUN, parameters: { ...MARKET, crowd } });
  const { published, truth } = market;
  const firstMs = published.startMs + SKIPPED_DAYS * DAY_MS;
  const maps = truth.maps.map(({ column }) => column).filter(({ timeMs }) => timeMs > firstMs);
  const columns = createFlowOracle(truth)(
    published,
    maps.map(({ timeMs }) => timeMs),
  );
  return SIDES.map((side) => ({
    crowd,
    side,
    openPositions: truth.openPositions,
    ...medians(maps.map((map, n) => compareMaps(columns[n]!, map, map.price, side))),
  }));
};

/** One row a side for each size of the crowd. Takes a minute. */
export const scoreCeiling = (): Ceiling[] => CROWDS.flatMap(scoreCrowd);

export const formatCeiling = (rows: readonly Ceiling[]): string =>
  [
    'The flow oracle in the same market made of more and smaller positions (range, one seed)',
    'open positions  side   ranks .05 %  ranks .25 %  true coins in top tenth',
    ...rows.map((row) =>
      [
        String(row.openPositions).padStart(14),
        ` ${row.side.padEnd(6)}`,
        row.spearman.toFixed(2).padStart(10),
        row.zoneSpearman.toFixed(2).padStart(12),
        `  ${row.topShare.toFixed(2)} of ${row.bestTopShare.toFixed(2)}`,
      ].join(' '),
    ),
  ].join('\n');
