import { expect, test } from 'vitest';
import { createMarkTrack } from '../../../lib/collect/live-marks.ts';

const MINUTE_MS = 60_000;

test('says the extremes and the newest price since a moment', () => {
  const track = createMarkTrack();
  track.note(60_500, 100);
  track.note(63_000, 98);
  track.note(71_000, 103);
  track.note(72_000, 101);
  expect(track.spanSince(MINUTE_MS)).toEqual({
    lowestMark: 98,
    highestMark: 103,
    price: 101,
    timeMs: 72_000,
  });
});

test('marks up to the end of a column are in it already', () => {
  const track = createMarkTrack();
  track.note(59_000, 80);
  track.note(60_000, 90);
  track.note(60_001, 100);
  expect(track.spanSince(MINUTE_MS)).toMatchObject({ lowestMark: 100, highestMark: 100 });
});

test('minutes from before widen the extremes, but for those that a column holds, and tell no price', () => {
  const track = createMarkTrack();
  track.addBefore([
    { openTimeMs: 0, high: 200, low: 50, close: 100 },
    { openTimeMs: MINUTE_MS, high: 107, low: 95, close: 104 },
  ]);
  expect(track.spanSince(MINUTE_MS)).toBeNull();
  track.note(90_000, 103);
  // The minute from 0 to 60 s is in a column of 60 s; the running one is not.
  expect(track.spanSince(MINUTE_MS)).toEqual({
    lowestMark: 95,
    highestMark: 107,
    price: 103,
    timeMs: 90_000,
  });
  track.note(121_000, 102);
  expect(track.spanSince(2 * MINUTE_MS)).toMatchObject({ lowestMark: 102, highestMark: 102 });
});

test('without a mark since then there is nothing to say', () => {
  const track = createMarkTrack();
  expect(track.spanSince(0)).toBeNull();
  track.note(60_000, 90);
  expect(track.spanSince(MINUTE_MS)).toBeNull();
});

test('an answer that is older than what was heard before it is passed over', () => {
  const track = createMarkTrack();
  track.note(70_000, 100);
  track.note(69_000, 50);
  expect(track.spanSince(MINUTE_MS)).toMatchObject({ lowestMark: 100, price: 100 });
});

test('extremes of hours ago are not lost where no column has come since', () => {
  const track = createMarkTrack();
  track.note(MINUTE_MS + 1, 10);
  for (let second = 0; second < 3 * 3600; second++) track.note(70_000 + second * 1000, 100);
  expect(track.spanSince(MINUTE_MS)).toMatchObject({ lowestMark: 10, highestMark: 100 });
});
