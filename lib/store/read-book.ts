/** Reads everything of a book that can be carried elsewhere, as of one moment. */
import { parseColumnChunk, unpackColumns } from '../model/column-chunk.ts';
import type { QuantisedColumn } from '../model/column.ts';
import { CANDLE_FIELDS, type BookRows, type CandleRow, type OpenInterestRow } from './book-rows.ts';
import { CANDLE_SERIES } from './candle-rows.ts';
import type { ColumnResolution } from './columns.ts';
import { readLiquidations } from './liquidation-rows.ts';
import { OPEN_INTEREST_SERIES } from './open-interest-rows.ts';
import type { AnyTransaction, Database } from './schema.ts';
import { visitSlots, type SlotSeries } from './slot-series.ts';

const FOREVER = Number.MAX_SAFE_INTEGER;

const seriesRange = (bookKey: string, series: string): IDBKeyRange =>
  IDBKeyRange.bound([bookKey, series, 0], [bookKey, series, FOREVER]);

/** Visits every stored slot of a series, however old. */
const visitAll = async <Field extends string>(
  transaction: AnyTransaction,
  series: SlotSeries<Field>,
  bookKey: string,
  visit: (timeMs: number, read: (field: Field) => number) => void,
): Promise<void> => {
  const range = seriesRange(bookKey, series.name);
  const keys = await transaction.objectStore(series.store).getAllKeys(range);
  for (const [, , startMs] of keys)
    await visitSlots(
      transaction,
      series,
      { bookKey, startMs, endMs: startMs + series.chunkMs },
      visit,
    );
};

const readCandleRows = async (
  transaction: AnyTransaction,
  bookKey: string,
  interval: keyof typeof CANDLE_SERIES,
): Promise<CandleRow[]> => {
  const rows: CandleRow[] = [];
  await visitAll(transaction, CANDLE_SERIES[interval], bookKey, (timeMs, read) => {
    const values = Object.fromEntries(CANDLE_FIELDS.map((field) => [field, read(field)]));
    const row = { timeMs, ...values } as CandleRow;
    if (!Number.isNaN(row.close) || !Number.isNaN(row.markClose)) rows.push(row);
  });
  return rows;
};

const readOpenInterestRows = async (
  transaction: AnyTransaction,
  bookKey: string,
  source: keyof typeof OPEN_INTEREST_SERIES,
): Promise<OpenInterestRow[]> => {
  const rows: OpenInterestRow[] = [];
  await visitAll(transaction, OPEN_INTEREST_SERIES[source], bookKey, (timeMs, read) => {
    const openInterestCoins = read('openInterestCoins');
    if (!Number.isNaN(openInterestCoins)) rows.push({ timeMs, openInterestCoins });
  });
  return rows;
};

const readColumnRows = async (
  transaction: AnyTransaction,
  bookKey: string,
  resolution: ColumnResolution,
): Promise<QuantisedColumn[]> => {
  const store = transaction.objectStore('columns');
  const chunks: unknown[] = await store.getAll(seriesRange(bookKey, resolution));
  return chunks.flatMap((value) => {
    const chunk = parseColumnChunk(value);
    return chunk ? unpackColumns(chunk) : [];
  });
};

/** All rows of a book. Fails with `CorruptRows` where a stored value is no chunk. */
export const readBookRows = async (db: Database, bookKey: string): Promise<BookRows> => {
  const stores = ['candles', 'openInterest', 'columns', 'liquidations'] as const;
  const transaction = db.transaction(stores) as unknown as AnyTransaction;
  return {
    candles: {
      '1m': await readCandleRows(transaction, bookKey, '1m'),
      '5m': await readCandleRows(transaction, bookKey, '5m'),
    },
    openInterest: {
      official: await readOpenInterestRows(transaction, bookKey, 'official'),
      live: await readOpenInterestRows(transaction, bookKey, 'live'),
    },
    columns: {
      '1m': await readColumnRows(transaction, bookKey, '1m'),
      '5m': await readColumnRows(transaction, bookKey, '5m'),
      '30m': await readColumnRows(transaction, bookKey, '30m'),
    },
    ...(await readLiquidations(transaction, bookKey, 0, FOREVER)),
  };
};
