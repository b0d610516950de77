import { expect, test } from 'vitest';
import { computeAddition } from '../../../entrypoints/options/watchlist.ts';

const LISTED = ['1000PEPEUSDT', 'BTCUSDC', 'BTCUSDT', 'ETHUSDT', '币安人生USDT'];

test.each([
  ['ETHUSDT', 'ETHUSDT'],
  ['  ethusdt ', 'ETHUSDT'],
  ['eth/usdt', 'ETHUSDT'],
  ['ETH-USDT.P', 'ETHUSDT'],
  ['eth', 'ETHUSDT'],
  ['BTCUSDC', 'BTCUSDC'],
  ['币安人生', '币安人生USDT'],
  ['1000pepe', '1000PEPEUSDT'],
])('%s is %s', (text, symbol) => {
  expect(computeAddition(text, [], LISTED)).toEqual({ symbol, problem: null });
});

test.each([
  ['', 'Type the name'],
  ['   ', 'Type the name'],
  ['a?b', '“a?b” is no name'],
  ['FOO', '“FOO” is not traded as a perpetual'],
  ['BTCUSDT', 'BTCUSDT is in the list already.'],
])('"%s" is refused in words', (text, problem) => {
  const addition = computeAddition(text, ['BTCUSDT'], LISTED);
  expect(addition.symbol).toBeNull();
  expect(addition.problem).toContain(problem);
});

test('before there is a list, any name is taken as it is', () => {
  expect(computeAddition('foousdt', [], [])).toEqual({ symbol: 'FOOUSDT', problem: null });
});

test('twenty are the most', () => {
  const twenty = Array.from({ length: 20 }, (_, n) => `S${n}USDT`);
  expect(computeAddition('ETHUSDT', twenty, LISTED).problem).toContain('20 symbols are the most');
});
