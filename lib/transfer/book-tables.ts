/** A book's rows as tables and back. */
import {
  CANDLE_FIELDS,
  CANDLE_INTERVALS,
  COLUMN_RESOLUTIONS,
  OPEN_INTEREST_SOURCES,
  type BookRows,
  type CandleRow,
} from '../store/book-rows.ts';
import type { Side } from '../model/market-data.ts';
import { cellsOfColumn, columnOfCells } from './column-cells.ts';
import type { Cell } from './field-rules.ts';
import type { Row, Table, TableName } from './tables.ts';

const cellOf = (value: number): Cell => (Number.isNaN(value) ? null : value);
const numberOf = (cell: Cell | undefined): number =>
  cell === null || cell === undefined ? Number.NaN : Number(cell);

const candleOf = ([, timeMs, ...cells]: Row): CandleRow => ({
  timeMs: Number(timeMs),
  ...(Object.fromEntries(CANDLE_FIELDS.map((field, at) => [field, numberOf(cells[at])])) as Omit<
    CandleRow,
    'timeMs'
  >),
});

/** All rows of a book as tables; columns are marked with the version of the model that made them. */
export const tablesOfBook = (rows: BookRows, modelVersion: string): Table[] => [
  {
    name: 'candles',
    rows: CANDLE_INTERVALS.flatMap((interval) =>
      rows.candles[interval].map((row) => [
        interval,
        row.timeMs,
        ...CANDLE_FIELDS.map((field) => cellOf(row[field])),
      ]),
    ),
  },
  {
    name: 'open-interest',
    rows: OPEN_INTEREST_SOURCES.flatMap((source) =>
      rows.openInterest[source].map((row) => [source, row.timeMs, row.openInterestCoins]),
    ),
  },
  {
    name: 'columns',
    rows: COLUMN_RESOLUTIONS.flatMap((resolution) =>
      rows.columns[resolution].map((column) => [
        resolution,
        column.timeMs,
        modelVersion,
        ...cellsOfColumn(column),
      ]),
    ),
  },
  {
    name: 'liquidations',
    rows: rows.liquidations.map((row) => [row.timeMs, row.side, row.price, row.quantityCoins]),
  },
  { name: 'observed', rows: rows.observed.map(({ fromMs, throughMs }) => [fromMs, throughMs]) },
];

export interface BookFromTables {
  readonly rows: BookRows;
  /** Columns of another version of the model: they cannot stand beside ours and are left out. */
  readonly otherModelColumns: number;
}

type Lists<Name extends string, Value> = Record<Name, Value[]>;

const groupBy = <Name extends string, Value>(
  names: readonly Name[],
  rows: readonly Row[],
  valueOf: (row: Row) => Value,
): Lists<Name, Value> => {
  const lists = Object.fromEntries(names.map((name) => [name, []])) as unknown as Lists<
    Name,
    Value
  >;
  for (const row of rows) lists[row[0] as Name].push(valueOf(row));
  return lists;
};

/** Tables that were checked, as rows of a book; a table that is missing is an empty one. */
export const bookOfTables = (tables: readonly Table[], modelVersion: string): BookFromTables => {
  const rowsOf = (wanted: TableName): readonly Row[] =>
    tables.find(({ name }) => name === wanted)?.rows ?? [];
  const columns = rowsOf('columns');
  const ours = columns.filter((row) => row[2] === modelVersion);
  return {
    otherModelColumns: columns.length - ours.length,
    rows: {
      candles: groupBy(CANDLE_INTERVALS, rowsOf('candles'), candleOf),
      openInterest: groupBy(OPEN_INTEREST_SOURCES, rowsOf('open-interest'), (row) => ({
        timeMs: Number(row[1]),
        openInterestCoins: Number(row[2]),
      })),
      columns: groupBy(COLUMN_RESOLUTIONS, ours, (row) =>
        columnOfCells(Number(row[1]), row.slice(3)),
      ),
      liquidations: rowsOf('liquidations').map(([timeMs, side, price, quantity]) => ({
        timeMs: Number(timeMs),
        side: side as Side,
        price: Number(price),
        quantityCoins: Number(quantity),
      })),
      observed: rowsOf('observed').map(([from, through]) => ({
        fromMs: Number(from),
        throughMs: Number(through),
      })),
    },
  };
};
