/** A book out of the store into files, and files into the store. */
import { MARKET_IDS, bookKeyOf, parseBookKey, type MarketId } from '@/lib/markets/book-key.ts';
import { MODEL_VERSION } from '@/lib/model/parameters.ts';
import type { AddedRows } from '@/lib/store/add-book.ts';
import type { BookRows } from '@/lib/store/book-rows.ts';
import { tablesOfBook } from '@/lib/transfer/book-tables.ts';
import { writeCsv } from '@/lib/transfer/csv.ts';
import { writeJson } from '@/lib/transfer/json.ts';
import { checkFileSize, parseFile, type ParsedFile } from '@/lib/transfer/parse-file.ts';
import type { TableName } from '@/lib/transfer/tables.ts';
import { nameBook } from './options-view.ts';

export interface WrittenFile {
  readonly name: string;
  readonly type: string;
  readonly pieces: readonly string[];
  readonly rows: number;
}

const fileName = (bookKey: string, nowMs: number, ending: string): string => {
  const book = parseBookKey(bookKey);
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return `liquidation-lens-${book?.symbol}-${book?.marketId}-${day}${ending}`;
};

const bookOf = (bookKey: string): { exchange: string; symbol: string } => {
  const book = parseBookKey(bookKey);
  return { exchange: book?.marketId ?? '', symbol: book?.symbol ?? bookKey };
};

/** The whole book as one JSON file. */
export const writeBookJson = (bookKey: string, rows: BookRows, nowMs: number): WrittenFile => {
  const tables = tablesOfBook(rows, MODEL_VERSION);
  return {
    name: fileName(bookKey, nowMs, '.json'),
    type: 'application/json',
    pieces: writeJson({ ...bookOf(bookKey), tables }),
    rows: tables.reduce((sum, table) => sum + table.rows.length, 0),
  };
};

/** One table of the book as CSV. */
export const writeBookCsv = (
  bookKey: string,
  rows: BookRows,
  name: TableName,
  nowMs: number,
): WrittenFile => {
  const table = tablesOfBook(rows, MODEL_VERSION).find((one) => one.name === name);
  const found = table ?? { name, rows: [] };
  return {
    name: fileName(bookKey, nowMs, `-${name}.csv`),
    type: 'text/csv',
    pieces: writeCsv({ ...bookOf(bookKey), ...found }),
    rows: found.rows.length,
  };
};

export interface CarryPorts {
  readonly addBook: (bookKey: string, rows: BookRows, nowMs: number) => Promise<AddedRows>;
}

const countRows = ({ rows }: ParsedFile): number =>
  tablesOfBook(rows, '').reduce(
    (sum, table) => sum + (table.name === 'observed' ? 0 : table.rows.length),
    0,
  );

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

const describeAdded = (parsed: ParsedFile, bookKey: string, added: AddedRows): string => {
  const parts = [
    [added.candles, 'candle', 'candles'],
    [added.openInterest, 'reading of open interest', 'readings of open interest'],
    [added.columns, 'column', 'columns'],
    [added.liquidations, 'liquidation', 'liquidations'],
  ] as const;
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => plural(count, one, many));
  const sum = parts.reduce((total, [count]) => total + count, 0);
  const stored = countRows(parsed) - sum - added.tooOld;
  return [
    `${nameBook(bookKey)}: ${told.length > 0 ? told.join(', ') : 'nothing'} added.`,
    stored > 0 ? `${plural(stored, 'row was', 'rows were')} stored already.` : '',
    added.tooOld > 0 ? `${plural(added.tooOld, 'row is', 'rows are')} too old to be kept.` : '',
    parsed.otherModelColumns > 0
      ? `${plural(parsed.otherModelColumns, 'column', 'columns')} of another version of the model left out.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
};

/** Takes a file in and gives what became of it in words. Fails with a `TransferError` or as the store does. */
export const importFile = async (
  file: Pick<File, 'size' | 'arrayBuffer'>,
  ports: CarryPorts,
  nowMs: number,
): Promise<{ readonly symbol: string; readonly words: string }> => {
  checkFileSize(file.size);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parsed = parseFile(bytes, { nowMs, modelVersion: MODEL_VERSION, exchanges: MARKET_IDS });
  const { symbol } = parsed;
  const bookKey = bookKeyOf({ marketId: parsed.exchange as MarketId, symbol });
  const added = await ports.addBook(bookKey, parsed.rows, nowMs);
  return { symbol, words: describeAdded(parsed, bookKey, added) };
};
