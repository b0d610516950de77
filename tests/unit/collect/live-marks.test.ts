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
