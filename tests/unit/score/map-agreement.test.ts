import { describe, expect, it } from 'vitest';
import { binOfPrice, priceOfBin } from '../../../lib/model/bins.ts';
import type { Column } from '../../../lib/model/column.ts';
import {
  compareMaps,
  computeTopShare,
  findNearestBig,
  readNear,
} from '../../score/map-agreement.ts';
import { sumZones, topPlaces } from '../../../lib/model/zones.ts';

const here = binOfPrice(60_000);
const price = priceOfBin(here + 0.5);

const columnWith = (longs: Record<number, number>, shorts: Record<number, number>): Column => {
  const longCoins = new Float32Array(2001);
  const shortCoins = new Float32Array(2001);
  for (const [away, coins] of Object.entries(longs)) longCoins[1000 - Number(away)] = coins;
  for (const [away, coins] of Object.entries(shorts)) shortCoins[1000 + Number(away)] = coins;
  return { timeMs: 0, price, sweptBy: 'mark', firstBin: here - 1000, longCoins, shortCoins };
};

describe('agreement of two maps', () => {
  it('reads each side outwards from the bin next to the price, to 10 %', () => {
    const column = columnWith({ 1: 5, 3: 7 }, { 2: 9 });
    const longs = readNear(column, price, 'long');
    // ln(1 / 0.9) / ln(1.0005) = 210.8 bins down, ln(1.1) / ln(1.0005) = 190.7 bins up
    expect(Math.abs(longs.length - 211)).toBeLessThanOrEqual(1);
    expect(Math.abs(readNear(column, price, 'short').length - 191)).toBeLessThanOrEqual(1);
    expect([...longs.subarray(0, 4)]).toEqual([5, 0, 7, 0]);
    expect([...readNear(column, price, 'short').subarray(0, 3)]).toEqual([0, 9, 0]);
  });

  it('is perfect for the same map at any scale', () => {
    const truth = columnWith({ 5: 1, 40: 3, 90: 2 }, { 7: 4, 60: 1 });
    const scaled = columnWith({ 5: 10, 40: 30, 90: 20 }, { 7: 40, 60: 10 });
    const agreement = compareMaps(scaled, truth, price, 'long');
    expect(agreement.spearman).toBeCloseTo(1, 12);
    expect(agreement.zoneSpearman).toBeCloseTo(1, 12);
    expect(agreement.topShare).toBe(agreement.bestTopShare);
    expect(agreement.clusterError).toBe(0);
  });

  it('adds five bins to a zone and leaves out the rest', () => {
    expect([...sumZones(Float64Array.of(1, 2, 3, 4, 5, 6, 0, 0, 0, 1, 9))]).toEqual([15, 7]);
  });

  it('counts the truth under the top tenth of the estimate', () => {
    // Ten bins: the top tenth is one. The estimate likes bin 2, where 3 of 10 true coins are.
    const estimate = Float64Array.of(0, 1, 9, 2, 0, 0, 0, 0, 0, 0);
    const truth = Float64Array.of(0, 6, 3, 0, 0, 1, 0, 0, 0, 0);
    expect(computeTopShare(estimate, truth)).toBeCloseTo(0.3, 12);
    expect(computeTopShare(truth, truth)).toBeCloseTo(0.6, 12);
  });

  it('prefers the nearer of equal places', () => {
    expect(topPlaces(new Float64Array(20))).toEqual([0, 1]);
  });

  it('names the nearest cluster that has half of the largest, and none in an empty map', () => {
    const bins = new Float64Array(200);
    bins[20] = 4;
    bins[59] = 6;
    bins[150] = 10;
    // 4 is less than half of 10, 6 is not: the 60th bin, 60 · 0.05 % = 3 %.
    expect(findNearestBig(bins)).toBeCloseTo(3, 9);
    expect(findNearestBig(new Float64Array(200))).toBeNaN();
  });
});
