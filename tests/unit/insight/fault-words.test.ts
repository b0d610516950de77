import { expect, test } from 'vitest';
import { describeFault } from '../../../lib/insight/fault-words.ts';
import type { FaultKind } from '../../../lib/store/status.ts';

const KINDS: Record<FaultKind, true> = {
  offline: true,
  unreachable: true,
  'no-permission': true,
  timeout: true,
  'rate-limited': true,
  banned: true,
  'location-refused': true,
  firewall: true,
  overloaded: true,
  'server-error': true,
  'bad-answer': true,
  'unknown-symbol': true,
  'store-rebuilt': true,
  'store-broken': true,
  'store-full': true,
  internal: true,
};
const NONE = { symbol: 'BTCUSDT', clockOffsetMs: 0, timeZone: 'UTC' };

test.each(Object.keys(KINDS) as FaultKind[])('%s is told with what the user can do', (kind) => {
  const words = describeFault({ kind, retryAtMs: null }, NONE);
  expect(words.title).toMatch(/^[A-Z].*\.$/);
  expect(words.advice).toMatch(/^[A-Z].*\.$/);
  // Two lines of the popup hold about 105 characters, the button's words included.
  expect(words.title.length + words.advice.length).toBeLessThan(95);
});

test('a wait is named by the clock of the machine, not of the exchange', () => {
  // The exchange says 12:04; the machine runs three hours behind it, so its user waits until 09:04.
  const words = describeFault(
    { kind: 'rate-limited', retryAtMs: Date.UTC(2026, 5, 1, 12, 4) },
    { ...NONE, clockOffsetMs: 3 * 3_600_000 },
  );
  expect(words.title).toBe('Binance’s request limit is used up until 09:04.');
  expect(words.canRetry).toBe(false);
});

test('an unknown symbol is named', () => {
  const words = describeFault(
    { kind: 'unknown-symbol', retryAtMs: null },
    { ...NONE, symbol: 'FOO' },
  );
  expect(words.title).toContain('FOO');
});

test.each(Object.keys(KINDS) as FaultKind[])(
  '%s of another exchange does not blame Binance',
  (kind) => {
    const { title, advice } = describeFault(
      { kind, retryAtMs: null },
      { ...NONE, marketId: 'bybit' },
    );
    expect(`${title} ${advice}`).not.toContain('Binance');
  },
);
