/**
 * The tables of a file, the same in CSV and JSON: their columns, what each cell may hold, and what a row
 * must add up to. A table of several series names the series in its first column.
 */
import { CANDLE_INTERVALS, COLUMN_RESOLUTIONS, OPEN_INTEREST_SOURCES } from '../store/book-rows.ts';
import { FIVE_MINUTES_MS, HALF_HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { SIDES } from '../model/market-data.ts';
import { checkColumnCells, COLUMN_FIELDS } from './column-cells.ts';
import {
  amount,
  oneOf,
  optional,
  price,
  time,
  version,
  type Cell,
  type Field,
} from './field-rules.ts';

export const TABLE_NAMES = [
  'candles',
  'open-interest',
  'columns',
  'liquidations',
  'observed',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

export type Row = readonly Cell[];

export interface Table {
  readonly name: TableName;
  readonly rows: readonly Row[];
}

export interface TableRule {
  readonly fields: readonly Field[];
  /** Which column is the time by which rows are sorted. */
  readonly timeAt: number;
  /** The time between rows, by the name of the series; none where rows come when they come. */
  readonly periodsMs: Readonly<Record<string, number>> | null;
  /** May two rows be of the same time? */
  readonly mayRepeat: boolean;
  readonly checkRow: (row: Row) => string | null;
}

const checkCandle = ([, , open, high, low, close, volume, takerBuy, ...mark]: Row):
  string | null => {
  const traded = [open, high, low, close, volume];
  const missing = traded.filter((cell) => cell === null).length;
  if (missing > 0 && missing < traded.length) return 'has a part of a candle only';
  if (missing === 0 && !(low! <= open! && low! <= close! && high! >= open! && high! >= close!))
    return `open ${open} or close ${close} is outside low ${low} to high ${high}`;
  if (takerBuy !== null && (missing > 0 || takerBuy! > volume!))
    return `taker_buy_volume ${takerBuy} is more than the volume ${volume}`;
  const [markHigh, markLow, markClose] = mark;
  const markMissing = mark.filter((cell) => cell === null).length;
  if (markMissing > 0 && markMissing < mark.length) return 'has a part of a mark candle only';
  if (markMissing === 0 && !(markLow! <= markClose! && markClose! <= markHigh!))
    return `mark_close ${markClose} is outside mark_low ${markLow} to mark_high ${markHigh}`;
  return missing > 0 && markMissing > 0 ? 'is empty' : null;
};

const sound = (): null => null;
const MINUTES = { '1m': MINUTE_MS, '5m': FIVE_MINUTES_MS, '30m': HALF_HOUR_MS };

export const TABLE_RULES: Readonly<Record<TableName, TableRule>> = {
  candles: {
    fields: [
      oneOf('interval', CANDLE_INTERVALS),
      time('open_time_ms'),
      ...['open', 'high', 'low', 'close'].map((name) => optional(price(name))),
      optional(amount('volume')),
      optional(amount('taker_buy_volume')),
      ...['mark_high', 'mark_low', 'mark_close'].map((name) => optional(price(name))),
    ],
    timeAt: 1,
    periodsMs: MINUTES,
    mayRepeat: false,
    checkRow: checkCandle,
  },
  'open-interest': {
    fields: [oneOf('source', OPEN_INTEREST_SOURCES), time('time_ms'), amount('open_interest')],
    timeAt: 1,
    periodsMs: { official: FIVE_MINUTES_MS, live: MINUTE_MS },
    mayRepeat: false,
    checkRow: sound,
  },
  columns: {
    fields: [
      oneOf('resolution', COLUMN_RESOLUTIONS),
      time('time_ms'),
      version('model_version'),
      ...COLUMN_FIELDS,
    ],
    timeAt: 1,
    periodsMs: MINUTES,
    mayRepeat: false,
    checkRow: (row) => checkColumnCells(row.slice(3)),
  },
  liquidations: {
    fields: [time('time_ms'), oneOf('side', SIDES), price('price'), price('quantity')],
    timeAt: 0,
    periodsMs: null,
    mayRepeat: true,
    checkRow: sound,
  },
  observed: {
    fields: [time('from_ms'), time('through_ms')],
    timeAt: 0,
    periodsMs: null,
    mayRepeat: false,
    checkRow: ([from, through]) => (through! > from! ? null : 'ends before it begins'),
  },
};

export const fieldNamesOf = (name: TableName): string[] =>
  TABLE_RULES[name].fields.map((field) => field.name);
