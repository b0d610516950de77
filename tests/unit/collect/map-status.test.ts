import { expect, test } from 'vitest';
import { computeMapStatus } from '../../../lib/collect/map-status.ts';
import type { QuantisedColumn } from '../../../lib/model/column.ts';
import { HOUR_MS } from '../../../lib/model/time.ts';
import type { MapPart } from '../../../lib/store/newest-map.ts';
import type { SymbolStatus, WorkerFault } from '../../../lib/store/status.ts';

const NOW = Date.UTC(2026, 2, 10);
const columnAt = (timeMs: number): QuantisedColumn => ({
  timeMs,
  price: 100,
  sweptBy: 'mark',
  firstBin: 9000,
  binCount: 1,
  peakCoins: 1,
  codes: new Uint8Array([1, 2]),
});
const faultOf = (kind: WorkerFault['kind']): WorkerFault => ({
  kind,
  detail: kind,
  sinceMs: NOW,
  retryAtMs: null,
});
const partOf = (
  bookKey: string,
  timeMs: number | null,
  status: Partial<SymbolStatus> = {},
): MapPart => ({
  bookKey,
  column: timeMs === null ? undefined : columnAt(timeMs),
  status: {
    symbol: bookKey,
    clockOffsetMs: 0,
    lastSuccessMs: NOW,
    lastColumnMs: timeMs,
    backfillProgress: 1,
    lastAskedMs: NOW,
    lastPollWeight: 3,
    usedWeight1m: 3,
    fault: null,
    ...status,
  },
});
const statusOf = (...parts: MapPart[]) => computeMapStatus({ column: undefined, parts });

test("the second book's fault is told under its own exchange's name", () => {
  const said = statusOf(
    partOf('BTCUSDT', NOW),
    partOf('bybit:BTCUSDT', NOW, { fault: faultOf('overloaded') }),
  );
  expect(said.faultOf).toBe('bybit');
  expect(said.status).toMatchObject({ symbol: 'BTCUSDT', fault: { kind: 'overloaded' } });
  expect(said.exchanges).toEqual(['binance', 'bybit']);
});

test('a book that fell behind is not in the map, and its fault says why', () => {
  const said = statusOf(
    partOf('BTCUSDT', NOW - HOUR_MS, { fault: faultOf('timeout') }),
    partOf('bybit:BTCUSDT', NOW),
  );
  expect(said).toMatchObject({ faultOf: 'binance', exchanges: ['bybit'] });
  expect(said.status).toMatchObject({ symbol: 'bybit:BTCUSDT', fault: { kind: 'timeout' } });
});

test('a book that still loads does not hide the one that is there', () => {
  const said = statusOf(
    partOf('BTCUSDT', NOW - 20 * HOUR_MS, { backfillProgress: 0.4 }),
    partOf('bybit:BTCUSDT', NOW),
  );
  expect(said.status).toMatchObject({ symbol: 'bybit:BTCUSDT', backfillProgress: 1, fault: null });
  expect(said.faultOf).toBeUndefined();
});

test('before the first column the fault of whoever has one is told', () => {
  const said = statusOf(
    partOf('BTCUSDT', null, { backfillProgress: 0 }),
    partOf('bybit:BTCUSDT', null, { fault: faultOf('banned') }),
  );
  expect(said).toMatchObject({ faultOf: 'bybit', exchanges: ['binance', 'bybit'] });
  expect(said.status?.fault?.kind).toBe('banned');
});

test('a rebuilt store is told only where nothing worse is', () => {
  const rebuilt = partOf('BTCUSDT', NOW, { fault: faultOf('store-rebuilt') });
  expect(statusOf(rebuilt).status?.fault?.kind).toBe('store-rebuilt');
  const both = statusOf(rebuilt, partOf('bybit:BTCUSDT', NOW, { fault: faultOf('offline') }));
  expect(both.status?.fault?.kind).toBe('offline');
});

test('nothing is said of a symbol that was never polled', () => {
  expect(statusOf({ bookKey: 'BTCUSDT', status: undefined, column: undefined })).toEqual({
    status: undefined,
    faultOf: undefined,
    exchanges: ['binance'],
  });
});
