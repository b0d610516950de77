import { expect, test } from 'vitest';
import { bytesOf, compareTimes, median, type Clock } from '../../bench/measure.ts';

test('a median is the middle one, or half way between the two in the middle', () => {
  expect(median([3, 9, 1])).toBe(3);
  expect(median([4, 9, 1, 2])).toBe(3);
});

/** A clock that moves only when a work says how long it took. */
const createHandClock = () => {
  let [wall, cpu] = [0, 0];
  const clock: Clock = { wallMs: () => wall, cpuMs: () => cpu };
  const spend = (wallMs: number, cpuMs: number): void => {
    wall += wallMs;
    cpu += cpuMs;
  };
  return { clock, spend };
};

test('works take turns, and the median of the rounds after the first counts', () => {
  const { clock, spend } = createHandClock();
  const turns: string[] = [];
  const taking = (name: string, times: number[]) => () => {
    turns.push(name);
    const ms = times.shift() ?? 0;
    spend(ms, ms);
  };
  // The first round (500 and 70) only warms up; the middle of 3, 100, 4 is 4, of 7, 8, 9 it is 8.
  const works = { a: taking('a', [500, 3, 100, 4]), b: taking('b', [70, 9, 7, 8]) };
  expect(compareTimes(3, works, clock)).toEqual({ a: 4, b: 8 });
  expect(turns.join('')).toBe('abababab');
});

test('time spent waiting for the processor does not count', () => {
  const { clock, spend } = createHandClock();
  expect(compareTimes(1, { work: () => spend(50, 6) }, clock)).toEqual({ work: 6 });
});

test('bytes are those of typed arrays alone', () => {
  // 3 · 8 + 5 · 1; a number and a list of numbers count nothing.
  expect(bytesOf({ a: new Float64Array(3), b: new Uint8Array(5), c: 7, d: [1, 2] })).toBe(29);
});
