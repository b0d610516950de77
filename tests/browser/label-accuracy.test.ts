/**
 * How far the scale that is read from the labels lies from the engine's own answer: at 13 prices over
 * the pane, edges included, still and in every frame of a drag and a zoom. Prints the table of
 * docs/charts.md.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChartPages, type ChartPages } from './accuracy/chart-page.ts';
import type { Measured } from './accuracy/measure-in-page.ts';

/** Lightweight-charts draws where it computes; KLineChart rounds ticks and answers to whole pixels. */
const ALLOWED_PX = { lightweight: 0.5, kline: 1.2 } as const;
const RATIOS = [1, 1.25, 2];
const VIEWS = [
  { scale: 'linear', inverted: false },
  { scale: 'log', inverted: false },
  { scale: 'linear', inverted: true },
  { scale: 'log', inverted: true },
] as const;

let pages: ChartPages;
const rows: string[] = [];

beforeAll(async () => {
  pages = await startChartPages();
});

afterAll(async () => {
  await pages.close();
  console.log([COLUMNS, COLUMNS.replace(/[^|]+/g, '---'), ...rows].join('\n'));
});

const COLUMNS =
  '| engine | view | pixel ratio | motion | frames | moved | max px | mean px | stated px |';

const note = (engine: string, view: string, ratio: number, motion: string, m: Measured): void => {
  const sizes = [m.maxErrorPx, m.meanErrorPx, m.statedErrorPx].map((px) => px.toFixed(3));
  rows.push(`| ${[engine, view, ratio, motion, m.frames, m.moved, ...sizes].join(' | ')} |`);
};

/** A person's drag of the chart to the right and back, then turns of the wheel, over many frames. */
const dragAndZoom = async (page: Page): Promise<void> => {
  await page.mouse.move(500, 400);
  await page.mouse.down();
  await page.mouse.move(900, 430, { steps: 25 });
  await page.mouse.move(600, 380, { steps: 20 });
  await page.mouse.up();
  for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, turn < 6 ? -60 : 80);
  await page.evaluate(() => window.ruler.settle());
};

describe.each(['lightweight', 'kline'] as const)('%s', (engine) => {
  describe.each(RATIOS)('at device pixel ratio %s', (ratio) => {
    let page: Page;
    beforeAll(async () => {
      page = await pages.open(`engine=${engine}`, ratio);
    });
    afterAll(() => page.context().close());

    test.each(VIEWS)('$scale, inverted: $inverted', async ({ scale, inverted }) => {
      await page.evaluate(
        async ([kind, isInverted]) => {
          window.chartTruth.setScale(kind);
          window.chartTruth.setInverted(isInverted);
          await window.ruler.settle();
          window.ruler.expectLastPrice();
        },
        [scale, inverted] as const,
      );
      const view = `${scale}${inverted ? ', inverted' : ''}`;
      const still = await page.evaluate(() => window.ruler.measureNow());
      note(engine, view, ratio, 'still', still);
      expect(still.unreadable).toBe(0);
      expect(still.maxErrorPx).toBeLessThanOrEqual(ALLOWED_PX[engine]);

      await page.evaluate(() => window.ruler.startFrames());
      await dragAndZoom(page);
      const moving = await page.evaluate(() => window.ruler.stopFrames());
      note(engine, view, ratio, 'moving', moving);
      expect(moving.unreadable).toBe(0);
      expect(moving.moved).toBeGreaterThan(5);
      expect(moving.maxErrorPx).toBeLessThanOrEqual(ALLOWED_PX[engine]);
    });
  });
});
