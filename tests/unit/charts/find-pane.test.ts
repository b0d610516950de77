import { expect, test } from 'vitest';
import { findPane } from '../../../lib/charts/find-pane.ts';
import { fitLabels } from '../../../lib/charts/fit-labels.ts';
import type { DrawnLabel } from '../../../lib/charts/label-batch.ts';

const WIDTH_PX = 900;
const HEIGHT_PX = 500;

/** The one canvas of a page, 900 × 500, at the page's corner. */
const createCanvas = (): HTMLCanvasElement => {
  const canvas = {
    offsetWidth: WIDTH_PX,
    offsetHeight: HEIGHT_PX,
    getBoundingClientRect: () => ({ left: 0, top: 0, width: WIDTH_PX, height: HEIGHT_PX }),
    hasAttribute: () => false,
    ownerDocument: { getElementsByTagName: () => [canvas], defaultView: null },
  };
  return canvas as unknown as HTMLCanvasElement;
};

const write = (text: string, x: number, y: number, style: number): DrawnLabel => ({
  text,
  x,
  y,
  left: x,
  right: x + 8 * text.length,
  style,
});
const pricesAt = (x: number): DrawnLabel[] =>
  [60_000, 61_000, 62_000, 63_000].map((price, i) => write(String(price), x, 400 - i * 100, 0));
const TIMES = ['12:00', '12:30', '13:00'].map((text, i) => write(text, 100 + i * 250, 478, 1));

const findPaneOf = (labels: readonly DrawnLabel[]) =>
  findPane(createCanvas(), fitLabels(labels).axes[0]!);

test('one canvas with its axis on the right: the plot ends before the labels and above the times', () => {
  // Labels begin at 840, times are written at 478: a gap of 4 px, half a line of 10 px.
  expect(findPaneOf([...pricesAt(840), ...TIMES])).toMatchObject({
    plotWidthPx: 836,
    plotHeightPx: 468,
    offsetPx: 0,
  });
});

test('without times the plot ends one step below the lowest label, and not below the canvas', () => {
  // The lowest label is at 400, the step 100 px, the canvas 500 px high.
  expect(findPaneOf(pricesAt(840))).toMatchObject({ plotHeightPx: 500 });
  const higher = pricesAt(840).map((label) => ({ ...label, y: label.y - 50 }));
  expect(findPaneOf(higher)).toMatchObject({ plotHeightPx: 450 });
});

test('a single number below the axis, as the mark of a price, is no row of times', () => {
  const mark = write('59,870', 700, 430, 2);
  expect(findPaneOf([...pricesAt(840), mark])).toMatchObject({ plotHeightPx: 500 });
});

test('labels of the column that lie lower than its axis do not shorten the plot', () => {
  const volumes = ['12K', '6K'].map((text, i) => write(text, 840, 430 + i * 30, 1));
  expect(findPaneOf([...pricesAt(840), ...volumes])).toMatchObject({ plotHeightPx: 500 });
});

test('an axis on the left of the canvas that has the candles too is not taken for the right one', () => {
  expect(findPaneOf([...pricesAt(4), ...TIMES])).toBeNull();
});
