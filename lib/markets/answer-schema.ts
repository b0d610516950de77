/**
 * Checks of an exchange's answer. Unknown fields are ignored; a field that is missing, not a number or
 * impossible is a `MarketError` that names endpoint, field and value.
 */
import * as v from 'valibot';
import { MarketError } from './market-error.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;
/** Prices and amounts come as decimal strings from every exchange known here. */
export const decimal = v.pipe(
  v.string(),
  v.regex(DECIMAL, 'not a decimal'),
  v.transform(Number),
  v.finite('too large'),
);
export const positive = v.pipe(decimal, v.gtValue(0, 'not above 0'));
export const amount = v.pipe(decimal, v.minValue(0, 'below 0'));
/** A name, of a symbol or a coin. */
export const name = v.pipe(v.string(), v.minLength(1, 'empty'), v.maxLength(40, 'too long'));
/** From 2017, when Binance began, to the year 2100: catches seconds and microseconds. */
export const timeMs = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  v.integer('not whole milliseconds'),
  v.minValue(1.48e12, 'not milliseconds'),
  v.maxValue(4.1e12, 'not milliseconds'),
);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** `value` as `schema` has it; `where` is what an error says first. */
export const parseWith = <Output>(
  schema: Schema<Output>,
  value: unknown,
  where: string,
): Output => {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new MarketError(
    'bad-answer',
    `${where}${field === null ? '' : `, field ${field}`}: ${issue.message} in ${shown(issue.input)}`,
  );
};

/** A list whose every row is as `schema` has it. */
export const parseRows = <Output>(
  schema: Schema<Output>,
  body: unknown,
  endpoint: string,
): Output[] =>
  parseWith(v.array(v.unknown()), body, endpoint).map((row, index) =>
    parseWith(schema, row, `${endpoint}, row ${index}`),
  );
