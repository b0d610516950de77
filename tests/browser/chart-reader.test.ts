/** When the reader says that it can read a chart, when it says why not, and what it leaves in the page. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startChartPages, type ChartPages } from './accuracy/chart-page.ts';
import { drawChart, type TestChart } from './accuracy/draw-chart.ts';

let pages: ChartPages;
const opened: Page[] = [];

beforeAll(async () => {
  pages = await startChartPages();
});
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
afterAll(() => pages.close());

const open = async (query: string): Promise<Page> => {
  const page = await pages.open(query);
  opened.push(page);
  return page;
};
const openBlank = async (): Promise<Page> => {
  const page = await pages.openBlank();
  opened.push(page);
  return page;
};
const reasonOf = (page: Page): Promise<string> => page.evaluate(() => window.ruler.reason());
const waitForReason = (page: Page, reason: string) =>
  page.waitForFunction((wanted) => window.ruler.reason() === wanted, reason);
const withChart = async (chart: TestChart, price: number | null): Promise<Page> => {
  const page = await openBlank();
  await page.evaluate((expected) => window.ruler.expect(expected), price);
  await page.evaluate(drawChart, chart);
  return page;
};

/** 100 price units in 50 px: 63,000 at 350 px, so 63,300 at 200 px. */
const PRICES: TestChart['labels'] = [
  ['63,000', 350],
  ['63,200', 250],
  ['63,400', 150],
  ['63,600', 50],
];
const OSCILLATOR: TestChart['labels'] = [
  ['20', 80],
  ['50', 50],
  ['80', 20],
];

describe('a chart is readable', () => {
  test('with an axis that shows the price, over the lower canvas of the pane beside it', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    const [pane, y, width] = await page.evaluate(() => {
      const state = window.ruler.state();
      if (!state.ok) throw new Error(state.reason);
      const { pane, scale, plotWidthPx } = state.reading;
      return [pane.id, scale.intercept + scale.slope * 63_300, plotWidthPx] as const;
    });
    expect(pane).toBe('pane');
    expect(y).toBeCloseTo(200, 1);
    expect(width).toBe(800);
  });

  test('where the page scales it by a transform: pixels are those of the layout', async () => {
    const page = await withChart(
      { labels: PRICES, style: 'transform:scale(0.5);transform-origin:0 0' },
      63_300,
    );
    // Scaled in place, axis and pane no longer touch: put them side by side.
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('#axis')!.style.left = '400px';
    });
    await page.evaluate(() => window.ruler.expect(63_300));
    const y = await page.evaluate(() => {
      const state = window.ruler.state();
      return state.ok ? state.reading.scale.intercept + state.reading.scale.slope * 63_300 : null;
    });
    expect(y).toBeCloseTo(200, 1);
  });

  test('on a single canvas, whose plot ends where the labels begin', async () => {
    const page = await withChart({ labels: PRICES, isSingle: true }, 63_300);
    const [width, height] = await page.evaluate(() => {
      const state = window.ruler.state();
      return state.ok ? [state.reading.plotWidthPx, state.reading.plotHeightPx] : [];
    });
    expect(width).toBe(802);
    expect(height).toBe(400);
  });

  test('by a reader that wakes after a chart that is drawn once and never again', async () => {
    const page = await open('live=0');
    await page.evaluate(() => {
      window.ruler.stopReader();
      window.ruler.restartReader();
      window.ruler.expectLastPrice();
    });
    // Stopping gave the page its own function back, and with it what the probe remembered is gone.
    expect(await reasonOf(page)).toBe('no-labels');
    const fresh = await open('live=0');
    await fresh.evaluate(() => window.ruler.expectLastPrice());
    expect(await reasonOf(fresh)).toBe('readable');
  });

  test('in a frame made of a blob, as exchanges embed charts', async () => {
    const page = await openBlank();
    await page.evaluate(() => {
      const html = '<!doctype html><base href="https://www.binance.com/en/futures/"><body></body>';
      const frame = document.createElement('iframe');
      frame.style.cssText = 'width:900px;height:500px';
      frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
      document.body.append(frame);
      return new Promise((resolve) => (frame.onload = resolve));
    });
    await page.evaluate((expected) => window.ruler.expect(expected), 63_300);
    await page.frames()[1]!.evaluate(drawChart, { labels: PRICES });
    expect(await reasonOf(page)).toBe('readable');
    await page.evaluate(() => document.querySelector('iframe')!.remove());
    await waitForReason(page, 'no-chart');
  });

  test('when the last price is scrolled out of sight, as long as views overlap', async () => {
    const page = await open('live=0');
    await page.evaluate(() => window.ruler.expectLastPrice());
    const [isInSight, measured] = await page.evaluate(async () => {
      for (let i = 0; i < 12; i += 1) {
        window.chartTruth.pan(0, 120);
        await window.ruler.settle();
      }
      const { low, high } = window.chartTruth.visiblePrices();
      const last = window.chartTruth.lastPrice();
      return [last > low && last < high, window.ruler.measureNow()] as const;
    });
    expect(isInSight).toBe(false);
    expect(measured.unreadable).toBe(0);
    expect(measured.maxErrorPx).toBeLessThan(0.5);
  });
});

test('a narrow logarithmic axis of rounded labels is known by the wider view before it', async () => {
  const page = await withChart({ labels: PRICES }, 63_300);
  const { kinds, maxErrorPx } = await page.evaluate(async () => {
    const context = document.querySelector<HTMLCanvasElement>('#axis')!.getContext('2d')!;
    /** Eight labels of a logarithmic axis over the pane of 400 px, each on a whole pixel. */
    const view = async (low: number, high: number): Promise<number> => {
      const yOf = (price: number): number =>
        400 * (1 - Math.log(price / low) / Math.log(high / low));
      for (let i = 0; i < 8; i += 1) {
        const price = Math.round(low + ((high - low) * (i + 0.5)) / 8);
        const text = String(price);
        const ink = context.measureText(text);
        const up = (ink.actualBoundingBoxDescent - ink.actualBoundingBoxAscent) / 2;
        context.fillText(text, 6, Math.round(yOf(price)) - up);
      }
      await window.ruler.settle();
      const state = window.ruler.state();
      if (!state.ok) return Infinity;
      kinds.add(state.reading.scale.kind);
      const { slope, intercept, kind } = state.reading.scale;
      const errors = [low, (low + high) / 2, high].map((price) =>
        Math.abs(intercept + slope * (kind === 'log' ? Math.log(price) : price) - yOf(price)),
      );
      return Math.max(...errors);
    };
    const kinds = new Set<string>();
    await view(45_000, 85_000);
    kinds.clear();
    const errors: number[] = [];
    for (let i = 0; i < 40; i += 1) errors.push(await view(62_700 + i * 10, 64_000 + i * 9));
    return { kinds: [...kinds], maxErrorPx: Math.max(...errors) };
  });
  expect(kinds).toEqual(['log']);
  expect(maxErrorPx).toBeLessThan(1);
});

describe('a chart is not readable', () => {
  test('where there is none', async () => {
    const page = await openBlank();
    await page.evaluate(() => window.ruler.expect(63_000));
    expect(await reasonOf(page)).toBe('no-chart');
  });

  test('where a canvas writes nothing', async () => {
    expect(await reasonOf(await withChart({ labels: [] }, 63_300))).toBe('no-labels');
  });

  test('with two labels only', async () => {
    const page = await withChart({ labels: PRICES.slice(0, 2) }, 63_300);
    expect(await reasonOf(page)).toBe('too-few-labels');
  });

  test('with an axis in percent, on either engine', async () => {
    for (const engine of ['lightweight', 'kline']) {
      const page = await open(`engine=${engine}&scale=percent`);
      await page.evaluate(() => window.ruler.expectLastPrice());
      expect(await reasonOf(page)).toBe('percent-axis');
    }
  });

  test('while no price is expected', async () => {
    expect(await reasonOf(await withChart({ labels: PRICES }, null))).toBe('price-outside-axis');
  });

  test('with the prices of something else', async () => {
    expect(await reasonOf(await withChart({ labels: PRICES }, 3_100))).toBe('price-outside-axis');
  });

  test('with the labels of an oscillator alone under a taller pane, though its values fit the price', async () => {
    const page = await withChart({ labels: [], height: 400 }, 50);
    await page.evaluate(drawChart, { labels: OSCILLATOR, height: 100, top: 410 });
    expect(await reasonOf(page)).not.toBe('readable');
  });

  test('with an axis that has no pane beside it', async () => {
    const page = await openBlank();
    await page.evaluate(drawChart, { labels: PRICES });
    await page.evaluate(() => {
      for (const id of ['pane', 'crosshair']) document.getElementById(id)!.remove();
      window.ruler.expect(63_300);
    });
    expect(await reasonOf(page)).toBe('no-pane');
  });

  test('at once when the chart leaves the page', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    await page.evaluate(() => document.body.replaceChildren());
    await waitForReason(page, 'no-chart');
  });

  test('at once when the axis turns to another contract, and again when that is expected', async () => {
    const page = await open('live=0');
    await page.evaluate(() => window.ruler.expectLastPrice());
    const heard = await page.evaluate(async () => {
      await window.chartTruth.switchSymbol('ETHUSDT');
      const before = window.ruler.reason();
      window.ruler.expectLastPrice();
      return [before, window.ruler.reason(), window.ruler.measureNow().maxErrorPx] as const;
    });
    expect(heard.slice(0, 2)).toEqual(['price-outside-axis', 'readable']);
    expect(heard[2]).toBeLessThan(0.5);
  });

  test('after a change of symbol until the axis is drawn again, though the old one has the new price', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    await page.evaluate(() => {
      window.ruler.startOver();
      window.ruler.expect(63_350);
    });
    expect(await reasonOf(page)).toBe('no-labels');
    const redrawn = await page.evaluate(async (labels) => {
      const context = document.querySelector<HTMLCanvasElement>('#axis')!.getContext('2d')!;
      for (const [text, y] of labels) context.fillText(text, 6, y);
      await window.ruler.settle();
      return window.ruler.reason();
    }, PRICES);
    expect(redrawn).toBe('readable');
  });

  test('only after a moment when labels turn to nonsense, and not if they come back', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    const write = (texts: readonly string[]) =>
      page.evaluate(async (labels) => {
        const context = document.querySelector<HTMLCanvasElement>('#axis')!.getContext('2d')!;
        for (const [i, text] of labels.entries()) context.fillText(text, 6, 350 - i * 100);
        await window.ruler.settle();
        return window.ruler.reason();
      }, texts);
    expect(await write(['1', '7', '2', '9'])).toBe('readable');
    expect(await write(['63,000', '63,200', '63,400', '63,600'])).toBe('readable');
    expect(await write(['1', '7', '2', '9'])).toBe('readable');
    await waitForReason(page, 'labels-do-not-fit');
  });
});

describe('the page', () => {
  test('sees a native function, finds nothing to enumerate, and gets its own back', async () => {
    const page = await openBlank();
    const seen = await page.evaluate(() => {
      const { prototype } = CanvasRenderingContext2D;
      const during = prototype.fillText;
      const descriptor = Object.getOwnPropertyDescriptor(prototype, 'fillText')!;
      window.ruler.stopReader();
      const after = prototype.fillText;
      return {
        source: Function.prototype.toString.call(during),
        name: during.name,
        length: during.length,
        flags: [descriptor.enumerable, descriptor.configurable, descriptor.writable],
        isGivenBack: after !== during,
        globals: Object.keys(window).filter((key) => /lens|liquidation/i.test(key)),
      };
    });
    expect(seen).toEqual({
      source: expect.stringContaining('[native code]') as string,
      name: 'fillText',
      length: 3,
      flags: [true, true, true],
      isGivenBack: true,
      globals: [],
    });
  });

  test('is swept, and gets its function back, when the reader was killed without a word', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    const seen = await page.evaluate(async () => {
      const left = document.createElement('div');
      left.setAttribute('data-liquidation-lens', 'legend');
      document.body.append(left);
      const tapped = CanvasRenderingContext2D.prototype.fillText;
      const context = document.querySelector<HTMLCanvasElement>('#axis')!.getContext('2d')!;
      const draw = async (times: number) => {
        for (let i = 0; i < times; i += 1) {
          context.fillText(`6${i}`, 6, 100);
          await window.ruler.settle();
        }
        const isTapped = CanvasRenderingContext2D.prototype.fillText === tapped;
        return [left.isConnected, isTapped];
      };
      const alive = await draw(10);
      const kill = (event: Event): void => event.stopImmediatePropagation();
      window.addEventListener('liquidation-lens:labels', kill, true);
      return [alive, await draw(4), await draw(1)];
    });
    expect(seen).toEqual([
      [true, true],
      [true, true],
      [false, false],
    ]);
  });

  test('keeps a function of its own that it put over ours', async () => {
    const page = await openBlank();
    const isKept = await page.evaluate(() => {
      const { prototype } = CanvasRenderingContext2D;
      const inner = prototype.fillText;
      const own = function (this: CanvasRenderingContext2D, ...args: [string, number, number]) {
        return inner.apply(this, args);
      };
      prototype.fillText = own;
      window.ruler.stopReader();
      return prototype.fillText === own;
    });
    expect(isKept).toBe(true);
  });

  test('gets the errors that it would get, and no others', async () => {
    const page = await openBlank();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const caught = await page.evaluate(async () => {
      const context = document.createElement('canvas').getContext('2d')!;
      const attempts = [
        () => CanvasRenderingContext2D.prototype.fillText.call({} as never, '1', 0, 0),
        () => (context.fillText as (text: string) => void)('1'),
        () => context.fillText({ toString: () => '12' } as never, 0, 0),
        () => context.fillText('12', NaN, Infinity),
        () => context.fillText(12 as never, '5' as never, 0),
      ];
      const names = attempts.map((attempt) => {
        try {
          attempt();
          return 'none';
        } catch (error) {
          return (error as Error).name;
        }
      });
      await window.ruler.settle();
      return names;
    });
    expect(caught).toEqual(['TypeError', 'TypeError', 'none', 'none', 'none']);
    expect(errors).toEqual([]);
  });

  test('cannot break the reader with events of its own', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.evaluate(() => {
      const details: unknown[] = [
        null,
        7,
        {},
        '{',
        '[]',
        'x'.repeat(200_000),
        '['.repeat(60_000),
        '{"labels":[["1",1e999,1,1,1,0]],"styles":["a"]}',
        '{"labels":[[null,null,null,null,null,null]],"styles":[]}',
      ];
      const targets = [document, document.body, window, document.querySelector('#crosshair')!];
      for (const target of targets)
        for (const detail of details)
          target.dispatchEvent(
            new CustomEvent('liquidation-lens:labels', { detail, bubbles: true }),
          );
    });
    expect(await reasonOf(page)).toBe('readable');
    expect(errors).toEqual([]);
  });

  test('cannot fill the memory with canvases', async () => {
    const page = await withChart({ labels: PRICES }, 63_300);
    await page.evaluate(async () => {
      for (let i = 0; i < 300; i += 1) {
        const canvas = document.createElement('canvas');
        document.body.append(canvas);
        canvas.getContext('2d')!.fillText('12', 5, 5);
        if (i % 50 === 0) await window.ruler.settle();
      }
      await window.ruler.settle();
    });
    expect(await reasonOf(page)).toBe('readable');
  });
});
