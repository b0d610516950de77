import { describe, expect, test } from 'vitest';
import {
  createOverlayState,
  planOverlay,
  reduceOverlay,
  type OverlayEvent,
  type OverlayState,
} from '../../../entrypoints/overlay.content/overlay-state.ts';
import type { ChartReading, ChartState } from '../../../lib/charts/chart-scale.ts';
import type { MapAnswer } from '../../../lib/messages.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings.ts';

const SITE = 'binance';
const reading = {
  adapter: 'labels',
  scale: { kind: 'log', slope: -900, intercept: 10_000 },
  errorPx: 0.2,
  labelCount: 9,
} as ChartReading;
const READ: ChartState = { ok: true, reading };
const UNREADABLE: ChartState = { ok: false, reason: 'price-outside-axis' };

const mapOf = (symbol: string, price = 60_000): MapAnswer => ({
  state: 'ready',
  symbol,
  column: { timeMs: 0, price, sweptBy: 'mark', firstBin: 0, binCount: 0, peakCoins: 0, codes: '' },
  ageMs: 1000,
  exchanges: ['binance'],
  isLive: false,
  fault: null,
});
const SETTINGS: OverlayEvent = { type: 'settings', settings: DEFAULT_SETTINGS };
const SETTLED: OverlayEvent = { type: 'settled', begun: 1 };
const OFF: OverlayEvent = {
  type: 'settings',
  settings: { ...DEFAULT_SETTINGS, sitesOff: [SITE] },
};
const answer = (symbol: string, price?: number): OverlayEvent => ({
  type: 'answer',
  answer: mapOf(symbol, price),
});
const chart = (state: ChartState): OverlayEvent => ({ type: 'chart', chart: state });
const place = (symbol: string | null): OverlayEvent => ({
  type: 'place',
  place: { site: SITE, symbol },
});

const after = (events: readonly OverlayEvent[], symbol: string | null = 'BTCUSDT'): OverlayState =>
  events.reduce(reduceOverlay, createOverlayState({ site: SITE, symbol }, true));
const planAfter = (...events: OverlayEvent[]) => planOverlay(after(events));
const DRAWING = [SETTINGS, answer('BTCUSDT'), chart(READ)];

describe('before anything is known', () => {
  test('nothing is read, asked or drawn until the settings are there', () => {
    expect(planAfter()).toMatchObject({ read: false, follow: null, picture: null });
  });

  test('with settings the chart is read and the map asked for, both at once', () => {
    expect(planAfter(SETTINGS)).toMatchObject({
      read: true,
      follow: 'BTCUSDT',
      expectedPrice: null,
      picture: null,
      report: { state: 'waiting', site: SITE, symbol: 'BTCUSDT' },
    });
  });

  test('a page without a contract is left alone and says so', () => {
    expect(planOverlay(after([SETTINGS], null))).toMatchObject({
      read: false,
      follow: null,
      report: { state: 'no-symbol', site: SITE },
    });
  });
});

describe('drawing', () => {
  test('needs a map and a chart that was read', () => {
    expect(planAfter(...DRAWING).picture).toMatchObject({ map: { symbol: 'BTCUSDT' }, reading });
    expect(planAfter(...DRAWING).report).toEqual({
      state: 'drawing',
      site: SITE,
      symbol: 'BTCUSDT',
      adapter: 'labels',
      scaleKind: 'log',
      errorPx: 0.2,
      labelCount: 9,
    });
  });

  test('waits for the chart to be read again once the first price is there to check it by', () => {
    const plan = planAfter(SETTINGS, chart(READ), answer('BTCUSDT', 61_000));
    expect(plan).toMatchObject({ expectedPrice: 61_000, picture: null });
    expect(planAfter(SETTINGS, chart(READ), answer('BTCUSDT'), chart(READ)).picture).not.toBeNull();
  });

  test('goes on through later maps without waiting', () => {
    const plan = planAfter(...DRAWING, answer('BTCUSDT', 60_100));
    expect(plan).toMatchObject({ expectedPrice: 60_100, picture: { map: { symbol: 'BTCUSDT' } } });
  });

  test('goes on with the map it has when the worker says it is loading or in trouble', () => {
    const loading: OverlayEvent = {
      type: 'answer',
      answer: { state: 'loading', symbol: 'BTCUSDT', progress: 0.2 },
    };
    expect(planAfter(...DRAWING, loading).picture).not.toBeNull();
  });

  test('waits, rather than blaming the axis, while there is no price to look for on it', () => {
    expect(planAfter(SETTINGS, chart(UNREADABLE)).report).toMatchObject({ state: 'waiting' });
    expect(
      planAfter(SETTINGS, SETTLED, chart({ ok: false, reason: 'no-labels' })).report,
    ).toMatchObject({
      state: 'unreadable',
      reason: 'no-labels',
    });
  });

  test('ends when the chart can no longer be read, with the reason', () => {
    expect(planAfter(...DRAWING, SETTLED, chart(UNREADABLE))).toMatchObject({
      picture: null,
      report: { state: 'unreadable', symbol: 'BTCUSDT', reason: 'price-outside-axis' },
    });
  });

  test('waits in the first moments of a page, of a contract and of a tab that is seen again', () => {
    const noLabels = chart({ ok: false, reason: 'no-labels' });
    expect(planAfter(SETTINGS, noLabels).report).toMatchObject({ state: 'waiting' });
    const moved = [SETTINGS, SETTLED, place('ETHUSDT'), noLabels];
    expect(planAfter(...moved).report).toMatchObject({ state: 'waiting' });
    const late: OverlayEvent = { type: 'settled', begun: 2 };
    expect(planAfter(...moved, SETTLED).report).toMatchObject({ state: 'waiting' });
    expect(planAfter(...moved, late).report).toMatchObject({ reason: 'no-labels' });
    const [covered, seen] = [false, true].map((visible): OverlayEvent => ({
      type: 'visibility',
      visible,
    }));
    expect(planAfter(SETTINGS, SETTLED, noLabels, covered!, seen!).report).toMatchObject({
      state: 'waiting',
    });
  });

  test('ends when the page keeps throwing the overlay out, until the contract changes', () => {
    const evicted = [...DRAWING, { type: 'evicted' } as const];
    expect(planAfter(...evicted, chart(READ))).toMatchObject({
      picture: null,
      report: { state: 'unreadable', reason: 'no-pane' },
    });
    const back = [place('ETHUSDT'), answer('ETHUSDT', 3000), chart(READ)];
    expect(planAfter(...evicted, ...back).picture).not.toBeNull();
  });
});

describe('another contract', () => {
  test('takes the old bands away at once and forgets map, price and reading', () => {
    expect(planAfter(...DRAWING, place('ETHUSDT'))).toMatchObject({
      read: true,
      follow: 'ETHUSDT',
      expectedPrice: null,
      picture: null,
      report: { state: 'waiting', symbol: 'ETHUSDT' },
    });
  });

  test('is not drawn with the old contract’s map, however late that comes', () => {
    expect(
      planAfter(...DRAWING, place('ETHUSDT'), chart(READ), answer('BTCUSDT'), chart(READ)).picture,
    ).toBeNull();
  });

  test('is not drawn on a reading made before its own price was known', () => {
    const plan = planAfter(...DRAWING, place('ETHUSDT'), chart(READ), answer('ETHUSDT', 3000));
    expect(plan).toMatchObject({ picture: null, expectedPrice: 3000 });
  });

  test('is drawn with its own map on a reading that passed with its own price', () => {
    const plan = planAfter(...DRAWING, place('ETHUSDT'), answer('ETHUSDT', 3000), chart(READ));
    expect(plan.picture).toMatchObject({ map: { symbol: 'ETHUSDT' } });
  });

  test('that is the same one changes nothing', () => {
    const before = after(DRAWING);
    expect(reduceOverlay(before, place('BTCUSDT'))).toBe(before);
  });
});

describe('the user’s wishes', () => {
  test('a site that is off is not read, asked about or drawn on', () => {
    expect(planAfter(...DRAWING, OFF)).toMatchObject({
      read: false,
      follow: null,
      picture: null,
      report: { state: 'off', site: SITE, symbol: 'BTCUSDT' },
    });
  });

  test('a site switched on again must be read afresh', () => {
    expect(planAfter(...DRAWING, OFF, chart(READ), SETTINGS)).toMatchObject({
      read: true,
      follow: 'BTCUSDT',
      picture: null,
    });
    expect(planAfter(...DRAWING, OFF, SETTINGS, chart(READ)).picture).not.toBeNull();
  });

  test('another site that is off does not matter', () => {
    const other: OverlayEvent = {
      type: 'settings',
      settings: { ...DEFAULT_SETTINGS, sitesOff: ['elsewhere'] },
    };
    expect(planAfter(...DRAWING, other).picture).not.toBeNull();
  });

  test('the key hides and shows', () => {
    const hidden = planAfter(...DRAWING, { type: 'toggle' });
    expect(hidden).toMatchObject({ picture: null, report: { state: 'hidden', symbol: 'BTCUSDT' } });
    expect(planAfter(...DRAWING, { type: 'toggle' }, { type: 'toggle' }).picture).not.toBeNull();
  });

  test('what was hidden stays hidden through a change of contract', () => {
    expect(
      planAfter(...DRAWING, { type: 'toggle' }, place('ETHUSDT'), answer('ETHUSDT'), chart(READ)),
    ).toMatchObject({ picture: null, report: { state: 'hidden', symbol: 'ETHUSDT' } });
  });
});

describe('a tab in the background', () => {
  test('draws nothing and asks nothing', () => {
    expect(planAfter(...DRAWING, { type: 'visibility', visible: false })).toMatchObject({
      follow: null,
      picture: null,
    });
  });

  test('draws what it has as soon as it is seen again, and asks for news', () => {
    const plan = planAfter(
      ...DRAWING,
      { type: 'visibility', visible: false },
      { type: 'visibility', visible: true },
    );
    expect(plan).toMatchObject({ follow: 'BTCUSDT', picture: { map: { symbol: 'BTCUSDT' } } });
  });
});

describe('the map is watched', () => {
  test('while it lies on the chart, and while it is about to', () => {
    expect(planAfter(...DRAWING).watched).toBe(true);
    expect(planAfter(SETTINGS).watched).toBe(true);
    expect(planAfter(SETTINGS, chart(READ)).watched).toBe(true);
  });

  test.each<[string, OverlayEvent[]]>([
    ['no settings are known', []],
    ['the site is switched off', [...DRAWING, OFF]],
    ['it is hidden', [...DRAWING, { type: 'toggle' }]],
    ['the tab cannot be seen', [...DRAWING, { type: 'visibility', visible: false }]],
    ['the page threw it out', [...DRAWING, { type: 'evicted' }]],
    ['the page shows no contract', [...DRAWING, place(null)]],
    [
      'the chart cannot be read',
      [SETTINGS, answer('BTCUSDT'), chart({ ok: false, reason: 'no-chart' }), SETTLED],
    ],
  ])('but not where %s', (_case, events) => {
    expect(planAfter(...events).watched).toBe(false);
  });
});
