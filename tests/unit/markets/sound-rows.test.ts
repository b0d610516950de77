import { expect, test } from 'vitest';
import { keepSound } from '../../../lib/markets/sound-rows.ts';

const candle = (openTimeMs: number, change: object = {}) => ({
  openTimeMs,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  ...change,
});

test('sound rows are all kept, with or without an open', () => {
  const rows = [candle(1), { openTimeMs: 2, high: 12, low: 9, close: 12 }];
  expect(keepSound(rows, '/x')).toEqual({ rows, dropped: [] });
});

test.each([
  ['a close above the high', { close: 13 }, 'candle of 2: close 13 outside low 9 to high 12'],
  ['a close below the low', { close: 8 }, 'close 8 outside'],
  ['an open outside', { open: 99 }, 'open 99 outside'],
  ['a low above the high', { low: 20 }, 'open 10 outside low 20 to high 12'],
])('%s is left out alone, and told of', (_, change, words) => {
  const { rows, dropped } = keepSound([candle(1), candle(2, change), candle(3)], '/klines');
  expect(rows.map(({ openTimeMs }) => openTimeMs)).toEqual([1, 3]);
  expect(dropped).toHaveLength(1);
  expect(dropped[0]?.timeMs).toBe(2);
  expect(dropped[0]?.detail).toContain('/klines, ');
  expect(dropped[0]?.detail).toContain(words);
});

test('one wrong row that is the whole answer leaves an empty one', () => {
  expect(keepSound([candle(1, { close: 13 })], '/x').rows).toEqual([]);
});

test('more than a tenth of wrong rows is an answer that was not understood', () => {
  const withWrong = (count: number) =>
    Array.from({ length: 30 }, (_, n) => candle(n, n < count ? { close: 13 } : {}));
  expect(keepSound(withWrong(3), '/x').dropped).toHaveLength(3);
  expect(() => keepSound(withWrong(4), '/x')).toThrow('/x, candle of 0: close 13');
});
