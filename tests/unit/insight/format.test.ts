import { expect, test } from 'vitest';
import {
  formatClock,
  formatDistance,
  formatDuration,
  formatPercent,
  formatPrice,
  formatUsd,
  formatWithin,
} from '../../../lib/insight/format.ts';

/** Expected texts are written with plain spaces and hyphens; this puts in the ones that belong there. */
const typeset = (text: string): string => text.replaceAll(' ', '\u202f').replace('-', '\u2212');

test.each([
  [0, '$0'],
  [0.4, '$0'],
  [840, '$840'],
  [999.4, '$999'],
  [999.6, '$1 K'],
  [1_200, '$1.2 K'],
  [999_600, '$1 M'],
  [1_200_000, '$1.2 M'],
  [12_449_000, '$12.4 M'],
  [184_400_000, '$184 M'],
  [1_840_000_000, '$1.84 B'],
  [2.5e12, '$2.5 T'],
  [-12_400_000, '-$12.4 M'],
])('%d dollars read %s', (amountUsd, text) => {
  expect(formatUsd(amountUsd)).toBe(typeset(text));
});

test.each([
  [67_234.5, '67,234.5'],
  [118_000, '118,000.0'],
  [3_456.789, '3,456.79'],
  [145.2, '145.20'],
  [2.5, '2.5000'],
  [0.1234567, '0.1235'],
  [0.00001234, '0.00001234'],
])('a price of %d reads %s', (price, text) => {
  expect(formatPrice(price)).toBe(text);
});

test.each([
  [0.83, '+0.83 %'],
  [-0.834, '-0.83 %'],
  [-12.46, '-12.5 %'],
  [9.996, '+10.0 %'],
  [0.004, '0.00 %'],
  [-0.004, '0.00 %'],
])('a distance of %d percent reads %s', (percent, text) => {
  expect(formatDistance(percent)).toBe(typeset(text));
});

test('shares and ranges have no decimals', () => {
  expect(formatPercent(62.4)).toBe(typeset('62 %'));
  expect(formatWithin(10)).toBe(typeset('±10 %'));
});

test.each([
  [-5_000, '0 s'],
  [12_900, '12 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 d'],
])('%d ms last %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(typeset(text));
});

test('a moment reads as the time of day of the time zone', () => {
  const noonUtc = Date.UTC(2026, 5, 1, 12, 4);
  expect(formatClock(noonUtc, 'UTC')).toBe('12:04');
  expect(formatClock(noonUtc, 'Asia/Tokyo')).toBe('21:04');
});
