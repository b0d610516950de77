import { expect, test } from 'vitest';
import {
  columnCountOf,
  packColumns,
  parseColumnChunk,
  unpackColumn,
  unpackColumns,
} from '../../../lib/model/column-chunk.ts';
import { quantiseColumn } from '../../../lib/model/quantise.ts';
import { columnWith } from './columns.ts';

const first = quantiseColumn(columnWith([[95, 3]], [[104, 2]], 1000));
const second = quantiseColumn({ ...columnWith([[94, 5]], [], 2000), sweptBy: 'trade' });
const third = quantiseColumn(columnWith([], [], 3000));

test('columns come out as they went in', () => {
  const chunk = packColumns([first, second, third]);
  expect(unpackColumns(chunk)).toEqual([first, second, third]);
  expect(unpackColumn(chunk, 1)).toEqual(second);
  expect(unpackColumn(chunk, -1)).toEqual(third);
});

test('empty bins at the ends take no room', () => {
  // One filled bin each: longs of the first, shorts of the first, longs of the second.
  expect(packColumns([first, second, third]).codes.length).toBe(3);
});

test('columns are put in order of time', () => {
  expect(unpackColumns(packColumns([third, first]))).toEqual([first, third]);
});

test('an index outside the chunk has no column', () => {
  expect(unpackColumn(packColumns([first]), 1)).toBeNull();
  expect(unpackColumn(packColumns([]), -1)).toBeNull();
});

test('columns are put in order of time, and of two of a time the later given one is kept', () => {
  const again = quantiseColumn(columnWith([[90, 9]], [], 2000));
  expect(unpackColumns(packColumns([third, second, first, again]))).toEqual([first, again, third]);
});

test('a stored chunk is known again', () => {
  const chunk = packColumns([first, second]);
  const stored = structuredClone(chunk);
  expect(parseColumnChunk(stored)).toEqual(chunk);
  expect(columnCountOf(chunk)).toBe(2);
});

test('a chunk stored without a note of what swept its columns was swept by the mark price', () => {
  const { sweptByTrade: _, ...earlier } = packColumns([first, second]);
  const parsed = parseColumnChunk(structuredClone(earlier));
  expect(parsed && unpackColumns(parsed)).toEqual([first, { ...second, sweptBy: 'mark' }]);
});

const chunk = packColumns([first, second]);
test.each([
  ['nothing', null],
  ['a number', 7],
  ['other arrays', { ...chunk, codes: [1, 2, 3] }],
  ['arrays of other lengths', { ...chunk, prices: new Float64Array(1) }],
  ['notes on another number of columns', { ...chunk, sweptByTrade: new Uint8Array(3) }],
  ['times that fall', { ...chunk, timesMs: Float64Array.of(2, 1) }],
  ['too few codes', { ...chunk, codes: new Uint8Array(1) }],
  ['spans outside the column', { ...chunk, spans: chunk.spans.map(() => 60_000) }],
])('%s is no chunk', (_, stored) => {
  expect(parseColumnChunk(stored)).toBeNull();
});
