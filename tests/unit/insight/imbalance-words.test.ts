import { expect, test } from 'vitest';
import { describeImbalance, longPercentOf } from '../../../lib/insight/imbalance-words.ts';

const plain = (words: { headline: string; detail: string }): string =>
  `${words.headline}: ${words.detail}`.replaceAll('\u202f', ' ');

test('the heavier side is named with its share', () => {
  // 1.141 of 1.84 billion is 62.01 %.
  expect(plain(describeImbalance({ longUsd: 1.141e9, shortUsd: 0.699e9 }, 5))).toBe(
    'Longs below have more to lose: 62 % of $1.84 B within ±5 %',
  );
  expect(plain(describeImbalance({ longUsd: 250e6, shortUsd: 750e6 }, 2))).toBe(
    'Shorts above have more to lose: 75 % of $1 B within ±2 %',
  );
});

test('shares within three points of one half count as balanced', () => {
  expect(plain(describeImbalance({ longUsd: 52e6, shortUsd: 48e6 }, 10))).toBe(
    'Both sides have about the same to lose: $100 M in all within ±10 %',
  );
  expect(describeImbalance({ longUsd: 53e6, shortUsd: 47e6 }, 10).headline).toContain('Longs');
});

test('nothing on either side is said so, and has no share', () => {
  expect(describeImbalance({ longUsd: 0, shortUsd: 0 }, 2).headline).toBe('Nothing at stake');
  expect(longPercentOf({ longUsd: 0, shortUsd: 0 })).toBeNull();
});
