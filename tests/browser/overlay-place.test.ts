import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceOfBin } from '../../lib/model/bins.ts';
import type { Column } from '../../lib/model/column.ts';
import { measureAxisError, type AxisError } from './harness/axis-error.ts';
import { readVisiblePrices } from './harness/chart-truth.ts';
import { keepQuiet } from './harness/live.ts';
import { readNewestColumn } from './harness/newest-column.ts';
import { waitForBands } from './harness/overlay.ts';
import { readOverlayRows } from './harness/screenshot-rows.ts';
import { openChart, openStage, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';
import { until } from './harness/until.ts';

/** How far the bands may lie from the engine's own answer, in CSS pixels. */
const ALLOWED_PX = { lightweight: 0.5, kline: 1.2 };
/** Opacities differ by less than this where the picture on the canvas is that of the column. */
const SAME_PICTURE = 6;
const PAN_STEPS = [
  [-40, 0],
  [25, 18],
  [60, -30],
  [-13, 7],
] as const;

let stage: Stage;

beforeAll(async () => {
  // The exchange's clock stands still, so that the map does not change between two looks.
  stage = await openStage({ speed: 0 });
  keepQuiet(stage.replay);
  const page = await openChart(stage.session);
  await waitForBands(page, SYMBOL);
  await waitForMap(stage.session);
  await page.close();
});
afterAll(() => stage?.close());

const readColumn = async (): Promise<Column> => {
  const column = await readNewestColumn(await stage.session.extensionPage(), SYMBOL);
  if (!column) throw new Error('no column is stored');
  return column;
};

/** The page with another number of device pixels to a CSS pixel. */
const setPixelRatio = async (page: Page, deviceScaleFactor: number): Promise<void> => {
  const debuggerSession = await stage.session.context.newCDPSession(page);
  await debuggerSession.send('Emulation.setDeviceMetricsOverride', {
    width: 1280,
    height: 800,
    deviceScaleFactor,
    mobile: false,
  });
};

const openAt = async (pixelRatio: number, options: Record<string, string>): Promise<Page> => {
  const page = await openChart(stage.session, { live: '0', ...options });
  await setPixelRatio(page, pixelRatio);
  await waitForBands(page, SYMBOL);
  return page;
};

/** The error once the picture on the canvas is that of the stored column. */
const settledError = (page: Page): Promise<AxisError> =>
  until('the bands are those of the stored map', async () => {
    const error = await measureAxisError(page, await readColumn());
    return error && error.places > 0 && error.residual < SAME_PICTURE ? error : null;
  });

describe.each(['lightweight', 'kline'] as const)('on a chart drawn by %s', (engine) => {
  const axes = [
    { name: 'linear', options: {} },
    { name: 'log', options: { scale: 'log' } },
    { name: 'inverted', options: { inverted: '1' } },
  ];
  const cases = [1, 1.25, 2].flatMap((pixelRatio) =>
    axes.map(({ name, options }) => ({ pixelRatio, name, options })),
  );

  test.each(cases)(
    'bands lie where the engine puts their prices: $name axis, pixel ratio $pixelRatio',
    async ({ pixelRatio, options }) => {
      const page = await openAt(pixelRatio, { engine, ...options });
      expect((await settledError(page)).errorPx).toBeLessThanOrEqual(ALLOWED_PX[engine]);
      await page.close();
    },
  );

  test('bands stay there in every frame while the chart is panned', async () => {
    const page = await openAt(1, { engine });
    await settledError(page);
    const column = await readColumn();
    for (const step of PAN_STEPS) {
      const error = await measureAxisError(page, column, step);
      expect(error?.errorPx).toBeLessThanOrEqual(ALLOWED_PX[engine]);
    }
    await page.close();
  });

  test('the sharpest edge of a band is seen on a screenshot at its price', async () => {
    const page = await openAt(1, { engine });
    await settledError(page);
    const { edgeY, nearY, farY } = await findSharpestEdge(page, await readColumn());
    const rows = await readOverlayRows(page);
    const changeAt = (y: number): number => rows[Math.round(y)] ?? 0;
    // 1.5 px beyond the edge the strong band must be on one side and not on the other.
    const inside = changeAt(edgeY + 1.5 * Math.sign(nearY - edgeY));
    const outside = changeAt(edgeY + 1.5 * Math.sign(farY - edgeY));
    expect(inside).toBeGreaterThan(1.2 * outside);
    await page.close();
  });
});

/** The edge in view between a bin and a much weaker neighbour, with the middles of both. */
const findSharpestEdge = async (page: Page, column: Column) => {
  const { low, high } = await readVisiblePrices(page);
  const { firstBin, longCoins, shortCoins } = column;
  const strength = (at: number): number => (longCoins[at] ?? 0) + (shortCoins[at] ?? 0);
  const [sharpest] = Array.from(longCoins.keys())
    .filter((at) => priceOfBin(firstBin + at - 2) > low && priceOfBin(firstBin + at + 3) < high)
    .map((at) => ({ at, step: strength(at) - strength(at + 1) }))
    .toSorted((a, b) => Math.abs(b.step) - Math.abs(a.step));
  if (!sharpest) throw new Error('no band is in view');
  const edge = firstBin + sharpest.at + 1;
  const [lowerY, edgeY, upperY] = await page.evaluate(
    (prices) => prices.map((price) => window.chartTruth.priceToY(price) ?? Number.NaN),
    [priceOfBin(edge - 0.5), priceOfBin(edge), priceOfBin(edge + 0.5)] as number[],
  );
  const [strongY, weakY] = sharpest.step > 0 ? [lowerY, upperY] : [upperY, lowerY];
  return { edgeY: edgeY as number, nearY: strongY as number, farY: weakY as number };
};
