import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAX_LABELS,
  MAX_STYLES,
  MAX_TEXT_LENGTH,
  parseLabelBatch,
} from '../../../lib/charts/label-batch.ts';

const write = (labels: unknown, styles: unknown = ['12px A']): string =>
  JSON.stringify({ labels, styles });
const good = ['63,000.0', 10, 300.5, 10, 60, 0];

test('a message of the probe gives its labels', () => {
  expect(parseLabelBatch(write([good]))).toEqual([
    { text: '63,000.0', x: 10, y: 300.5, left: 10, right: 60, style: 0 },
  ]);
});

test('labels that break a rule are left out, the others stay', () => {
  const bad = [
    null,
    7,
    {},
    [],
    ['1', 1, 1, 1, 1],
    [1, 1, 1, 1, 1, 0],
    ['x'.repeat(MAX_TEXT_LENGTH + 1), 1, 1, 1, 1, 0],
    ['1', null, 1, 1, 1, 0],
    ['1', '1', 1, 1, 1, 0],
    ['1', 1e9, 1, 1, 1, 0],
    ['1', 1, 1, 1, 1, 1],
    ['1', 1, 1, 1, 1, -1],
    ['1', 1, 1, 1, 1, 0.5],
    [['1'], 1, 1, 1, 1, 0],
  ];
  expect(parseLabelBatch(write([...bad, good]))).toHaveLength(1);
});

describe('refused as a whole', () => {
  test.each([
    ['not a string', { labels: [], styles: [] }],
    ['nothing', null],
    ['no JSON', '{'],
    ['null in JSON', 'null'],
    ['a number in JSON', '5'],
    ['no lists', '{}'],
    ['a list instead of a message', '[]'],
    ['too many labels', write(Array.from({ length: MAX_LABELS + 1 }, () => good))],
    [
      'too many styles',
      write(
        [],
        Array.from({ length: MAX_STYLES + 1 }, () => 'a'),
      ),
    ],
    ['styles that are no texts', write([], [{}])],
    ['a style without end', write([], ['x'.repeat(1_000)])],
    ['a text of a megabyte', write([['9'.repeat(1_000_000), 1, 1, 1, 1, 0]])],
    ['deep nesting', '['.repeat(60_000)],
    ['NaN, which JSON has not', '{"labels":[["1",NaN,1,1,1,0]],"styles":["a"]}'],
  ])('%s', (_, detail) => {
    expect(parseLabelBatch(detail)).toBeNull();
  });
});

test('numbers beyond what a double holds are no coordinates', () => {
  expect(parseLabelBatch('{"labels":[["1",1e999,1,1,1,0]],"styles":["a"]}')).toEqual([]);
});

test('a flood of anything never throws and never gives more than is allowed', () => {
  const detail = fc.oneof(
    fc.anything(),
    fc.string(),
    fc.json(),
    fc
      .record({ labels: fc.anything(), styles: fc.anything() })
      .map((value) => JSON.stringify(value)),
    fc
      .record({
        labels: fc.array(fc.array(fc.jsonValue(), { maxLength: 7 })),
        styles: fc.array(fc.string()),
      })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(detail, (value) => {
      const labels = parseLabelBatch(value) ?? [];
      expect(labels.length).toBeLessThanOrEqual(MAX_LABELS);
      for (const { text, x, y, left, right } of labels) {
        expect(typeof text).toBe('string');
        expect([x, y, left, right].every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
