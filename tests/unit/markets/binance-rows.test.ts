import { describe, expect, test } from 'vitest';
import {
  parseKlines,
  parseMarkKlines,
  parseOpenInterestHistory,
  parseOpenInterestNow,
} from '../../../lib/markets/binance-rows.ts';

/** A row in the shape that the exchange documents: 12 fields, decimals as strings. */
const kline = (): unknown[] => [
  1771459200000,
  '66425.00',
  '66510.10',
  '66400.20',
  '66480.00',
  '152.345',
  1771459499999,
  '10123456.78',
  4321,
  '80.100',
  '5323456.10',
  '0',
];

const change = (index: number, value: unknown): unknown[] => kline().with(index, value);

describe('traded candles', () => {
  test('a documented row becomes a candle with numbers', () => {
    expect(parseKlines([kline()], '/fapi/v1/klines')).toEqual([
      {
        openTimeMs: 1771459200000,
        open: 66425,
        high: 66510.1,
        low: 66400.2,
        close: 66480,
        volumeCoins: 152.345,
        takerBuyCoins: 80.1,
      },
    ]);
  });

  test('fields that are added at the end change nothing', () => {
    expect(parseKlines([[...kline(), 'new', 7]], 'x')).toEqual(parseKlines([kline()], 'x'));
  });

  test('an empty answer is no rows', () => {
    expect(parseKlines([], 'x')).toEqual([]);
  });

  test.each([
    ['a price that is no decimal', change(4, 'abc'), 'row 0, field 4: not a decimal in "abc"'],
    ['a price of zero', change(1, '0'), 'field 1: not above 0'],
    ['a price that is a number', change(2, 66510.1), 'field 2: '],
    ['an infinite price', change(2, 'Infinity'), 'field 2: not a decimal'],
    ['a price beyond all numbers', change(2, '9'.repeat(400)), 'field 2: too large'],
    ['a negative volume', change(5, '-1'), 'field 5: below 0'],
    ['a time in seconds', change(0, 1771459200), 'field 0: not milliseconds'],
    ['a time in microseconds', change(0, 1771459200000000), 'field 0: not milliseconds'],
    ['a missing taker volume', kline().slice(0, 9), 'field 9: '],
    ['a row that is an object', { open: '1' }, 'row 0'],
    ['a row of null', null, 'row 0'],
  ])('%s is refused with endpoint, field and value', (_, row, words) => {
    const parse = () => parseKlines([row], '/fapi/v1/klines');
    expect(parse).toThrow('/fapi/v1/klines');
    expect(parse).toThrow(words);
  });

  test('an answer that is no list is refused', () => {
    expect(() => parseKlines({ code: 0 }, '/fapi/v1/klines')).toThrow('/fapi/v1/klines: ');
  });
});

describe('mark candles', () => {
  test('only time, high, low and close are read', () => {
    const row = [1771459200000, '10', '12', '9', '11', '0', 1771459499999, '0', 300, '0', '0', '0'];
    expect(parseMarkKlines([row], 'x')).toEqual([
      { openTimeMs: 1771459200000, high: 12, low: 9, close: 11 },
    ]);
  });
});

describe('open interest', () => {
  const row = {
    symbol: 'BTCUSDT',
    sumOpenInterest: '20403.12345678',
    sumOpenInterestValue: '1351290123.45',
    timestamp: 1771459200000,
  };

  test.each([
    ['a number', 1771459200000],
    ['a string', '1771459200000'],
  ])('the history is read with its time as %s', (_, timestamp) => {
    expect(parseOpenInterestHistory([{ ...row, timestamp }], 'x')).toEqual([
      { timeMs: 1771459200000, openInterestCoins: 20403.12345678 },
    ]);
  });

  test('a missing amount is refused by its name', () => {
    const { sumOpenInterest: _gone, ...rest } = row;
    expect(() => parseOpenInterestHistory([rest], '/futures/data/openInterestHist')).toThrow(
      '/futures/data/openInterestHist, row 0, field sumOpenInterest',
    );
  });

  test('the present reading carries the time of the exchange', () => {
    const body = { openInterest: '10659.509', symbol: 'BTCUSDT', time: 1771459212345 };
    expect(parseOpenInterestNow(body, 'x')).toEqual({
      timeMs: 1771459212345,
      openInterestCoins: 10659.509,
    });
  });
});
