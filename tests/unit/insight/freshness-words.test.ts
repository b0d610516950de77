import { expect, test } from 'vitest';
import { describeFreshness } from '../../../lib/insight/freshness-words.ts';

const plain = (text: string): string => text.replace(/\s/g, ' ');

test.each([
  [2400, true, 'live · 2 s ago'],
  [10_000, true, 'live · 10 s ago'],
  // Said to be live a while ago, and nothing has come since.
  [10_001, true, '10 s ago'],
  [2400, false, '2 s ago'],
  [240_000, false, '4 min ago'],
])('%i ms, said to be live: %s, is "%s"', (ageMs, isLive, words) => {
  expect(plain(describeFreshness({ ageMs, isLive }))).toBe(words);
});
