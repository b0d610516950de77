/**
 * CSV, one table a file: commas, a header line, a line end after every row. The first two columns name
 * exchange and symbol, so that a file says by itself what it is of. No cell needs quotes.
 */
import type { Cell } from './field-rules.ts';
import { fieldNamesOf, TABLE_NAMES, TABLE_RULES, type Row, type Table } from './tables.ts';
import { shown, TransferError } from './transfer-error.ts';

const BOOK_FIELDS = ['exchange', 'symbol'] as const;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** Rows that are handed on as one string. */
const PIECE = 1000;

export interface NamedTable extends Table {
  readonly exchange: string;
  readonly symbol: string;
}

const headerOf = (name: Table['name']): string => [...BOOK_FIELDS, ...fieldNamesOf(name)].join(',');

/** The file in pieces, to be put one after the other. */
export const writeCsv = ({ exchange, symbol, name, rows }: NamedTable): string[] => {
  const pieces = [`${headerOf(name)}\n`];
  for (let at = 0; at < rows.length; at += PIECE) {
    const lines = rows.slice(at, at + PIECE).map((row) => [exchange, symbol, ...row].join(','));
    pieces.push(`${lines.join('\n')}\n`);
  }
  return pieces;
};

const tableOfHeader = (header: string): Table['name'] => {
  const found = TABLE_NAMES.find((name) => header === headerOf(name));
  if (found) return found;
  if (header.includes(';'))
    throw new TransferError(
      'Line 1: the cells are separated by semicolons. Save the file with commas.',
    );
  throw new TransferError(
    `Line 1: ${shown(header)} is no header of a Liquidation Lens file. Every such file begins with ${BOOK_FIELDS.join(',')}.`,
  );
};

const splitLines = (text: string): string[] => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) !== '')
    throw new TransferError(`Line ${lines.length}: the file ends in the middle of this line.`);
  lines.pop();
  return lines;
};

/** Lines that cannot be read as rows are rows of texts: the check of the table names what is wrong. */
const readRow = (cells: readonly string[], isText: readonly boolean[]): Row =>
  cells.map((cell, at): Cell => {
    if (cell === '') return null;
    return !isText[at] && NUMBER.test(cell) ? Number(cell) : cell;
  });

/** A file's text as a table whose cells are still unchecked; row n stands in line n + 2. */
export const readCsv = (text: string): NamedTable => {
  const [header = '', ...lines] = splitLines(text);
  const name = tableOfHeader(header);
  const isText = TABLE_RULES[name].fields.map((field) => field.isText);
  const [exchange = '', symbol = ''] = lines[0]?.split(',') ?? [];
  const rows = lines.map((line, index) => {
    const [rowExchange, rowSymbol, ...cells] = line.split(',');
    if (rowExchange !== exchange || rowSymbol !== symbol)
      throw new TransferError(
        `Line ${index + 2}: ${shown(line.slice(0, 60))} is not of ${symbol} on ${exchange}, as the file began.`,
      );
    return readRow(cells, isText);
  });
  return { exchange, symbol, name, rows };
};
