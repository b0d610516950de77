import { describe, expect, test } from 'vitest';
import { asPixelY, type Price } from '../../../lib/model/units.ts';
import type { BandDensities } from '../../../lib/render/band-intensity.ts';
import { COLOR_SCALES } from '../../../lib/render/color-scale.ts';
import {
  computeRowColors,
  computeRowDensities,
  drawBands,
  findRuns,
  type PriceToY,
} from '../../../lib/render/draw-bands.ts';

const bandsOf = (edges: number[], densities: number[]): BandDensities => ({
  edgePrices: Float64Array.from(edges),
  densities: Float32Array.from(densities),
});
/** Price 100 at the top, one CSS pixel for each unit of price. */
const linear: PriceToY = (price: Price) => asPixelY(100 - price);
const rowsOf = (
  bands: BandDensities,
  priceToY: PriceToY,
  heightPx: number,
  pixelRatio = 1,
): number[] => [...computeRowDensities(bands, { priceToY, heightPx, pixelRatio })];

describe('rows of density', () => {
  test('start and end exactly at the edges of a bin', () => {
    // 98 to 95 is y 2 to 5: rows 2, 3 and 4.
    expect(rowsOf(bandsOf([95, 98], [1]), linear, 8)).toEqual([0, 0, 1, 1, 1, 0, 0, 0]);
  });

  test('share a row between neighbours by what each covers: no gap, no seam painted twice', () => {
    // Edges at y 4.5, 2.25 and 0.5: row 0 half of B; row 2 a quarter of B and three quarters of A.
    const rows = rowsOf(bandsOf([95.5, 97.75, 99.5], [1, 0.5]), linear, 6);
    expect(rows).toEqual([0.25, 0.5, 0.25 * 0.5 + 0.75, 1, 0.5, 0]);
  });

  test('of equal neighbours are flat, wherever the seam falls', () => {
    const rows = rowsOf(bandsOf([90, 93.37, 95.11, 98.73, 100], [0.8, 0.8, 0.8, 0.8]), linear, 10);
    for (const row of rows) expect(row).toBeCloseTo(0.8, 6);
  });

  test('average bins that are finer than a pixel', () => {
    // Four bins in row 3 (97 to 96), a quarter of a pixel each: (1 + 0 + 0.5 + 0.5) / 4.
    const rows = rowsOf(bandsOf([96, 96.25, 96.5, 96.75, 97], [1, 0, 0.5, 0.5]), linear, 5);
    expect(rows[3]).toBeCloseTo(0.5, 6);
    expect(rows.filter((row) => row > 0)).toHaveLength(1);
  });

  test('lie on device pixels', () => {
    // 98.6 to 98.2 is y 1.4 to 1.8 CSS: 2.8 to 3.6 at two device pixels a CSS pixel.
    const rows = rowsOf(bandsOf([98.2, 98.6], [1]), linear, 6, 2);
    expect(rows[2]).toBeCloseTo(0.2, 6);
    expect(rows[3]).toBeCloseTo(0.6, 6);
    expect(rows[1]).toBe(0);
    expect(rows[4]).toBe(0);
  });

  test('are mirrored on an inverted axis', () => {
    const inverted: PriceToY = (price) => asPixelY(price - 95);
    expect(rowsOf(bandsOf([96, 98], [1]), inverted, 4)).toEqual([0, 1, 1, 0]);
  });

  test('follow a logarithmic axis', () => {
    // ln p from y 6.93 (price 1) up to 0 (price 2): price √2 is in the middle, y 3.466.
    const log: PriceToY = (price) => asPixelY(10 * (Math.LN2 - Math.log(price)));
    const rows = rowsOf(bandsOf([1, Math.SQRT2], [1]), log, 8);
    expect(rows.map((row) => Number(row.toFixed(3)))).toEqual([0, 0, 0, 0.534, 1, 1, 0.931, 0]);
  });

  test('leave out what lies beyond the pane', () => {
    expect(rowsOf(bandsOf([50, 60, 99, 140], [1, 0, 1]), linear, 3)).toEqual([1, 0, 0]);
  });

  test('stay empty when the scale gives no number', () => {
    const broken: PriceToY = () => asPixelY(Number.NaN);
    expect(rowsOf(bandsOf([95, 98], [1]), broken, 3)).toEqual([0, 0, 0]);
  });
});

describe('colours of rows', () => {
  test('come from the scale at the row’s intensity; an empty row stays transparent', () => {
    const colors = COLOR_SCALES.dark;
    const pixels = computeRowColors(Float64Array.from([0, 1, 0.01]), colors);
    expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...pixels.subarray(4, 8)]).toEqual([...colors.subarray(255 * 4)]);
    expect([...pixels.subarray(8, 12)]).toEqual([0, 0, 0, 0]); // below the cut
  });
});

describe('the drawing', () => {
  test('takes rows of equal colour together and leaves transparent ones out', () => {
    expect(findRuns(Uint8Array.from([0, 9, 9, 10, 0, 0, 9]))).toEqual([
      { top: 1, bottom: 3, entry: 9 },
      { top: 3, bottom: 4, entry: 10 },
      { top: 6, bottom: 7, entry: 9 },
    ]);
    expect(findRuns(new Uint8Array(0))).toEqual([]);
  });

  test('clears, fills each strip over the whole width, then fades towards the left', () => {
    const calls: string[] = [];
    const ctx = {
      fillStyle: '',
      globalCompositeOperation: '',
      setTransform: () => {},
      clearRect: (...box: number[]) => calls.push(`clear ${box.join(' ')}`),
      fillRect(this: { globalCompositeOperation: string }, ...box: number[]) {
        calls.push(`${this.globalCompositeOperation} ${box.join(' ')}`);
      },
      createLinearGradient: (...line: number[]) => {
        calls.push(`gradient ${line.join(' ')}`);
        return { addColorStop: () => {} };
      },
    };
    // 98 to 95 is rows 2 to 5 at full density.
    drawBands(
      ctx as unknown as CanvasRenderingContext2D,
      bandsOf([95, 98], [1]),
      COLOR_SCALES.dark,
      { priceToY: linear, widthPx: 50, heightPx: 8, pixelRatio: 1 },
    );
    expect(calls).toEqual([
      'clear 0 0 50 8',
      'source-over 0 2 50 3',
      'gradient 0 0 50 0',
      'destination-in 0 0 50 8',
    ]);
  });
});
