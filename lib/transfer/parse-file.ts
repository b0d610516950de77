/** A file of the user's to rows of a book, checked wholly before anyone sees them. */
import type { BookRows } from '../store/book-rows.ts';
import { bookOfTables } from './book-tables.ts';
import { checkTable } from './check-table.ts';
import { readCsv } from './csv.ts';
import { readJson, type NamedTables } from './json.ts';
import { shown, TransferError } from './transfer-error.ts';

/** A year of one symbol is less than half of this. */
export const MOST_FILE_BYTES = 256 * 1024 * 1024;

export interface ParsedFile {
  readonly exchange: string;
  readonly symbol: string;
  readonly rows: BookRows;
  /** Columns of another version of the model, which are left out. */
  readonly otherModelColumns: number;
}

export interface ParseOptions {
  /** The exchange's time. */
  readonly nowMs: number;
  readonly modelVersion: string;
  /** Names of exchanges that a book can be of. */
  readonly exchanges: readonly string[];
}

const SYMBOL = /^[\p{L}\p{N}_]{1,40}$/u;

/** Fails where a file is not worth opening. */
export const checkFileSize = (bytes: number): void => {
  if (bytes === 0) throw new TransferError('The file is empty.');
  if (bytes > MOST_FILE_BYTES)
    throw new TransferError(
      `The file has ${Math.round(bytes / 2 ** 20)} MB; ${MOST_FILE_BYTES / 2 ** 20} MB are the most that can be read.`,
    );
};

const decode = (bytes: Uint8Array): string => {
  checkFileSize(bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TransferError('The file is not text. Unpack it first if it is compressed.');
  }
};

interface ReadFile extends NamedTables {
  readonly whereOf: (table: string, rowIndex: number) => string;
}

const read = (text: string): ReadFile => {
  if (/^\uFEFF?\s*[[{]/.test(text))
    return {
      ...readJson(text),
      whereOf: (table, index) => `tables.${table}, row ${index + 1}`,
    };
  const { exchange, symbol, ...table } = readCsv(text);
  return { exchange, symbol, tables: [table], whereOf: (_table, index) => `Line ${index + 2}` };
};

/** Fails with a `TransferError` at the first thing that is wrong; then nothing of the file is used. */
export const parseFile = (bytes: Uint8Array, options: ParseOptions): ParsedFile => {
  const { exchange, symbol, tables, whereOf } = read(decode(bytes));
  if (tables.every(({ rows }) => rows.length === 0))
    throw new TransferError('The file has no rows.');
  if (!options.exchanges.includes(exchange))
    throw new TransferError(
      `The exchange is ${shown(exchange)}; known are ${options.exchanges.join(' and ')}.`,
    );
  if (!SYMBOL.test(symbol)) throw new TransferError(`${shown(symbol)} is no symbol.`);
  for (const table of tables)
    checkTable(table, {
      nowMs: options.nowMs,
      whereOf: (rowIndex) => whereOf(table.name, rowIndex),
    });
  const book = bookOfTables(tables, options.modelVersion);
  const rowCount = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  if (rowCount === book.otherModelColumns)
    throw new TransferError(
      `The columns were made by another version of the model than ${options.modelVersion}, and cannot stand beside its own.`,
    );
  return { exchange, symbol, ...book };
};
