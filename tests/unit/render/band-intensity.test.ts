import { describe, expect, test } from 'vitest';
import { binOfPrice } from '../../../lib/model/bins.ts';
import type { Column } from '../../../lib/model/column.ts';
import { computeBandDensities, intensityOfDensity } from '../../../lib/render/band-intensity.ts';

const PRICE = 60_000;
/** 1,600 bins around the price: about 33 % below to 49 % above. */
const createColumn = (coinsOfBin: (offset: number) => number): Column => {
  const middle = binOfPrice(PRICE);
  const longCoins = new Float32Array(1600);
  const shortCoins = new Float32Array(1600);
  for (let i = 0; i < 1600; i++) {
    const offset = i - 800;
    (offset < 0 ? longCoins : shortCoins)[i] = coinsOfBin(offset);
  }
  return {
    timeMs: 0,
    price: PRICE,
    sweptBy: 'mark',
    firstBin: middle - 800,
    longCoins,
    shortCoins,
  };
};

describe('the density of bins', () => {
  test('is the value in a bin relative to its surroundings and to the strongest levels', () => {
    // Every bin 1 coin but ten of 4 coins near the price: of some 810 bins within ±20 % the 99.5th
    // percentile is the 5th from above, one of the ten: the peak. A bin 15 % below has nothing but bins
    // like itself around it: value / (value^0.85 · peak^0.15) = (value / peak)^0.15 = (0.85 / 4)^0.15;
    // its surroundings reach 1 % up and count as that much more: · 1.01^−0.85.
    const column = createColumn((offset) => (offset >= 0 && offset < 10 ? 4 : 1));
    const { densities } = computeBandDensities(column);
    expect(densities[805]).toBeCloseTo(1, 1);
    expect(densities[800 - 325]).toBeCloseTo((0.85 / 4) ** 0.15 / 1.01 ** 0.85, 2);
  });

  test('of a level near the price is not drowned by heavier ones far away', () => {
    // 1 coin at 1 % above among nothing, 20 coins everywhere from 12 % above: alone, the near level
    // would have 1/20 of the peak; by its surroundings it has (1/20)^0.15 = 0.64 of it or more, for its
    // surroundings are averaged with the emptiness beyond them.
    const column = createColumn((offset) =>
      offset >= 240 ? 20 : offset >= 18 && offset < 22 ? 1 : 0,
    );
    const near = computeBandDensities(column).densities[820] ?? 0;
    expect(near).toBeGreaterThan(0.6);
    expect(near).toBeLessThan(0.8);
  });

  test('is not squeezed by one monstrous level, which is clipped to 1', () => {
    const column = createColumn((offset) => (offset === 5 ? 1000 : 1));
    const { densities } = computeBandDensities(column);
    expect(densities[805]).toBe(1);
    expect(densities[700]).toBeGreaterThan(0.75);
  });

  test('does not depend on levels further away than 20 %', () => {
    const plain = computeBandDensities(createColumn(() => 1));
    const farHeavy = computeBandDensities(createColumn((o) => (o > 500 ? 50 : 1)));
    expect(farHeavy.densities.slice(400, 1200)).toEqual(plain.densities.slice(400, 1200));
  });

  test('of a nearly empty column comes from its largest bin', () => {
    const { densities } = computeBandDensities(createColumn((o) => (o === -100 ? 3 : 0)));
    expect(densities[700]).toBe(1);
    expect(densities.filter((d) => d > 0)).toHaveLength(1);
  });

  test('of an empty column is zero everywhere', () => {
    const { densities } = computeBandDensities(createColumn(() => 0));
    expect(densities.every((d) => d === 0)).toBe(true);
  });

  test('comes with the prices of the edges, one more than bins, 0.05 % apart', () => {
    const { edgePrices, densities } = computeBandDensities(createColumn(() => 1));
    expect(edgePrices).toHaveLength(densities.length + 1);
    expect((edgePrices[801] ?? 0) / (edgePrices[800] ?? 1)).toBeCloseTo(1.0005, 9);
    expect(edgePrices[800]).toBeLessThanOrEqual(PRICE);
    expect(edgePrices[801]).toBeGreaterThan(PRICE);
  });
});

describe('the intensity of a density', () => {
  test('keeps the ends of the scale and cuts what is too thin to matter', () => {
    expect(intensityOfDensity(0)).toBe(0);
    expect(intensityOfDensity(0.039)).toBe(0);
    expect(intensityOfDensity(1)).toBe(1);
    expect(intensityOfDensity(1.5)).toBe(1);
  });

  test('lifts the middle: a quarter of the peak lies at 0.25^0.75 = 0.354 of the scale', () => {
    expect(intensityOfDensity(0.25)).toBeCloseTo(0.3536, 4);
  });
});
