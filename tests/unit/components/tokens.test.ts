import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(resolve(import.meta.dirname, '../../../assets/tokens.css'), 'utf8');
const [darkCss = '', lightCss = ''] = css.split('@media');

const tokensOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]),
  );
const dark = tokensOf(darkCss);
const SCHEMES = { dark, light: { ...dark, ...tokensOf(lightCss) } };

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const SURFACES = ['surface', 'surface-raised'];
const PAIRS: readonly (readonly [name: string, on: readonly string[], atLeast: number])[] = [
  ['text', [...SURFACES, 'surface-pressed'], 4.5],
  ['text-muted', SURFACES, 4.5],
  ['long-text', SURFACES, 4.5],
  ['short-text', SURFACES, 4.5],
  ['link', SURFACES, 4.5],
  ['long', SURFACES, 3],
  ['short', SURFACES, 3],
  ['good', SURFACES, 3],
  ['warn', SURFACES, 3],
  ['bad', SURFACES, 3],
  ['accent', SURFACES, 3],
  ['switch-on', ['surface'], 3],
  ['line-strong', ['surface'], 3],
];

test('the contrast is computed as WCAG has it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  // The well-known lightest grey that passes 4.5 on white.
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

for (const [scheme, tokens] of Object.entries(SCHEMES))
  for (const [name, surfaces, atLeast] of PAIRS)
    test.each(surfaces)(`${scheme}: ${name} can be made out on %s`, (surface) => {
      expect(contrast(tokens[name] ?? '', tokens[surface] ?? '')).toBeGreaterThanOrEqual(atLeast);
    });

test('the white knob of a switch can be made out on it, on and off', () => {
  for (const tokens of Object.values(SCHEMES))
    for (const name of ['switch-on', 'line-strong'])
      expect(contrast('#ffffff', tokens[name] ?? '')).toBeGreaterThanOrEqual(3);
});
