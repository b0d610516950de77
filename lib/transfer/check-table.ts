/** Checks a table wholly; the first thing that is wrong ends it, with its place. */
import type { Cell } from './field-rules.ts';
import { TABLE_RULES, type Row, type Table, type TableRule } from './tables.ts';
import { TransferError } from './transfer-error.ts';

export interface CheckOptions {
  /** The exchange's time: nothing in a file can be of later. */
  readonly nowMs: number;
  /** Where a row stands, for the message: "line 12". */
  readonly whereOf: (rowIndex: number) => string;
}

/** The clocks of two machines may differ by so much. */
const CLOCK_SLACK_MS = 5 * 60_000;

const findWrongCell = ({ fields }: TableRule, row: Row): string | null => {
  if (row.length !== fields.length)
    return `it has ${row.length} cells, where ${fields.length} belong`;
  for (const [at, field] of fields.entries()) {
    const wrong = field.check(row[at] ?? null);
    if (wrong) return `${field.name} ${wrong}`;
  }
  return null;
};

const findWrongTime = (rule: TableRule, row: Row, last: number, nowMs: number): string | null => {
  const timeMs = Number(row[rule.timeAt]);
  const series = String(row[0]);
  const periodMs = rule.periodsMs?.[series];
  if (periodMs && timeMs % periodMs !== 0) return `${timeMs} is no beginning of a ${series} slot`;
  if (timeMs > nowMs + CLOCK_SLACK_MS) return `${timeMs} lies in the future`;
  if (timeMs === last && !rule.mayRepeat) return `the time ${timeMs} comes twice`;
  return timeMs < last ? `the time ${timeMs} comes after ${last}: rows are out of order` : null;
};

/** Fails with a `TransferError` at the first row that is not sound. */
export const checkTable = (table: Table, { nowMs, whereOf }: CheckOptions): void => {
  const rule = TABLE_RULES[table.name];
  const lastTimes = new Map<Cell, number>();
  for (const [index, row] of table.rows.entries()) {
    const series = rule.periodsMs ? (row[0] ?? null) : null;
    const wrong =
      findWrongCell(rule, row) ??
      findWrongTime(rule, row, lastTimes.get(series) ?? 0, nowMs) ??
      rule.checkRow(row);
    if (wrong) throw new TransferError(`${whereOf(index)}: ${wrong}.`);
    lastTimes.set(series, Number(row[rule.timeAt]));
  }
};
