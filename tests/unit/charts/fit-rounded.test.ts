import { expect, test } from 'vitest';
import { fitRounded, isRounded } from '../../../lib/charts/fit-rounded.ts';

test('two labels leave a pixel at either end: the line passes through both', () => {
  const fit = fitRounded([
    { level: 0, y: 100 },
    { level: 10, y: 50 },
  ]);
  expect(fit?.slope).toBeCloseTo(-5, 9);
  expect(fit?.intercept).toBeCloseTo(100, 9);
  expect(fit?.room).toBeCloseTo(1.02 ** 2, 9); // half a pixel and 0.01 of slack, both ways, twice
});

test('a label in the middle that is off by a whole pixel cuts all but a corner away', () => {
  // The mean of both ends must be at least 100.49 (101 less half a pixel and slack); each end is at
  // most 100.51. Of the square of 1.02 px a triangle remains with legs of 0.04 px: its area is 0.0008,
  // its centroid a third of a leg from the corner, at 100.51 - 0.04 / 3.
  const fit = fitRounded([
    { level: 0, y: 100 },
    { level: 1, y: 101 },
    { level: 2, y: 100 },
  ]);
  expect(fit?.room).toBeCloseTo(0.0008, 9);
  expect(fit?.slope).toBeCloseTo(0, 9);
  expect(fit?.intercept).toBeCloseTo(100.51 - 0.04 / 3, 9);
});

test('labels that no line explains leave no room', () => {
  expect(
    fitRounded([
      { level: 0, y: 100 },
      { level: 1, y: 102 },
      { level: 2, y: 100 },
    ]),
  ).toBeNull();
});

test('one level alone has no slope', () => {
  expect(fitRounded([{ level: 1, y: 5 }])).toBeNull();
  expect(
    fitRounded([
      { level: 1, y: 5 },
      { level: 1, y: 9 },
    ]),
  ).toBeNull();
});

test('whole pixels are told from others', () => {
  expect(isRounded([{ level: 1, y: 5.001 }])).toBe(true);
  expect(isRounded([{ level: 1, y: 5.1 }])).toBe(false);
});
