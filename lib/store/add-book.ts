/**
 * Adds rows of a file to a book, in one transaction: all of them or none. What is stored stays, because
 * it came from the exchange later; rows older than anything that is kept are left out.
 */
import { packColumns, parseColumnChunk, unpackColumns } from '../model/column-chunk.ts';
import type { QuantisedColumn } from '../model/column.ts';
import { DAY_MS, floorToPeriod } from '../model/time.ts';
import { addSlots, type FieldGroup } from './add-slots.ts';
import {
  CANDLE_INTERVALS,
  COLUMN_RESOLUTIONS,
  OPEN_INTEREST_SOURCES,
  type BookRows,
  type CandleField,
} from './book-rows.ts';
import { CANDLE_SERIES } from './candle-rows.ts';
import { COLUMN_SERIES, type ColumnResolution } from './columns.ts';
import { putCloses, putObserved, readLiquidations } from './liquidation-rows.ts';
import { OPEN_INTEREST_SERIES } from './open-interest-rows.ts';
import type { ChunkKey, Database, WriteTransaction } from './schema.ts';
import { clipStretches } from './stretches.ts';
import { writeAtOnce } from './write-at-once.ts';

/** Rows that were not stored before, and rows too old to be kept. */
export interface AddedRows {
  readonly candles: number;
  readonly openInterest: number;
  readonly columns: number;
  readonly liquidations: number;
  readonly tooOld: number;
}

interface Shelf {
  readonly chunkMs: number;
  readonly keepMs: number;
}

const FOREVER = Number.MAX_SAFE_INTEGER;

const CANDLE_GROUPS: readonly FieldGroup<CandleField>[] = [
  ['close', 'open', 'high', 'low', 'volumeCoins', 'takerBuyCoins'],
  ['markClose', 'markHigh', 'markLow'],
];

/** The same rule as that of pruning: a chunk goes when all of it is too old. */
const isKept = ({ chunkMs, keepMs }: Shelf, timeMs: number, nowMs: number): boolean =>
  floorToPeriod(timeMs, chunkMs) > nowMs - keepMs - chunkMs;

const addColumns = async (
  transaction: WriteTransaction,
  bookKey: string,
  resolution: ColumnResolution,
  columns: readonly QuantisedColumn[],
): Promise<number> => {
  const store = transaction.objectStore('columns');
  const { chunkMs } = COLUMN_SERIES[resolution];
  const groups = Map.groupBy(columns, ({ timeMs }) => floorToPeriod(timeMs, chunkMs));
  let added = 0;
  for (const [startMs, group] of groups) {
    const key: ChunkKey = [bookKey, resolution, startMs];
    const chunk = parseColumnChunk(await store.get(key));
    const stored = chunk ? unpackColumns(chunk) : [];
    const times = new Set(stored.map(({ timeMs }) => timeMs));
    const missing = group.filter(({ timeMs }) => !times.has(timeMs));
    if (missing.length > 0) await store.put(packColumns([...stored, ...missing]), key);
    added += missing.length;
  }
  return added;
};

const addLiquidations = async (
  transaction: WriteTransaction,
  bookKey: string,
  { liquidations, observed }: BookRows,
): Promise<number> => {
  const countStored = async (): Promise<number> =>
    (await readLiquidations(transaction, bookKey, 0, FOREVER)).liquidations.length;
  const before = await countStored();
  await putCloses(transaction, bookKey, liquidations);
  for (const { fromMs, throughMs } of observed)
    for (let day = floorToPeriod(fromMs, DAY_MS); day < throughMs; day += DAY_MS)
      for (const part of clipStretches([{ fromMs, throughMs }], day, day + DAY_MS))
        await putObserved(transaction, bookKey, part);
  return (await countStored()) - before;
};

/** Adds what is not stored yet. `nowMs` is the exchange's time. */
export const addBookRows = (
  db: Database,
  bookKey: string,
  rows: BookRows,
  nowMs: number,
): Promise<AddedRows> =>
  writeAtOnce(db, ['candles', 'openInterest', 'columns', 'liquidations'], async (transaction) => {
    let [candles, openInterest, columns, tooOld] = [0, 0, 0, 0];
    const young = <Row extends { readonly timeMs: number }>(
      shelf: Shelf,
      all: readonly Row[],
    ): readonly Row[] => {
      const kept = all.filter(({ timeMs }) => isKept(shelf, timeMs, nowMs));
      tooOld += all.length - kept.length;
      return kept;
    };
    for (const interval of CANDLE_INTERVALS) {
      const series = CANDLE_SERIES[interval];
      const wanted = young(series, rows.candles[interval]);
      candles += await addSlots(transaction, {
        series,
        bookKey,
        groups: CANDLE_GROUPS,
        rows: wanted,
      });
    }
    for (const source of OPEN_INTEREST_SOURCES) {
      const series = OPEN_INTEREST_SERIES[source];
      const wanted = young(series, rows.openInterest[source]);
      const groups: readonly FieldGroup<'openInterestCoins'>[] = [['openInterestCoins']];
      openInterest += await addSlots(transaction, { series, bookKey, groups, rows: wanted });
    }
    for (const resolution of COLUMN_RESOLUTIONS) {
      const wanted = young(COLUMN_SERIES[resolution], rows.columns[resolution]);
      columns += await addColumns(transaction, bookKey, resolution, wanted);
    }
    const liquidations = await addLiquidations(transaction, bookKey, rows);
    return { candles, openInterest, columns, liquidations, tooOld };
  });
