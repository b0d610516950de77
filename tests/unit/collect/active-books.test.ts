import { describe, expect, test } from 'vitest';
import {
  computeActiveBooks,
  computePolledBooks,
  type ExchangeUses,
} from '../../../lib/collect/active-books.ts';
import type { FaultKind, SymbolStatus } from '../../../lib/store/status.ts';

const statusOf = (symbol: string, kind: FaultKind | null): SymbolStatus => ({
  symbol,
  clockOffsetMs: 0,
  lastSuccessMs: null,
  lastColumnMs: null,
  backfillProgress: 1,
  lastAskedMs: 0,
  lastPollWeight: 0,
  usedWeight1m: null,
  fault: kind && { kind, detail: '', sinceMs: 0, retryAtMs: null },
});

const DEFAULT: ExchangeUses = { binance: 'on', bybit: 'fallback' };
const BOTH: ExchangeUses = { binance: 'on', bybit: 'on' };

const active = (uses: ExchangeUses, ...statuses: SymbolStatus[]): string =>
  computeActiveBooks('ETHUSDT', uses, statuses)
    .map(({ marketId }) => marketId)
    .join(' ');

describe('the books of a map', () => {
  test('are those of the exchanges that are on', () => {
    expect(active(DEFAULT)).toBe('binance');
    expect(active(BOTH)).toBe('binance bybit');
    expect(active({ binance: 'off', bybit: 'on' })).toBe('bybit');
    expect(active({ binance: 'off', bybit: 'off' })).toBe('');
  });

  test.each(['location-refused', 'firewall', 'no-permission', 'unknown-symbol'] as const)(
    'are the fallback’s where the exchange says %s',
    (kind) => {
      expect(active(DEFAULT, statusOf('ETHUSDT', kind))).toBe('bybit');
    },
  );

  test.each(['offline', 'timeout', 'banned', 'rate-limited', 'server-error'] as const)(
    'stay as they are through %s, which passes',
    (kind) => {
      expect(active(DEFAULT, statusOf('ETHUSDT', kind))).toBe('binance');
    },
  );

  test('leave out the one that refuses where another is on', () => {
    expect(active(BOTH, statusOf('ETHUSDT', 'location-refused'))).toBe('bybit');
    expect(active(BOTH, statusOf('bybit:ETHUSDT', 'location-refused'))).toBe('binance');
  });

  test('are those that are on where the fallback refuses as well', () => {
    const refused = ['ETHUSDT', 'bybit:ETHUSDT'].map((key) => statusOf(key, 'location-refused'));
    expect(active(DEFAULT, ...refused)).toBe('binance');
    expect(active({ binance: 'off', bybit: 'fallback' }, ...refused)).toBe('bybit');
  });

  test('do not depend on what another symbol met with', () => {
    expect(active(DEFAULT, statusOf('BTCUSDT', 'unknown-symbol'))).toBe('binance');
  });
});

test('polled are the active ones and those that are on, so that a refusal is noticed to have ended', () => {
  const polled = (uses: ExchangeUses, ...statuses: SymbolStatus[]): string =>
    computePolledBooks('ETHUSDT', uses, statuses)
      .map(({ marketId }) => marketId)
      .join(' ');
  expect(polled(DEFAULT)).toBe('binance');
  expect(polled(DEFAULT, statusOf('ETHUSDT', 'location-refused'))).toBe('binance bybit');
  expect(polled(BOTH, statusOf('ETHUSDT', 'location-refused'))).toBe('binance bybit');
  expect(polled({ binance: 'off', bybit: 'fallback' })).toBe('bybit');
  const refused = ['ETHUSDT', 'bybit:ETHUSDT'].map((key) => statusOf(key, 'location-refused'));
  expect(polled(DEFAULT, ...refused)).toBe('binance bybit');
});
