import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { priceOfBin } from '../../lib/model/bins.ts';
import type { PixelY } from '../../lib/model/units.ts';
import { computeBandDensities } from '../../lib/render/band-intensity.ts';
import { COLOR_SCALES } from '../../lib/render/color-scale.ts';
import { computeRowColors, computeRowDensities } from '../../lib/render/draw-bands.ts';
import { keepQuiet } from './harness/live.ts';
import { readNewestColumn } from './harness/newest-column.ts';
import { bandsOf, OVERLAY, waitForBands, waitForNoBands } from './harness/overlay.ts';
import { openChart, openStage, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';
import { until } from './harness/until.ts';

const OTHER_SYMBOL = 'ETHUSDT';
const LEGEND = '[data-liquidation-lens="legend"]';
const ENGINES = ['lightweight', 'kline'] as const;

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await openStage({}, { deviceScaleFactor: 2 });
  keepQuiet(stage.replay);
  for (const symbol of [SYMBOL, OTHER_SYMBOL]) {
    const first = await openChart(stage.session, {}, symbol);
    await waitForMap(stage.session, symbol);
    await first.close();
  }
});
afterAll(() => stage?.close());
afterEach(async () => {
  await page?.close();
  await switchSite(true);
});

const openWithBands = async (options: Record<string, string> = {}): Promise<void> => {
  page = await openChart(stage.session, options);
  await waitForBands(page, SYMBOL);
};

/** The user's switch for the site, as the popup stores it. */
const switchSite = async (isOn: boolean): Promise<void> => {
  const extensionPage = await stage.session.extensionPage();
  await extensionPage.evaluate(
    (sitesOff) => chrome.storage.local.set({ settings: { sitesOff } }),
    isOn ? [] : ['binance'],
  );
};

const centreOf = async (selector: string): Promise<{ x: number; y: number }> => {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

describe.each(ENGINES)('on a chart drawn by %s', (engine) => {
  test('the canvas lies exactly on the pane, above its candles and below its crosshair', async () => {
    await openWithBands({ engine });
    const place = await page.evaluate((selector) => {
      const overlay = document.querySelector<HTMLCanvasElement>(selector)!;
      const base = overlay.previousElementSibling as HTMLCanvasElement;
      const boxOf = (element: Element) => JSON.stringify(element.getBoundingClientRect());
      const above = [...overlay.parentElement!.querySelectorAll('canvas')].filter(
        (canvas) => overlay.compareDocumentPosition(canvas) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      const levelOf = (element: Element) => Number(getComputedStyle(element).zIndex);
      return {
        isOnPane: boxOf(overlay) === boxOf(base),
        backing: `${overlay.width} × ${overlay.height}`,
        backingOfPane: `${base.width} × ${base.height}`,
        level: levelOf(overlay) === levelOf(base),
        crosshairs: above.filter((canvas) => levelOf(canvas) >= levelOf(overlay)).length,
        pointerEvents: getComputedStyle(overlay).pointerEvents,
      };
    }, OVERLAY);
    expect(place).toEqual({
      isOnPane: true,
      backing: place.backingOfPane,
      backingOfPane: place.backingOfPane,
      level: true,
      crosshairs: 1,
      pointerEvents: 'none',
    });
  });

  test('the strongest bin in view is the strongest row, at the height the engine gives its price', async () => {
    await openWithBands({ engine, live: '0' });
    const column = await readNewestColumn(await stage.session.extensionPage(), SYMBOL);
    if (!column) throw new Error('no column is stored');
    // What counts as strong is the renderer's business; here it is only where that lies.
    const { densities } = computeBandDensities(column);
    const { low, high } = await page.evaluate(() => window.chartTruth.visiblePrices());
    const [strongest] = Array.from(densities.keys())
      .filter((at) => priceOfBin(column.firstBin + at) > low)
      .filter((at) => priceOfBin(column.firstBin + at + 1) < high)
      .toSorted((a, b) => (densities[b] ?? 0) - (densities[a] ?? 0));
    const middlePrice = priceOfBin(column.firstBin + (strongest ?? 0) + 0.5);
    const { atBin, most } = await page.evaluate(
      ([selector, price]) => {
        const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
        const { data } = canvas
          .getContext('2d')!
          .getImageData(canvas.width - 1, 0, 1, canvas.height);
        const alphas = Array.from({ length: canvas.height }, (_, row) => data[4 * row + 3] ?? 0);
        const ratio = canvas.height / canvas.clientHeight;
        const row = Math.floor((window.chartTruth.priceToY(price) ?? 0) * ratio);
        // Bins cut by the pane's edges are not among those compared.
        const inner = alphas.slice(Math.ceil(40 * ratio), -Math.ceil(40 * ratio));
        return { atBin: alphas[row] ?? 0, most: Math.max(...inner) };
      },
      [OVERLAY, middlePrice] as const,
    );
    expect(atBin).toBeGreaterThan(0);
    expect(atBin).toBeGreaterThanOrEqual(most);
  });

  test('the pointer belongs to the chart: crosshair, wheel and drag work through the bands', async () => {
    await openWithBands({ engine, live: '0' });
    const centre = await centreOf(OVERLAY);
    const target = await page.evaluate(
      ({ x, y }) => document.elementFromPoint(x, y)?.getAttribute('data-liquidation-lens') ?? null,
      centre,
    );
    expect(target).toBeNull();

    await page.mouse.move(centre.x, centre.y);
    await until('the crosshair is drawn', () =>
      page.evaluate((selector) => {
        const overlay = document.querySelector(selector)!;
        const above = [...overlay.parentElement!.querySelectorAll('canvas')].at(-1)!;
        const { data } = above.getContext('2d')!.getImageData(0, 0, above.width, above.height);
        return data.some((byte) => byte > 0);
      }, OVERLAY),
    );

    const picture = () =>
      page.evaluate((selector) => {
        const base = document.querySelector(selector)!.previousElementSibling as HTMLCanvasElement;
        return base.toDataURL();
      }, OVERLAY);
    const before = await picture();
    await page.mouse.wheel(0, 600);
    await until('the wheel zooms', async () => (await picture()) !== before);
    const zoomed = await picture();
    await page.mouse.down();
    await page.mouse.move(centre.x + 260, centre.y + 10, { steps: 8 });
    await page.mouse.up();
    await until('the chart is dragged', async () => (await picture()) !== zoomed);
  });
});

describe.each([
  ['a blob', 'blob'],
  ['a blank page that is written into', 'write'],
])('in a frame made of %s', (_, frame) => {
  test.each(ENGINES)(
    'bands lie on the pane of a chart drawn by %s, at its prices',
    async (engine) => {
      page = await openChart(stage.session, { engine, frame, live: '0' });
      await until('the frame is there', () => page.frames().length > 1);
      const inner = page.frames()[1]!;
      const overlay = inner.locator(bandsOf(SYMBOL));
      await overlay.waitFor();
      expect(await page.locator('[data-liquidation-lens]').count()).toBe(0);
      const isOnPane = await overlay.evaluate((canvas) => {
        const boxOf = (element: Element) => JSON.stringify(element.getBoundingClientRect());
        return boxOf(canvas) === boxOf(canvas.previousElementSibling!);
      });
      expect(isOnPane).toBe(true);
      await page.evaluate(() => window.chartTruth.pan(30));
      await page.evaluate(() => window.chartTruth.setScale('log'));
      const column = await readNewestColumn(await stage.session.extensionPage(), SYMBOL);
      if (!column) throw new Error('no column is stored');
      const bands = computeBandDensities(column);
      const edges = [...bands.edgePrices];
      const heights = await page.evaluate(
        (prices) => prices.map((price) => window.chartTruth.priceToY(price)),
        edges,
      );
      const { alphas, ratio } = await overlay.evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const context = canvas.getContext('2d')!;
        const { data } = context.getImageData(canvas.width - 1, 0, 1, canvas.height);
        return {
          alphas: Array.from({ length: canvas.height }, (__, row) => data[4 * row + 3] ?? 0),
          ratio: canvas.height / canvas.clientHeight,
        };
      });
      const yOf = new Map(edges.map((price, at) => [price, heights[at] ?? Number.NaN]));
      const rows = computeRowDensities(bands, {
        priceToY: (price) => (yOf.get(price) ?? Number.NaN) as PixelY,
        heightPx: alphas.length,
        pixelRatio: ratio,
      });
      const colors = computeRowColors(rows, COLOR_SCALES.dark);
      const misses = alphas.map((alpha, row) => Math.abs(alpha - (colors[4 * row + 3] ?? 0)));
      expect(misses.reduce((sum, miss) => sum + miss, 0) / misses.length).toBeLessThan(6);
    },
  );
});

test('another contract: the old bands are gone in the very frame, and its own ones come', async () => {
  await openWithBands();
  // Looks after every frame, when all that the frame brings has been done.
  await page.evaluate((selector) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = (): void => {
      const canvas = document.querySelector<HTMLElement>(selector);
      if (canvas?.dataset['state'] === 'drawing')
        seen.push(
          `${canvas.dataset['symbol']} on ${document.getElementById('symbol')!.textContent}`,
        );
      requestAnimationFrame(() => setTimeout(look, 0));
    };
    look();
  }, OVERLAY);
  for (const symbol of [OTHER_SYMBOL, SYMBOL, OTHER_SYMBOL]) {
    await page.evaluate((name) => window.chartTruth.switchSymbol(name), symbol);
    await waitForBands(page, symbol);
  }
  const seen = await page.evaluate(() => [...new Set(Reflect.get(window, 'seen') as string[])]);
  expect(seen.toSorted()).toEqual([`${SYMBOL} on ${SYMBOL}`, `${OTHER_SYMBOL} on ${OTHER_SYMBOL}`]);
});

test('a click on another contract takes the old bands away before the click is over', async () => {
  await openWithBands();
  const left = await page.evaluate(
    ([selector, symbol]) => {
      [...document.querySelectorAll('a')].find((link) => link.textContent === symbol)!.click();
      return document.querySelectorAll(selector).length;
    },
    [OVERLAY, OTHER_SYMBOL] as const,
  );
  expect(left).toBe(0);
});

describe('the user’s switches', () => {
  test('Alt+L hides and shows, not while typing, and is forgotten with the page', async () => {
    await openWithBands();
    await page.keyboard.press('Alt+KeyL');
    await waitForNoBands(page);
    expect(await page.locator(LEGEND).count()).toBe(0);
    await page.keyboard.press('Alt+KeyL');
    await waitForBands(page, SYMBOL);

    await page.evaluate(() => {
      const field = document.createElement('input');
      document.body.prepend(field);
      field.focus();
    });
    await page.keyboard.press('Alt+KeyL');
    expect(await page.locator(bandsOf(SYMBOL)).count()).toBe(1);

    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Alt+KeyL');
    await waitForNoBands(page);
    await page.reload();
    await waitForBands(page, SYMBOL);
  });

  test('a site switched off is left as it was, and stays off; on again needs no reload', async () => {
    await openWithBands();
    await page.evaluate(() => {
      Object.assign(window, { listening: CanvasRenderingContext2D.prototype.fillText });
    });
    await switchSite(false);
    await waitForNoBands(page);
    const stillListens = await page.evaluate(
      () => Reflect.get(window, 'listening') === CanvasRenderingContext2D.prototype.fillText,
    );
    expect(stillListens).toBe(false);
    expect(await page.locator('[data-liquidation-lens]').count()).toBe(0);
    await page.reload();
    await page.evaluate(() => window.chartTruth.ready);
    expect(await page.locator('[data-liquidation-lens]').count()).toBe(0);
    await switchSite(true);
    await waitForBands(page, SYMBOL);
  });
});

describe('the legend', () => {
  test('cannot be looked into by the page, and lets the pointer through but on its button', async () => {
    await openWithBands();
    const { shadow, at } = await page.evaluate((selector) => {
      const legend = document.querySelector(selector)!;
      const { left, top, width, height } = legend.getBoundingClientRect();
      const element = document.elementFromPoint(left + width / 2, top + height / 2);
      return { shadow: legend.shadowRoot, at: element?.tagName };
    }, LEGEND);
    expect(shadow).toBeNull();
    expect(at).toBe('CANVAS');
  });

  test('its button hides everything, and the page hears nothing of the click', async () => {
    await openWithBands();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click'])
        document.addEventListener(type, () => heard.push(type));
    });
    const box = await page.locator(LEGEND).boundingBox();
    if (!box) throw new Error('no legend');
    await page.mouse.click(box.x + box.width - 14, box.y + 15);
    await waitForNoBands(page);
    expect(await page.evaluate(() => Reflect.get(window, 'heard') as string[])).toEqual([]);
  });
});

test('a page that throws the canvas out gets it back, but is not fought with for ever', async () => {
  await openWithBands();
  await page.evaluate((selector) => document.querySelector(selector)!.remove(), OVERLAY);
  await waitForBands(page, SYMBOL);
  await page.evaluate((selector) => {
    const parent = document.querySelector(selector)!.parentElement!;
    new MutationObserver(() => document.querySelector(selector)?.remove()).observe(parent, {
      childList: true,
    });
    document.querySelector(selector)!.remove();
  }, OVERLAY);
  await until('nothing of ours is left', () =>
    page.evaluate(() => document.querySelector('[data-liquidation-lens]') === null),
  );
});

test('bands redrawn without a change would be wasted: a still chart is left alone', async () => {
  await openWithBands({ live: '0' });
  const painted = await page.evaluate(async (selector) => {
    const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
    let changes = 0;
    const observer = new MutationObserver((records) => (changes += records.length));
    observer.observe(canvas, { attributes: true });
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    return changes;
  }, OVERLAY);
  expect(painted).toBe(0);
});

test.each([
  ['with bands', []],
  ['with bands hidden by the key', ['Alt+KeyL']],
])('an update of the extension leaves nothing of the old one on a page %s', async (_, keys) => {
  const own = await openStage();
  try {
    const chart = await openChart(own.session);
    await waitForBands(chart, SYMBOL);
    for (const key of keys) await chart.keyboard.press(key);
    await chart.evaluate(() => {
      Object.assign(window, { listening: CanvasRenderingContext2D.prototype.fillText });
    });
    const worker = await own.session.worker();
    // The worker ends with this very call, so that its answer never comes.
    await worker.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
    await until('nothing of ours is left', () =>
      chart.evaluate(
        () =>
          document.querySelector('[data-liquidation-lens]') === null &&
          Reflect.get(window, 'listening') !== CanvasRenderingContext2D.prototype.fillText,
      ),
    );
  } finally {
    await own.close();
  }
});
