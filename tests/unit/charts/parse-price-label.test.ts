import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePriceLabel } from '../../../lib/charts/parse-price-label.ts';

describe('with a decimal point', () => {
  test.each([
    ['63000', 63000],
    ['63000.5', 63000.5],
    ['63,000.5', 63000.5],
    ['1,234,567', 1234567],
    ['12,34,567.8', 1234567.8], // India
    ['63 000.5', 63000.5],
    ['63\u00a0000.5', 63000.5],
    ['63\u202f000.5', 63000.5],
    ["63'000.5", 63000.5],
    ['63’000.5', 63000.5],
    ['-12.5', -12.5],
    ['\u221212.5', -12.5],
    ['\u201312.5', -12.5],
    ['$63,000', 63000],
    ['US$63,000', 63000],
    ['-$5', -5],
    ['$-5', -5],
    ['€ 1,5', null], // a comma groups three digits here
    ['63,000 USDT', 63000],
    ['1.5K', 1500],
    ['1.5k', 1500],
    ['2M', 2e6],
    ['3B', 3e9],
    ['6.3万', 63000],
    ['1.2亿', 1.2e8],
    ['0.0₅123', 0.00000123], // five zeros after the point
    ['0.0₁₂5', 5e-13],
    ['0.0{5}123', 0.00000123],
    ['1e-7', 1e-7],
    ['\u200e63,000', 63000], // a left-to-right mark
  ])('%j is %s', (text, value) => {
    const parsed = parsePriceLabel(text, '.');
    if (value === null) expect(parsed).toBeNull();
    else expect(parsed).toBeCloseTo(value, 18);
  });
});

describe('with a decimal comma', () => {
  test.each([
    ['63.000', 63000],
    ['63.000,5', 63000.5],
    ['63 000,5', 63000.5],
    ['0,0₅123', 0.00000123],
    ['0,123', 0.123],
    ['63,000.5', null],
  ])('%j is %s', (text, value) => {
    expect(parsePriceLabel(text, ',')).toBe(value);
  });
});

test.each([
  '',
  '-',
  '−2.00%',
  '2.00%',
  '12:00',
  '2026-11-22',
  '22 Nov',
  'BTCUSDT',
  '1.2.3',
  '1,2345',
  '63,00',
  'MA(5)',
  '∞',
  'NaN',
  'Infinity',
  '9'.repeat(40),
  '1e99',
])('%j is no price', (text) => {
  expect(parsePriceLabel(text, '.')).toBeNull();
});

test('what a browser formats in any locale with latin digits comes back', () => {
  const LOCALES = [
    ['en-US', '.'],
    ['de-DE', ','],
    ['fr-FR', ','],
    ['de-CH', '.'],
    ['es-ES', ','],
    ['ru-RU', ','],
    ['en-IN', '.'],
    ['pl-PL', ','],
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...LOCALES),
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.integer({ min: 0, max: 6 }),
      ([locale, mark], units, decimals) => {
        const value = Number((units / 10 ** decimals).toFixed(decimals));
        const text = value.toLocaleString(locale, {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        });
        expect(parsePriceLabel(text, mark)! + 0).toBe(value + 0);
      },
    ),
  );
});

test('small prices written with counted zeros come back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 1, max: 99_999 }),
      fc.boolean(),
      (zeros, digits, isBraced) => {
        const count = [...String(zeros)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
        const text = `0.0${isBraced ? `{${zeros}}` : count}${digits}`;
        expect(parsePriceLabel(text, '.')).toBe(Number(`0.${'0'.repeat(zeros)}${digits}`));
      },
    ),
  );
});

test('any text at all gives a finite number or null', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('.', ','), (text, mark) => {
      const value = parsePriceLabel(text, mark as '.' | ',');
      expect(value === null || Number.isFinite(value)).toBe(true);
    }),
  );
});
