import { describe, expect, it } from 'vitest';
import { kappaOf, tiltOf } from '../../../lib/model/calibration.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/model/time.ts';
import { runCalibrated } from '../../score/calibration-run.ts';
import { MARKET } from '../../score/simulator/market-parameters.ts';
import type { PublishedMarket } from '../../score/simulator/published.ts';
import { simulateMarket } from '../../score/simulator/simulate-market.ts';

const DAYS = 4;
const marketOf = (leverageShift: number): PublishedMarket =>
  simulateMarket({
    regime: 'crash',
    seed: 5,
    days: DAYS,
    parameters: { ...MARKET, crowd: 0.3, leverageShift },
  }).published;

const daring = marketOf(0.8);
const careful = marketOf(-0.8);
const options = (market: PublishedMarket) => ({
  learns: true,
  learnFromMs: market.startMs + DAY_MS / 2,
  compareFromMs: market.startMs + 3 * DAY_MS,
});
const moments = [12, 36, 60].map((hours) => daring.startMs + hours * HOUR_MS);

describe('learning from the stream of a simulated market', () => {
  it('finds less leverage where traders dare less', () => {
    const [more, less] = [daring, careful].map((market) => {
      const { calibration } = runCalibrated(market, [], options(market));
      return { tilt: tiltOf(calibration), kappa: kappaOf(calibration, 'long') };
    });
    expect(less!.tilt).toBeLessThan(more!.tilt);
    expect(less!.kappa).toBeLessThan(more!.kappa);
  });

  it('uses nothing later than a slot', () => {
    const untilMs = moments[1]!;
    const changed: PublishedMarket = {
      ...daring,
      liquidationStream: daring.liquidationStream.map((order) =>
        order.timeMs >= untilMs ? { ...order, coins: order.coins * 50 } : order,
      ),
    };
    const [first, second] = [daring, changed].map(
      (market) => runCalibrated(market, moments, options(market)).columns,
    );
    expect(second!.slice(0, 2)).toEqual(first!.slice(0, 2));
    expect(second![2]).not.toEqual(first![2]);
  });

  it('leaves the model as shipped where it does not learn', () => {
    const run = runCalibrated(daring, moments, { ...options(daring), learns: false });
    expect(run.calibration.slots).toBe(0);
    expect(run.reportedUsd.long).toBeGreaterThan(0);
  });
});
