import { expect, test } from 'vitest';
import { ApiError } from './api-errors.ts';
import {
  BINANCE_LIMITS,
  computeDepthWeight,
  computeKlineWeight,
  createRequestLimits,
} from './weights.ts';

/** What a charge was refused with, or null. */
const refusal = (charge: () => void): ApiError | null => {
  try {
    charge();
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
};

test.each([
  [1, 1],
  [99, 1],
  [100, 2],
  [499, 2],
  [500, 5],
  [1000, 5],
  [1001, 10],
  [1500, 10],
])('a page of %i candles costs %i', (limit, weight) => {
  expect(computeKlineWeight(limit)).toBe(weight);
});

test.each([
  [5, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1000, 20],
])('an order book %i deep costs %i', (limit, weight) => {
  expect(computeDepthWeight(limit)).toBe(weight);
});

test('2400 weight fit into a minute, the next request is told to wait for its end', () => {
  // 18 s into a minute: 42 s are left of it
  const limits = createRequestLimits(() => 60_000 * 1000 + 18_000, BINANCE_LIMITS);
  expect(refusal(() => limits.charge('weight', 2400))).toBeNull();
  const error = refusal(() => limits.charge('weight', 1));
  expect(error).toMatchObject({ status: 429, code: -1003, headers: { 'Retry-After': '42' } });
  expect(limits.used('weight')).toBe(2401);
});

test('a new minute of the exchange begins at nothing', () => {
  let nowMs = 60_000 * 1000;
  const limits = createRequestLimits(() => nowMs, BINANCE_LIMITS);
  limits.charge('weight', 2000);
  nowMs += 60_000;
  expect(limits.used('weight')).toBe(0);
  expect(refusal(() => limits.charge('weight', 2000))).toBeNull();
});

test('who goes on after 429 is banned: two minutes, then four', () => {
  let nowMs = 60_000 * 1000;
  const limits = createRequestLimits(() => nowMs, BINANCE_LIMITS);
  const goOn = () => {
    let last = refusal(() => limits.charge('weight', 2401));
    for (let tries = 0; tries < 50 && last?.status === 429; tries++) {
      last = refusal(() => limits.charge('weight', 1));
    }
    return last;
  };
  expect(goOn()).toMatchObject({ status: 418, headers: { 'Retry-After': '120' } });
  nowMs += 90_000;
  // the counter is fresh, the ban is not over: 120 − 90 = 30 s
  const during = refusal(() => limits.charge('weight', 1));
  expect(during).toMatchObject({ status: 418, headers: { 'Retry-After': '30' } });
  nowMs += 90_000;
  expect(goOn()).toMatchObject({ status: 418, headers: { 'Retry-After': '240' } });
});

test('statistics and funding have counters of their own: 1000 and 500 in five minutes', () => {
  const limits = createRequestLimits(() => 300_000 * 1000, BINANCE_LIMITS);
  for (let count = 0; count < 1000; count++) limits.charge('statistics', 1);
  expect(refusal(() => limits.charge('statistics', 1))?.status).toBe(429);
  for (let count = 0; count < 500; count++) limits.charge('funding', 1);
  expect(refusal(() => limits.charge('funding', 1))?.status).toBe(429);
  expect(limits.used('weight')).toBe(0);
});
