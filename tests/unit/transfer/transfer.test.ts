import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tablesOfBook } from '../../../lib/transfer/book-tables.ts';
import { writeCsv } from '../../../lib/transfer/csv.ts';
import { writeJson } from '../../../lib/transfer/json.ts';
import {
  checkFileSize,
  MOST_FILE_BYTES,
  parseFile,
  type ParsedFile,
} from '../../../lib/transfer/parse-file.ts';
import { TABLE_NAMES, type TableName } from '../../../lib/transfer/tables.ts';
import { TransferError } from '../../../lib/transfer/transfer-error.ts';
import { books, MODEL, NOW_MS, SMALL_BOOK, START_MS } from './book-of-rows.ts';

const BOOK = { exchange: 'binance', symbol: 'BTCUSDT' };
const OPTIONS = { nowMs: NOW_MS, modelVersion: MODEL, exchanges: ['binance', 'bybit'] };

const parse = (text: string | Uint8Array): ParsedFile =>
  parseFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, OPTIONS);
const jsonOf = (rows = SMALL_BOOK): string =>
  writeJson({ ...BOOK, tables: tablesOfBook(rows, MODEL) }).join('');
const csvOf = (name: TableName, rows = SMALL_BOOK): string => {
  const table = tablesOfBook(rows, MODEL).find((one) => one.name === name)!;
  return writeCsv({ ...BOOK, ...table }).join('');
};
const messageOf = (text: string | Uint8Array): string => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof TransferError) return error.message;
    throw error;
  }
  return 'no error';
};

describe('what is written is read again', () => {
  test('any book comes through JSON as it was, to the last digit', () => {
    fc.assert(
      fc.property(books, (rows) => {
        fc.pre(tablesOfBook(rows, MODEL).some((table) => table.rows.length > 0));
        const parsed = parse(jsonOf(rows));
        expect(parsed).toEqual({ ...BOOK, rows, otherModelColumns: 0 });
      }),
    );
  });

  test('any book comes through its CSV files as it was, to the last digit', () => {
    fc.assert(
      fc.property(books, (rows) => {
        for (const { name, rows: cells } of tablesOfBook(rows, MODEL)) {
          if (cells.length === 0) continue;
          const read = tablesOfBook(parse(csvOf(name, rows)).rows, MODEL);
          expect(read.find((table) => table.name === name)?.rows).toEqual(cells);
        }
      }),
    );
  });

  test('a CSV file is what a person would expect of one', () => {
    expect(csvOf('candles').split('\n').slice(0, 2)).toEqual([
      'exchange,symbol,interval,open_time_ms,open,high,low,close,volume,taker_buy_volume,mark_high,mark_low,mark_close',
      `binance,BTCUSDT,5m,${START_MS},100,110.5,90,105,12,7,109,91,104`,
    ]);
    // ln 100 / ln 1.0005 = 9212.6…, so the bin of 100 is 9212 and the column begins two below.
    // Base64 of the bytes 1, 2 is AQI=, of 3 it is Aw==.
    expect(csvOf('columns').split('\n')[1]).toBe(
      `binance,BTCUSDT,30m,${START_MS},7,100,mark,9210,4,3.5,0,AQI=,3,Aw==`,
    );
  });

  test('line ends of Windows and a byte-order mark are taken', () => {
    const text = `\uFEFF${csvOf('candles').replaceAll('\n', '\r\n')}`;
    expect(parse(text).rows.candles).toEqual(SMALL_BOOK.candles);
    expect(parse(`\uFEFF${jsonOf()}`).rows).toEqual(SMALL_BOOK);
  });
});

describe('a file that is not sound is refused with its place', () => {
  const edit = (name: TableName, line: number, from: string, to: string): string =>
    csvOf(name)
      .split('\n')
      .map((row, at) => (at === line - 1 ? row.replace(from, to) : row))
      .join('\n');

  test.each([
    ['0 bytes', '', 'The file is empty.'],
    ['no rows', `${csvOf('candles').split('\n')[0]}\n`, 'The file has no rows.'],
    [
      'semicolons',
      csvOf('candles').replaceAll(',', ';'),
      'Line 1: the cells are separated by semicolons',
    ],
    ['another CSV', 'date,open,close\n2026-01-01,1,2\n', 'is no header of a Liquidation Lens file'],
    [
      'a cut line',
      csvOf('candles').slice(0, -9),
      'Line 3: the file ends in the middle of this line.',
    ],
    ['NaN', edit('candles', 3, '110.5', 'NaN'), 'Line 3: high is "NaN", not a number.'],
    [
      'an infinite number',
      edit('candles', 3, '110.5', '1e999'),
      'Line 3: high is Infinity, not a number.',
    ],
    ['a negative volume', edit('candles', 2, ',12,', ',-12,'), 'Line 2: volume is -12, below 0.'],
    ['a price of nothing', edit('candles', 2, ',90,', ',0,'), 'Line 2: low is 0, not above 0.'],
    ['an empty price', edit('candles', 2, ',90,', ',,'), 'Line 2: has a part of a candle only.'],
    [
      'a close outside',
      edit('candles', 2, ',90,105,', ',90,205,'),
      'close 205 is outside low 90 to high 110.5',
    ],
    [
      'a time twice',
      edit('candles', 3, String(START_MS + 300_000), String(START_MS)),
      `Line 3: the time ${START_MS} comes twice.`,
    ],
    [
      'a time out of order',
      edit('candles', 3, String(START_MS + 300_000), String(START_MS - 300_000)),
      'Line 3: the time',
    ],
    [
      'a time between slots',
      edit('candles', 3, String(START_MS + 300_000), String(START_MS + 300_001)),
      'is no beginning of a 5m slot',
    ],
    [
      'seconds for milliseconds',
      edit('candles', 2, String(START_MS), String(START_MS / 1000)),
      'not a time in UTC milliseconds',
    ],
    [
      'a time to come',
      edit('candles', 3, String(START_MS + 300_000), String(NOW_MS + 3_600_000)),
      'lies in the future',
    ],
    [
      'another symbol in the middle',
      edit('candles', 3, 'BTCUSDT', 'ETHUSDT'),
      'Line 3: "binance,ETHUSDT',
    ],
    [
      'an unknown exchange',
      csvOf('candles').replaceAll('binance', 'nowhere'),
      'The exchange is "nowhere"; known are binance and bybit.',
    ],
    ['a cell too few', edit('candles', 3, ',104', ''), 'Line 3: it has 10 cells, where 11 belong.'],
    [
      'codes beyond the column',
      edit('columns', 2, ',3,Aw==', ',4,Aw=='),
      'short_codes reach beyond the 4 bins',
    ],
    ['codes that are none', edit('columns', 2, 'AQI=', 'AQI'), 'long_codes is not base64'],
    [
      'a price outside its column',
      edit('columns', 2, ',100,', ',200,'),
      'price 200 is not within its 4 bins',
    ],
    [
      'another model',
      csvOf('columns').replaceAll(',7,100', ',6,100'),
      'another version of the model',
    ],
    [
      'a side that is none',
      edit('liquidations', 3, 'long', 'up'),
      'Line 3: side is "up", not one of long, short.',
    ],
    [
      'a stretch backwards',
      edit('observed', 2, String(START_MS + 60_000), String(START_MS - 1)),
      'ends before it begins',
    ],
  ])('CSV: %s', (_name, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test.each([
    ['foreign', '{"orders":[]}', '"format" is nothing, not "liquidation-lens"'],
    ['a list', '[1,2]', '"format" is nothing'],
    ['another version', jsonOf().replace('"version":1', '"version":2'), 'The file has version 2'],
    ['cut off', jsonOf().slice(0, -40), 'The file ends too early'],
    ['broken inside', jsonOf().replace('"rows":[', '"rows":[,'), 'The file is not valid JSON'],
    ['no book', jsonOf().replace('"book"', '"look"'), 'book:'],
    [
      'another table',
      jsonOf().replace('"observed"', '"hidden"'),
      'tables.hidden: there is no table of this name.',
    ],
    ['other columns', jsonOf().replace('"interval"', '"intervals"'), 'tables.candles.fields'],
    ['a row that is none', jsonOf().replace('["5m",', '5,["5m",'), 'tables.candles.rows.0'],
    [
      'an object in a cell',
      jsonOf().replace('110.5', '{"a":1}'),
      'tables.candles, row 1: high is {"a":1}, not a number.',
    ],
    [
      'a number as text',
      jsonOf().replace('110.5', '"110.5"'),
      'row 1: high is "110.5", not a number.',
    ],
    ['a symbol that is none', jsonOf().replace('BTCUSDT', '../x'), '"../x" is no symbol.'],
  ])('JSON: %s', (_name, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test('a file that is not text', () => {
    expect(messageOf(Uint8Array.of(0x1f, 0x8b, 0x08, 0xff))).toContain('The file is not text.');
  });

  test('a file too big to be one of ours is refused before it is read', () => {
    expect(() => checkFileSize(MOST_FILE_BYTES + 1)).toThrow('256 MB are the most');
  });

  test('whatever is cut off the end, a file is refused or gives whole rows only', () => {
    const text = csvOf('candles');
    for (let length = 0; length < text.length; length++) {
      const message = messageOf(text.slice(0, length));
      const isWholeLine = text[length - 1] === '\n' && length > text.indexOf('\n') + 1;
      expect(message === 'no error').toBe(isWholeLine);
    }
    const json = jsonOf();
    for (let length = 0; length < json.length - 1; length++)
      expect(messageOf(json.slice(0, length))).not.toBe('no error');
  });

  test('no text whatever brings another error than ours', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '"format"',
        ':',
        ',',
        '\n',
        '"liquidation-lens"',
        '1',
        'NaN',
        csvOf('observed'),
        'null',
        '[',
        ']',
      ),
    );
    fc.assert(fc.property(pieces, (parts) => typeof messageOf(parts.join('')) === 'string'));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        (bytes) => typeof messageOf(bytes) === 'string',
      ),
    );
  });
});

test('columns of another model are left out and counted, the rest is taken', () => {
  const text = jsonOf().replace('"30m",1768003200000,"7"', '"30m",1768003200000,"6"');
  const parsed = parse(text);
  expect(parsed.otherModelColumns).toBe(1);
  expect(parsed.rows.columns['30m']).toEqual(SMALL_BOOK.columns['30m'].slice(1));
  expect(parsed.rows.candles).toEqual(SMALL_BOOK.candles);
});

test('every table of a book has a file', () => {
  expect(tablesOfBook(SMALL_BOOK, MODEL).map(({ name }) => name)).toEqual([...TABLE_NAMES]);
});
