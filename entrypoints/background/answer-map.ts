/** The answer to `getMap`: the newest column, or why there is none yet. */
import { noteAsked } from '@/lib/collect/followed.ts';
import type { MapAnswer, MapColumn } from '@/lib/messages.ts';
import type { QuantisedColumn } from '@/lib/model/column.ts';
import { readNewestColumn } from '@/lib/store/columns.ts';
import { StoreError } from '@/lib/store/open-database.ts';
import type { SymbolStatus } from '@/lib/store/status.ts';
import { withDatabase } from '@/lib/store/with-database.ts';
import { pollOne } from './poll.ts';

const toMapColumn = ({ codes, ...rest }: QuantisedColumn): MapColumn => ({
  ...rest,
  codes: btoa(String.fromCharCode(...codes)),
});

/** The answer from what is stored; `machineMs` is the machine's clock. */
export const computeMapAnswer = (
  symbol: string,
  status: SymbolStatus | undefined,
  column: QuantisedColumn | undefined,
  machineMs: number,
): MapAnswer => {
  const fault = status?.fault ?? null;
  // While the history loads, the newest column is one of days ago.
  const isLoaded = (status?.backfillProgress ?? 1) >= 1;
  if (column && isLoaded) {
    const ageMs = Math.max(0, machineMs + (status?.clockOffsetMs ?? 0) - column.timeMs);
    return {
      state: 'ready',
      symbol,
      column: toMapColumn(column),
      ageMs,
      exchanges: ['binance'],
      isLive: false,
      fault,
    };
  }
  if (fault && fault.kind !== 'store-rebuilt') return { state: 'unavailable', symbol, fault };
  return { state: 'loading', symbol, progress: status?.backfillProgress ?? 0 };
};

const storeBroken = (symbol: string, error: StoreError): MapAnswer => ({
  state: 'unavailable',
  symbol,
  fault: { kind: 'store-broken', detail: error.message, sinceMs: Date.now(), retryAtMs: null },
});

/** Notes that `symbol` is wanted, begins its backfill where there is nothing yet, and answers at once. */
export const answerMap = async (symbol: string): Promise<MapAnswer> => {
  try {
    return await withDatabase(async (db) => {
      const status = await noteAsked(db, symbol, Date.now());
      const column = await readNewestColumn(db, symbol);
      // After a fault the alarm tries again: an answer that polls would be asked again by its own news.
      const isUntried = !column && !status?.fault && status?.lastSuccessMs == null;
      if (isUntried) void pollOne(symbol);
      return computeMapAnswer(symbol, status, column, Date.now());
    });
  } catch (error) {
    if (error instanceof StoreError) return storeBroken(symbol, error);
    throw error;
  }
};
