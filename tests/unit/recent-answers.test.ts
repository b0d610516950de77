import { expect, test, vi } from 'vitest';
import { createRecentAnswers } from '../../lib/recent-answers.ts';

const createBench = () => {
  const clock = { nowMs: 1000 };
  let count = 0;
  const ask = vi.fn(async () => ++count);
  const answers = createRecentAnswers<number>(() => clock.nowMs);
  return { clock, ask, answers };
};

test('a question put again within half a second gets the same answer', async () => {
  const { clock, ask, answers } = createBench();
  expect(await answers.get('BTCUSDT', ask)).toBe(1);
  clock.nowMs += 499;
  expect(await answers.get('BTCUSDT', ask)).toBe(1);
  clock.nowMs += 1;
  expect(await answers.get('BTCUSDT', ask)).toBe(2);
});

test('another question gets another answer', async () => {
  const { ask, answers } = createBench();
  expect(await answers.get('BTCUSDT', ask)).toBe(1);
  expect(await answers.get('ETHUSDT', ask)).toBe(2);
});

test('news makes every answer old', async () => {
  const { ask, answers } = createBench();
  await answers.get('BTCUSDT', ask);
  answers.clear();
  expect(await answers.get('BTCUSDT', ask)).toBe(2);
});

test('a clock put back keeps no answer', async () => {
  const { clock, ask, answers } = createBench();
  await answers.get('BTCUSDT', ask);
  clock.nowMs = -3_600_000;
  expect(await answers.get('BTCUSDT', ask)).toBe(2);
});

test('of a flood of different questions the newest hundred are kept', async () => {
  const { ask, answers } = createBench();
  for (let i = 0; i <= 100; i++) await answers.get(`COIN${i}`, ask);
  await answers.get('COIN1', ask);
  expect(ask).toHaveBeenCalledTimes(101);
  await answers.get('COIN0', ask);
  expect(ask).toHaveBeenCalledTimes(102);
});
