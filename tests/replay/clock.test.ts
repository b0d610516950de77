import { expect, test } from 'vitest';
import { createClock } from './clock.ts';

/** A real clock that moves only when told to. */
const createRealTime = () => {
  let realMs = 5_000;
  return { read: () => realMs, pass: (ms: number) => (realMs += ms) };
};

test('runs sixty times as fast as real time when told so', () => {
  const real = createRealTime();
  const clock = createClock(1_000_000, 60, real.read);
  real.pass(500);
  // 500 ms · 60 = 30 000 ms
  expect(clock.nowMs()).toBe(1_030_000);
});

test('jumps when pushed and goes on from there', () => {
  const real = createRealTime();
  const clock = createClock(1_000_000, 1, real.read);
  real.pass(100);
  clock.advance(3_600_000);
  real.pass(100);
  // 1 000 000 + 100 + 3 600 000 + 100
  expect(clock.nowMs()).toBe(4_600_200);
});

test('a change of speed does not move the moment it happens in', () => {
  const real = createRealTime();
  const clock = createClock(0, 10, real.read);
  real.pass(100);
  clock.setSpeed(0);
  real.pass(999_999);
  expect(clock.nowMs()).toBe(1_000);
  clock.setSpeed(2);
  real.pass(50);
  expect(clock.nowMs()).toBe(1_100);
});
