import { afterAll, beforeAll, expect, test } from 'vitest';
import { computeImbalance } from '../../lib/model/imbalance.ts';
import { priceOfBin } from '../../lib/model/bins.ts';
import { MINUTE_MS } from '../../lib/model/time.ts';
import { keepQuiet, waitForNoStream } from './harness/live.ts';
import { readNewestColumn } from './harness/newest-column.ts';
import { waitForBands } from './harness/overlay.ts';
import { waitForFigures } from './harness/popup.ts';
import { EXCHANGE_HOSTS, hostsOfExtension, sumWeight } from './harness/request-weight.ts';
import { openChart, openStage, pollOnce, SYMBOL, waitForMap, type Stage } from './harness/stage.ts';

/** The range that the popup counts within before anyone chooses another. */
const WITHIN_PERCENT = 5;
const MOST_WEIGHT_A_MINUTE = 3;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

test('from installation to bands on the chart without a click', async () => {
  const page = await openChart(stage.session);
  await waitForBands(page, SYMBOL);
  await waitForMap(stage.session);
  await page.close();
});

test('the popup shows the numbers of the store', async () => {
  // The clock stands still: a new minute or mark price between the two readings would be another map.
  await waitForNoStream(stage.replay);
  keepQuiet(stage.replay);
  stage.replay.clock.setSpeed(0);
  await pollOnceMore();
  const popup = await stage.session.openPopup();
  const column = await readNewestColumn(await stage.session.extensionPage(), SYMBOL);
  if (!column) throw new Error('no column is stored');
  const expected = computeImbalance(column, column.price, WITHIN_PERCENT);
  const figures = await waitForFigures(popup, ({ price }) => price === column.price);
  expect(figures).toMatchObject({ symbol: SYMBOL, health: 'ok', price: column.price });
  expect(figures.longUsd).toBeCloseTo(expected.longUsd, 0);
  expect(figures.shortUsd).toBeCloseTo(expected.shortUsd, 0);
  expect(figures.score).toBeCloseTo(expected.score, 6);

  // The same by hand: coins of each bin times its lower edge, which is 0.05 % below its upper one.
  const { price, firstBin, longCoins } = column;
  const longUsd = longCoins.reduce((sum, coins, at) => {
    const binPrice = priceOfBin(firstBin + at);
    const isWithin = Math.abs(binPrice / price - 1) <= WITHIN_PERCENT / 100;
    return isWithin ? sum + coins * binPrice : sum;
  }, 0);
  expect(Math.abs((figures.longUsd ?? 0) / longUsd - 1)).toBeLessThan(0.02);
  await popup.close();
  stage.replay.clock.setSpeed(1);
  stage.replay.faults.clear();
});

test('another range gives other numbers and is remembered', async () => {
  const popup = await stage.session.openPopup();
  const before = await waitForFigures(popup, ({ longUsd }) => longUsd !== null);
  await popup.getByText('±10').click();
  const wider = await waitForFigures(popup, ({ longUsd }) => longUsd !== before.longUsd);
  expect(wider.longUsd).toBeGreaterThan(before.longUsd ?? 0);
  await popup.close();

  const reopened = await stage.session.openPopup();
  await waitForFigures(reopened, ({ text }) => /within ±10\s?%/.test(text));
  await reopened.close();
});

test('each minute costs the exchange a weight of three at most', async () => {
  await waitForNoStream(stage.replay);
  for (let minute = 0; minute < 6; minute++) {
    const asked = stage.replay.requests.length;
    stage.replay.clock.advance(MINUTE_MS);
    await pollOnce(stage);
    const weight = sumWeight(stage.replay.requests.slice(asked));
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThanOrEqual(MOST_WEIGHT_A_MINUTE);
  }
});

test('nobody but the exchange was asked for anything', () => {
  expect(hostsOfExtension(stage.replay.requests)).toEqual(EXCHANGE_HOSTS);
});

/** With a stopped clock the time of the last success does not move, so the clock goes on a little. */
const pollOnceMore = async (): Promise<void> => {
  stage.replay.clock.advance(1000);
  await pollOnce(stage);
};
