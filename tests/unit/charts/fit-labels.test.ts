import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priceToY } from '../../../lib/charts/chart-scale.ts';
import { fitLabels } from '../../../lib/charts/fit-labels.ts';
import type { DrawnLabel } from '../../../lib/charts/label-batch.ts';
import { asPrice } from '../../../lib/model/units.ts';

const label = (text: string, y: number, change: Partial<DrawnLabel> = {}): DrawnLabel => ({
  text,
  x: 10,
  y,
  left: 10,
  right: 60,
  style: 0,
  ...change,
});

test('three labels on a line are a linear axis', () => {
  // 100 price units in 50 px, growing upwards: y = 300 - 0.5 · (price - 63000) + ...
  const { axes } = fitLabels([
    label('63,000.0', 300),
    label('63,100.0', 250),
    label('63,200.0', 200),
  ]);
  expect(axes).toHaveLength(1);
  expect(axes[0]).toMatchObject({ labelCount: 3, left: 10, right: 60, top: 200, bottom: 300 });
  expect(axes[0]!.scale).toMatchObject({ kind: 'linear' });
  expect(axes[0]!.scale.slope).toBeCloseTo(-0.5, 9);
  expect(priceToY(axes[0]!.scale, asPrice(63_050))).toBeCloseTo(275, 6);
});

test('equal steps of price at equal ratios of height are a logarithmic axis', () => {
  // y = 700 - 100 · log2(price / 1000): each doubling is 100 px.
  const { axes } = fitLabels([
    label('1000', 700),
    label('2000', 600),
    label('4000', 500),
    label('8000', 400),
  ]);
  expect(axes[0]!.scale.kind).toBe('log');
  expect(priceToY(axes[0]!.scale, asPrice(16_000))).toBeCloseTo(300, 6);
});

test('an inverted axis has prices growing downwards', () => {
  const { axes } = fitLabels([label('1', 100), label('2', 200), label('3', 300)]);
  expect(axes[0]!.scale.slope).toBeCloseTo(100, 9);
});

test('a mark of the last price in the same column, font and colour falls out', () => {
  const { axes } = fitLabels([
    label('100', 400),
    label('110', 300),
    label('117.3', 214), // shifted from 227 so as not to cover its neighbour
    label('120', 200),
    label('130', 100),
  ]);
  expect(axes[0]).toMatchObject({ labelCount: 4 });
  expect(priceToY(axes[0]!.scale, asPrice(115))).toBeCloseTo(250, 6);
});

test('labels of another colour or column are another axis', () => {
  const prices = [label('100', 400), label('110', 300), label('120', 200)];
  const marks = [label('101', 111, { style: 1 }), label('150', 50, { x: 300 })];
  const { axes } = fitLabels([...prices, ...marks]);
  expect(axes).toHaveLength(1);
  expect(axes[0]!.errorPx).toBeLessThan(1e-9);
});

test('two axes on one canvas are both found', () => {
  const right = [1, 2, 3].map((n) => label(String(n * 100), n * 100, { x: 900 }));
  const left = [1, 2, 3].map((n) => label(String(n), n * 100));
  expect(fitLabels([...right, ...left]).axes).toHaveLength(2);
});

test('a thousand with a comma or a fraction with one: both readings are offered', () => {
  const { axes } = fitLabels([label('1,200', 300), label('1,250', 200), label('1,300', 100)]);
  const at250 = [1250, 1.25].map((price) =>
    axes.some(({ scale }) => Math.abs(priceToY(scale, asPrice(price)) - 200) < 1e-6),
  );
  expect(at250).toEqual([true, true]);
});

test.each([
  ['no texts', [], 'no-labels'],
  ['two labels', [label('1', 100), label('2', 200)], 'too-few-labels'],
  [
    'labels of a percent axis',
    [label('1.00%', 100), label('0.00%', 200), label('−1.00%', 300)],
    'percent-axis',
  ],
  [
    'numbers in no order',
    [label('5', 100), label('1', 200), label('9', 300), label('2', 400)],
    'labels-do-not-fit',
  ],
  [
    'one price written three times',
    [label('5', 100), label('5', 200), label('5', 300)],
    'labels-do-not-fit',
  ],
  [
    'ticks all within a few pixels',
    [label('1', 100), label('2', 110), label('3', 120)],
    'labels-do-not-fit',
  ],
  [
    'numbers along a line of text, as on an axis of time',
    [label('20', 10, { x: 10 }), label('21', 10, { x: 90 }), label('22', 10, { x: 170 })],
    'too-few-labels',
  ],
])('%s are no axis', (_, labels, reason) => {
  expect(fitLabels(labels)).toEqual({ axes: [], reason });
});

test('ticks rounded to whole pixels, as KLineChart rounds them, are fitted within a pixel and a half', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 100_000, noNaN: true }),
      fc.double({ min: 1.1, max: 3, noNaN: true }),
      fc.constantFrom('linear', 'log'),
      fc.boolean(),
      (low, ratio, kind, isInverted) => {
        const level = (price: number): number => (kind === 'log' ? Math.log(price) : price);
        const share = (price: number): number =>
          (level(price) - level(low)) / (level(low * ratio) - level(low));
        const truth = (price: number): number =>
          600 * (isInverted ? share(price) : 1 - share(price));
        const prices = Array.from(
          { length: 9 },
          (_, i) => low * (1 + ((ratio - 1) * (i + 0.5)) / 9),
        );
        const { axes } = fitLabels(
          prices.map((price) => label(price.toFixed(12), Math.round(truth(price)))),
        );
        for (const price of [low, low * Math.sqrt(ratio), low * ratio])
          expect(Math.abs(priceToY(axes[0]!.scale, asPrice(price)) - truth(price))).toBeLessThan(
            1.5,
          );
      },
    ),
  );
});

test('any labels at all give finite axes', () => {
  const anyLabel = fc.record({
    text: fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)),
    x: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    y: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    left: fc.constant(0),
    right: fc.constant(1),
    style: fc.constantFrom(0, 1),
  });
  fc.assert(
    fc.property(fc.array(anyLabel, { maxLength: 40 }), (labels) => {
      for (const { scale, errorPx } of fitLabels(labels).axes) {
        expect([scale.slope, scale.intercept, errorPx].every(Number.isFinite)).toBe(true);
        expect(scale.slope).not.toBe(0);
      }
    }),
  );
});

test('rounded labels of a narrow view allow both kinds; of a wide one, only the true one', () => {
  // A pane of 573 px from 60,000 to the price `span` higher, on a logarithmic axis:
  // y = 573 · (1 − ln(price / 60000) / ln(1 + span)), rounded as an engine rounds it.
  const drawn = (span: number) =>
    Array.from({ length: 7 }, (_, i) => Math.round(60_000 * (1 + (span * (i + 0.5)) / 7))).map(
      (price) =>
        label(String(price), Math.round(573 * (1 - Math.log(price / 60_000) / Math.log(1 + span)))),
    );
  expect(fitLabels(drawn(0.3)).axes[0]).toMatchObject({
    certainKind: 'log',
    ifKind: { linear: null },
  });
  const [narrow] = fitLabels(drawn(0.01)).axes;
  expect(narrow!.certainKind).toBeNull();
  const asLog = narrow!.ifKind.log!.scale;
  // At the upper edge of the pane, 573 px above 60,000, the truth is 0.
  expect(Math.abs(priceToY(asLog, asPrice(60_600)))).toBeLessThan(0.8);
});
