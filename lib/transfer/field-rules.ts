/** What a cell of a file may hold. A rule answers with what is wrong, or null where nothing is. */
import { shown } from './transfer-error.ts';

export type Cell = string | number | null;

export interface Field {
  readonly name: string;
  /** Read as text in a CSV file also where it looks like a number. */
  readonly isText: boolean;
  readonly check: (cell: Cell) => string | null;
}

type Check = Field['check'];

/** From 2017, when the exchanges began: catches seconds and microseconds. */
const FIRST_MS = 1.48e12;
const LAST_MS = 4.1e12;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const number = (name: string, wrong: (value: number) => string | null): Field => ({
  name,
  isText: false,
  check: (cell) =>
    typeof cell === 'number' && Number.isFinite(cell)
      ? wrong(cell)
      : cell === null
        ? 'is empty'
        : `is ${shown(cell)}, not a number`,
});

const text = (name: string, check: Check): Field => ({ name, isText: true, check });

export const time = (name: string): Field =>
  number(name, (value) =>
    Number.isInteger(value) && value >= FIRST_MS && value <= LAST_MS
      ? null
      : `is ${value}, not a time in UTC milliseconds`,
  );

export const price = (name: string): Field =>
  number(name, (value) => (value > 0 ? null : `is ${value}, not above 0`));

export const amount = (name: string): Field =>
  number(name, (value) => (value >= 0 ? null : `is ${value}, below 0`));

export const integer = (name: string, from: number, to: number): Field =>
  number(name, (value) =>
    Number.isInteger(value) && value >= from && value <= to
      ? null
      : `is ${value}, not a whole number from ${from} to ${to}`,
  );

/** The field may be empty. */
export const optional = (field: Field): Field => ({
  ...field,
  check: (cell) => (cell === null ? null : field.check(cell)),
});

export const oneOf = (name: string, values: readonly string[]): Field =>
  text(name, (cell) =>
    values.includes(String(cell)) ? null : `is ${shown(cell)}, not one of ${values.join(', ')}`,
  );

export const version = (name: string): Field =>
  text(name, (cell) => (typeof cell === 'string' && cell !== '' ? null : 'names no version'));

/** Bytes as base64. */
export const bytes = (name: string): Field =>
  text(name, (cell) =>
    cell === null || (typeof cell === 'string' && BASE64.test(cell)) ? null : 'is not base64',
  );
