import { describe, expect, test } from 'vitest';
import { computeFollowed, isSymbol } from '../../../lib/collect/followed.ts';
import type { SymbolStatus } from '../../../lib/store/status.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 2, 10);

const asked = (
  symbol: string,
  lastAskedMs: number,
  change: Partial<SymbolStatus> = {},
): SymbolStatus => ({
  symbol,
  clockOffsetMs: 0,
  lastSuccessMs: null,
  lastColumnMs: null,
  backfillProgress: 0,
  lastAskedMs,
  lastPollWeight: 0,
  usedWeight1m: null,
  fault: null,
  ...change,
});

describe('followed symbols', () => {
  test('are the ones always shown, then those asked for in three days, the latest first', () => {
    const statuses = [
      asked('OLD', NOW - 73 * HOUR),
      asked('AUSDT', NOW - 5 * HOUR),
      asked('BUSDT', NOW - HOUR),
      asked('BTCUSDT', NOW - 2 * HOUR),
    ];
    expect(computeFollowed(['BTCUSDT'], statuses, NOW)).toEqual(['BTCUSDT', 'BUSDT', 'AUSDT']);
  });

  test('are judged by the exchange’s clock', () => {
    // The machine is 80 h slow: by the exchange the ask is one hour old.
    const clock = { clockOffsetMs: 80 * HOUR, lastSuccessMs: NOW + 80 * HOUR };
    const statuses = [asked('AUSDT', NOW + 79 * HOUR, clock), asked('BUSDT', NOW, clock)];
    expect(computeFollowed([], statuses, NOW)).toEqual(['AUSDT']);
  });

  test('are judged by the clock as it was measured last', () => {
    // A year ago the machine's clock was a year slow; it is right now.
    const year = 365 * 24 * HOUR;
    const old = asked('OLD', NOW - year, { clockOffsetMs: year, lastSuccessMs: NOW - year });
    const fresh = asked('FRESH', NOW - HOUR, { lastSuccessMs: NOW - 60_000 });
    expect(computeFollowed([], [old, fresh], NOW)).toEqual(['FRESH']);
  });

  test('are twelve at most', () => {
    const statuses = Array.from({ length: 30 }, (_, n) => asked(`C${n}`, NOW - n));
    expect(computeFollowed(['BTCUSDT'], statuses, NOW)).toHaveLength(12);
  });
});

describe('a symbol', () => {
  test.each(['BTCUSDT', '1000PEPEUSDT', 'BTCUSDT_260327', '币安人生USDT'])(
    'may be %s',
    (symbol) => {
      expect(isSymbol(symbol)).toBe(true);
    },
  );

  test.each([
    '',
    'A'.repeat(41),
    'BTC/USDT',
    'BTC USDT',
    'BTC-PERP',
    '../x',
    '<b>',
    'A&b=1',
    7,
    null,
    {},
  ])('is never %j', (symbol) => {
    expect(isSymbol(symbol)).toBe(false);
  });
});
