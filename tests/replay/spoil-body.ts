/** Right answers with a fault worked into them. */
import { FIVE_MINUTES_MS, MINUTE_MS } from '../../lib/model/time.ts';
import type { FaultRule } from './faults.ts';
import { jsonReply, type Reply } from './reply.ts';

/** Applies a change to the rows of a body (or to the one thing that it tells) and returns the body. */
export type ChangeRows = (body: unknown, change: (rows: unknown) => unknown) => unknown;

/** The right answer with the fault worked into it. */
export function spoilBody(rule: FaultRule, body: unknown, changeRows: ChangeRows): Reply {
  if (rule.kind !== 'truncated') {
    return jsonReply(
      200,
      changeRows(body, (rows) => spoilRows(rule, rows)),
    );
  }
  const text = JSON.stringify(body);
  return { ...jsonReply(200, null), body: text.slice(0, Math.ceil(text.length / 2)) };
}

function spoilRows(rule: FaultRule, rows: unknown): unknown {
  if (rule.kind === 'missing-fields') return mapRows(rows, dropFields);
  if (rule.kind === 'extra-fields') return mapRows(rows, addFields);
  if (rule.kind === 'bad-open-interest') return mapRows(rows, (row) => bendReading(rule, row));
  if (rule.kind === 'impossible-row') return spoilMiddle(rows);
  if (!Array.isArray(rows)) return rows;
  if (rule.kind === 'gap') return dropMiddleThird(rows);
  if (rule.kind === 'duplicates') return rows.flatMap((row) => [row, row]);
  return rule.kind === 'out-of-order' ? swapNeighbours(rows) : rows;
}

const mapRows = (rows: unknown, change: (row: unknown) => unknown): unknown =>
  Array.isArray(rows) ? rows.map(change) : change(rows);

const FIELDS_LEFT = 5;
const SHORT_ROW_FIELDS_LEFT = 3;

/** Rows lose all after the fifth element (short ones after the third), objects every second field. */
function dropFields(row: unknown): unknown {
  if (Array.isArray(row)) return row.slice(0, row.length > 7 ? FIELDS_LEFT : SHORT_ROW_FIELDS_LEFT);
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).filter((_, index) => index % 2 === 0));
}

/** Rows gain an element, objects a field and one inside another. */
function addFields(row: unknown): unknown {
  if (Array.isArray(row)) return [...row, 'unforeseen'];
  if (typeof row !== 'object' || row === null) return row;
  return { unforeseen: 'value', ...row, alsoUnforeseen: { inside: [1, null] } };
}

function dropMiddleThird(rows: readonly unknown[]): readonly unknown[] {
  const from = Math.floor(rows.length / 3);
  const to = Math.max(from + 1, Math.floor((rows.length * 2) / 3));
  return rows.length < 3 ? rows : [...rows.slice(0, from), ...rows.slice(to)];
}

const swapNeighbours = (rows: readonly unknown[]): readonly unknown[] =>
  rows.map((row, index) => rows[index % 2 === 0 ? index + 1 : index - 1] ?? row);

/** The row in the middle becomes one that cannot be: a high below the low, amounts below nothing. */
function spoilMiddle(rows: unknown): unknown {
  if (!Array.isArray(rows)) return makeImpossible(rows);
  const middle = Math.floor(rows.length / 2);
  return rows.map((row: unknown, index) => (index === middle ? makeImpossible(row) : row));
}

function makeImpossible(row: unknown): unknown {
  if (Array.isArray(row)) {
    return row.map((cell: unknown, index) => (index === 2 ? halve(row[3]) : cell));
  }
  if (typeof row !== 'object' || row === null) return row;
  return mapAmounts(row, (amount) => `-${amount}`);
}

const halve = (price: unknown): string => (Number(price) / 2).toFixed(2);

const OPEN_INTEREST_FIELD = /^(sum|single)?openInterest(value)?$/i;

const mapAmounts = (row: object, change: (amount: string) => string): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) =>
      OPEN_INTEREST_FIELD.test(name) ? [name, change(String(value))] : [name, value],
    ),
  );

/** Of six readings one is ten times too large and one is nothing; always the same ones. */
function computeFactor(timeMs: number): number {
  const periodMs = timeMs % FIVE_MINUTES_MS === 0 ? FIVE_MINUTES_MS : MINUTE_MS;
  const turn = Math.floor(timeMs / periodMs) % 6;
  if (turn === 1) return 10;
  return turn === 4 ? 0 : 1;
}

function bendReading(rule: FaultRule, row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const { timestamp, time } = row as Record<string, unknown>;
  const factor = rule.factor ?? computeFactor(Number(timestamp ?? time));
  return factor === 1 ? row : mapAmounts(row, (amount) => multiply(amount, factor));
}

/** A decimal string times a factor, with as many decimals as it had. */
const multiply = (amount: string, factor: number): string =>
  (Number(amount) * factor).toFixed(amount.split('.')[1]?.length ?? 0);
