import { describe, expect, test } from 'vitest';
import { COLOR_SCALES, cssColorOfIntensity, type Theme } from '../../../lib/render/color-scale.ts';

const THEMES: Theme[] = ['dark', 'light'];
const entryOf = (theme: Theme, i: number): number[] => [
  ...COLOR_SCALES[theme].subarray(i * 4, i * 4 + 4),
];

/** Relative luminance by WCAG 2.2 from an sRGB colour, 0 to 1. */
const luminance = (rgb: number[]): number => {
  const linear = rgb.map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
};
const contrast = (a: number, b: number): number =>
  (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

/** What the eye gets: the entry laid over an opaque background. */
const over = (theme: Theme, i: number, background: number[]): number[] => {
  const entry = entryOf(theme, i);
  const alpha = (entry[3] ?? 0) / 255;
  return background.map((back, c) => alpha * (entry[c] ?? 0) + (1 - alpha) * back);
};

describe.each(THEMES)('the %s colour scale', (theme) => {
  test('has 256 entries of four bytes', () => {
    expect(COLOR_SCALES[theme]).toHaveLength(1024);
  });

  test('gets lighter with every step of density, never darker', () => {
    for (let i = 1; i < 256; i++) {
      expect(luminance(entryOf(theme, i))).toBeGreaterThanOrEqual(
        luminance(entryOf(theme, i - 1)) - 0.004, // a byte's rounding
      );
    }
    expect(luminance(entryOf(theme, 255))).toBeGreaterThan(4 * luminance(entryOf(theme, 0)));
  });

  test('gets more opaque with density, from nothing to a strong veil that candles still show through', () => {
    const alphas = Array.from({ length: 256 }, (_, i) => entryOf(theme, i)[3] ?? 0);
    expect(alphas).toEqual([...alphas].sort((a, b) => a - b));
    expect(alphas[0]).toBe(0);
    expect(alphas[38]).toBeLessThan(0.2 * 255);
    expect(alphas[255]).toBeGreaterThan(0.6 * 255);
    expect(alphas[255]).toBeLessThan(0.9 * 255);
  });

  test('starts violet and ends yellow', () => {
    const [lowRed = 0, lowGreen = 0, lowBlue = 0] = entryOf(theme, 1);
    expect(lowBlue).toBeGreaterThan(lowRed);
    expect(lowRed).toBeGreaterThan(lowGreen);
    const [highRed = 0, highGreen = 0, highBlue = 0] = entryOf(theme, 255);
    expect(highRed).toBeGreaterThan(200);
    expect(highGreen).toBeGreaterThan(180);
    expect(highBlue).toBeLessThan(120);
  });
});

test('density grows away from the background on a dark chart', () => {
  const background = [0x16, 0x1a, 0x1e];
  const contrasts = [60, 120, 180, 255].map((i) =>
    contrast(luminance(over('dark', i, background)), luminance(background)),
  );
  expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b));
  expect(contrasts.at(-1)).toBeGreaterThan(4.5);
});

test('a strong band is told from a white chart by colour: its blue is all but gone', () => {
  const [red = 0, , blue = 0] = over('light', 255, [255, 255, 255]);
  expect(red - blue).toBeGreaterThan(120);
});

test('a face on its own background gets the opaque colour, clamped to the scale', () => {
  const scale = COLOR_SCALES.dark;
  const [red, green, blue] = entryOf('dark', 255);
  expect(cssColorOfIntensity(scale, 1)).toBe(`rgb(${red} ${green} ${blue})`);
  expect(cssColorOfIntensity(scale, 7)).toBe(cssColorOfIntensity(scale, 1));
  expect(cssColorOfIntensity(scale, -1)).toBe(cssColorOfIntensity(scale, 0));
});
