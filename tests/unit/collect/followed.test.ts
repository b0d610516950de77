import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import {
  computeFollowed,
  forgetUnasked,
  isSymbol,
  noteWatched,
} from '../../../lib/collect/followed.ts';
import { readStatus } from '../../../lib/store/status-rows.ts';
import type { SymbolStatus } from '../../../lib/store/status.ts';
import { openFreshDatabase } from './database-copy.ts';

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

  test('are the watched ones and twelve of pages at most', () => {
    const statuses = Array.from({ length: 30 }, (_, n) => asked(`C${n}`, NOW - n));
    expect(computeFollowed(['BTCUSDT', 'C3'], statuses, NOW)).toHaveLength(14);
  });

  test('are one symbol however many of its books were asked for', () => {
    const statuses = [asked('AUSDT', NOW - 5), asked('bybit:AUSDT', NOW - 3)];
    expect(computeFollowed([], statuses, NOW)).toEqual(['AUSDT']);
  });
});

describe('what is stored', () => {
  const keysAfter = async (always: string[], statuses: SymbolStatus[]): Promise<unknown[]> => {
    const db = await openFreshDatabase();
    for (const status of statuses) await db.put('status', status, status.symbol);
    await forgetUnasked(db, always, statuses, NOW);
    return await db.getAllKeys('status');
  };
  const month = 30 * 24 * HOUR;

  test('of a symbol that nobody asked for in a month is forgotten, on every exchange', async () => {
    const statuses = [
      asked('OLD', NOW - month - 1),
      asked('bybit:OLD', 0),
      asked('NEW', NOW - month + HOUR),
      // Pages ask for the symbol: its book elsewhere is as young as that.
      asked('bybit:NEW', 0),
    ];
    expect(await keysAfter([], statuses)).toEqual(['NEW', 'bybit:NEW']);
  });

  test('of a watched symbol is kept however old it is', async () => {
    const statuses = [asked('OLD', 0), asked('bybit:OLD', 0)];
    expect(await keysAfter(['OLD'], statuses)).toEqual(['OLD', 'bybit:OLD']);
  });

  test('of a book that is watched counts as asked for, to be written once a day', async () => {
    const db = await openFreshDatabase();
    const status = asked('bybit:OLD', NOW - 25 * HOUR);
    await db.put('status', status, status.symbol);
    await noteWatched(db, status, NOW);
    expect((await readStatus(db, 'bybit:OLD'))?.lastAskedMs).toBe(NOW);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    await noteWatched(db, { ...status, lastAskedMs: NOW - 23 * HOUR }, NOW);
    expect(put).not.toHaveBeenCalled();
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
