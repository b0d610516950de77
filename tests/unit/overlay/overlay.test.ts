import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createOverlay, type Reader } from '../../../entrypoints/overlay.content/overlay.ts';
import type { MapSource } from '../../../entrypoints/overlay.content/map-source.ts';
import type { Surface, SurfacePicture } from '../../../entrypoints/overlay.content/surface.ts';
import type { LegendView } from '../../../entrypoints/overlay.content/legend.ts';
import type { ChartReading, ChartState } from '../../../lib/charts/chart-scale.ts';
import type { MapAnswer } from '../../../lib/messages.ts';
import { binOfPrice } from '../../../lib/model/bins.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../lib/settings.ts';

const SITE = 'binance';
const PRICE = 60_000;
const READ: ChartState = {
  ok: true,
  reading: {
    adapter: 'labels',
    scale: { kind: 'linear', slope: -0.1, intercept: 6500 },
    errorPx: 0,
    labelCount: 9,
    pane: { isConnected: true } as HTMLCanvasElement,
    plotWidthPx: 800,
    plotHeightPx: 500,
  } satisfies ChartReading,
};

/** One bin of longs 1 % below the price; code 255 stands for 10 coins. */
const readyMap = (symbol: string, ageMs = 4000): MapAnswer => {
  const codes = new Uint8Array(2 * 100);
  codes[0] = 255;
  return {
    state: 'ready',
    symbol,
    column: {
      timeMs: 0,
      price: PRICE,
      sweptBy: 'mark',
      firstBin: binOfPrice(PRICE * 0.99),
      binCount: 100,
      peakCoins: 10,
      codes: btoa(String.fromCharCode(...codes)),
    },
    ageMs,
    exchanges: ['binance'],
    isLive: false,
    fault: null,
  };
};

/** The same bands at another price, as the worker answers while it streams. */
const moved = (map: MapAnswer, price: number): MapAnswer =>
  map.state === 'ready'
    ? { ...map, isLive: true, ageMs: 1000, column: { ...map.column, price } }
    : map;
/** The same column when the price has run over all of it. */
const emptied = (map: MapAnswer): MapAnswer => {
  if (map.state !== 'ready') return map;
  const codes = btoa('\0'.repeat(2 * map.column.binCount));
  return { ...map, column: { ...map.column, codes } };
};

const createBench = () => {
  const log: string[] = [];
  const clock = { nowMs: 1_000_000 };
  const timers = new Set<{ onTime: () => void; delayMs: number }>();
  let sayChart: (chart: ChartState) => void = () => {};
  let onAddress: () => void = () => {};
  let shown: { picture: SurfacePicture; legend: LegendView } | null = null;
  let chartNow: ChartState = { ok: false, reason: 'no-chart' };
  const reader: Reader = {
    setExpectedPrice: (price) => void log.push(`expect ${price}`),
    startOver: () => void log.push('start over'),
    state: () => chartNow,
    stop: () => void log.push('reader stop'),
  };
  const source: MapSource = {
    follow: (symbol) => log.push(`follow ${symbol}`),
    stop: () => log.push('source stop'),
  };
  const surface: Surface = {
    show: (picture, readLegend) => {
      shown = { picture, legend: readLegend() };
      log.push(`show ${picture.symbol}`);
    },
    clear: () => {
      shown = null;
      log.push('clear');
    },
  };
  const overlay = createOverlay(
    {
      startReader: (onState) => {
        log.push('reader start');
        sayChart = onState;
        return reader;
      },
      silenceProbe: () => {
        log.push('silence');
        return () => log.push('silence ends');
      },
      source,
      surface,
      checkPlace: () => onAddress(),
      startTimer: (onTime, delayMs) => {
        const timer = { onTime, delayMs };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      nowMs: () => clock.nowMs,
    },
    { site: SITE, symbol: 'BTCUSDT' },
    true,
  );
  const set = (settings: Partial<Settings> = {}): void =>
    overlay.dispatch({ type: 'settings', settings: { ...DEFAULT_SETTINGS, ...settings } });
  const answer = (map: MapAnswer): void => overlay.dispatch({ type: 'answer', answer: map });
  return {
    overlay,
    log,
    clock,
    set,
    answer,
    /** The time that a chart may take to be drawn is over. */
    endGrace: () => {
      for (const timer of timers) if (timers.delete(timer)) timer.onTime();
    },
    timers,
    paint: (chart: ChartState) => sayChart(chart),
    /** What the reader says when asked. */
    setChart: (chart: ChartState) => {
      chartNow = chart;
    },
    /** From now on the page's address names another contract. */
    moveTo: (symbol: string) => {
      onAddress = () => overlay.dispatch({ type: 'place', place: { site: SITE, symbol } });
    },
    shown: () => shown,
  };
};

let bench: ReturnType<typeof createBench>;
beforeEach(() => {
  bench = createBench();
});
const startDrawing = (): void => {
  bench.set();
  bench.answer(readyMap('BTCUSDT'));
  bench.paint(READ);
};

describe('the overlay', () => {
  test('draws within the call in which the chart says that it was painted', () => {
    startDrawing();
    expect(bench.log.at(-1)).toBe('show BTCUSDT');
    const legend = bench.shown()?.legend;
    expect(legend).toMatchObject({ symbol: 'BTCUSDT', withinPercent: 5, ageMs: 4000 });
    // 10 coins of longs in the bin around 59,400; nothing above.
    expect(legend?.sides.longUsd).toBeGreaterThan(593_000);
    expect(legend?.sides.longUsd).toBeLessThan(595_000);
    expect(legend?.sides.shortUsd).toBe(0);
  });

  test('tells the reader the price to expect once it is known, and again only when it changes', () => {
    startDrawing();
    bench.paint(READ);
    bench.answer(readyMap('BTCUSDT'));
    expect(bench.log.filter((line) => line.startsWith('expect'))).toEqual([
      'expect null',
      `expect ${PRICE}`,
    ]);
  });

  test('draws on a chart that was painted before its map came and is not painted again', () => {
    bench.set();
    bench.setChart(READ);
    bench.answer(readyMap('BTCUSDT'));
    expect(bench.log.at(-1)).toBe('show BTCUSDT');
  });

  test('reports why there is no chart even if the reader never had news, once the page had its time', () => {
    bench.set();
    bench.answer(readyMap('BTCUSDT'));
    expect(bench.overlay.report()).toMatchObject({ state: 'waiting' });
    bench.endGrace();
    expect(bench.overlay.report()).toMatchObject({ state: 'unreadable', reason: 'no-chart' });
  });

  test('gives a page time once for each beginning, and none once it is stopped', () => {
    startDrawing();
    bench.answer(readyMap('BTCUSDT'));
    expect([...bench.timers].map(({ delayMs }) => delayMs)).toEqual([3000]);
    bench.endGrace();
    bench.paint({ ok: false, reason: 'labels-do-not-fit' });
    expect(bench.overlay.report()).toMatchObject({ state: 'unreadable' });
    bench.moveTo('ETHUSDT');
    expect(bench.overlay.report()).toMatchObject({ state: 'waiting', symbol: 'ETHUSDT' });
    expect(bench.timers.size).toBe(1);
    bench.overlay.stop();
    expect(bench.timers.size).toBe(0);
  });

  test('tells the probe to rest, once, where the site is off from the start', () => {
    bench.set({ sitesOff: [SITE] });
    bench.set({ sitesOff: [SITE], withinPercent: 2 });
    expect(bench.log.filter((line) => line === 'silence')).toHaveLength(1);
    expect(bench.log).not.toContain('reader start');
  });

  test('keeps the same bands while the chart moves, and makes new ones for a new map', () => {
    startDrawing();
    const first = bench.shown()?.picture.bands;
    bench.paint(READ);
    expect(bench.shown()?.picture.bands).toBe(first);
    bench.answer(emptied(readyMap('BTCUSDT')));
    expect(bench.shown()?.picture.bands).not.toBe(first);
  });

  test('counts the age of the data on from the answer', () => {
    startDrawing();
    bench.clock.nowMs += 30_000;
    bench.set({ withinPercent: 2 });
    expect(bench.shown()?.legend).toMatchObject({ ageMs: 34_000, withinPercent: 2 });
  });

  test('looks at the address before it draws: a contract that changed unnoticed is not drawn over', () => {
    startDrawing();
    bench.moveTo('ETHUSDT');
    bench.log.length = 0;
    bench.paint(READ);
    expect(bench.shown()).toBeNull();
    expect(bench.log[0]).toBe('clear');
    expect(bench.log).toContain('follow ETHUSDT');
    expect(bench.log.indexOf('start over')).toBeGreaterThan(0);
    expect(bench.log.indexOf('expect null')).toBeGreaterThan(bench.log.indexOf('start over'));
    expect(bench.log.some((line) => line.startsWith('show'))).toBe(false);
  });

  test('stops reading, asking and drawing when the site is switched off, and starts again', () => {
    startDrawing();
    bench.log.length = 0;
    bench.set({ sitesOff: [SITE] });
    expect(bench.log).toEqual(['clear', 'follow null', 'reader stop', 'silence']);
    bench.log.length = 0;
    bench.set();
    expect(bench.log.indexOf('silence ends')).toBeLessThan(bench.log.indexOf('reader start'));
    expect(bench.log).toContain('silence ends');
    expect(bench.log).toContain('reader start');
    bench.paint(READ);
    expect(bench.log.at(-1)).toBe('show BTCUSDT');
  });

  test('tells the new reader the price that is already known', () => {
    startDrawing();
    bench.set({ sitesOff: [SITE] });
    bench.log.length = 0;
    bench.set();
    expect(bench.log).toContain(`expect ${PRICE}`);
  });

  test('says that there is no chart when its pane has left the page', () => {
    startDrawing();
    bench.endGrace();
    if (!READ.ok) return;
    bench.paint({
      ok: true,
      reading: { ...READ.reading, pane: { isConnected: false } as HTMLCanvasElement },
    });
    expect(bench.overlay.report()).toMatchObject({ state: 'unreadable', reason: 'no-chart' });
    expect(bench.shown()).toBeNull();
  });

  test('takes everything away and hears nothing more when it is stopped', () => {
    startDrawing();
    bench.overlay.stop();
    expect(bench.shown()).toBeNull();
    expect(bench.log.slice(-2)).toEqual(['clear', 'reader stop']);
    bench.paint(READ);
    expect(bench.shown()).toBeNull();
  });

  test('draws nothing from a map whose bytes do not add up, and reports it', () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    const map = readyMap('BTCUSDT');
    if (map.state !== 'ready') return;
    bench.set();
    bench.answer({ ...map, column: { ...map.column, binCount: 7 } });
    bench.paint(READ);
    expect(bench.shown()).toBeNull();
    expect(errors).toHaveBeenCalledTimes(1);
  });
});

describe('a watched map', () => {
  test('that brought a new price alone is neither decoded nor drawn again', () => {
    startDrawing();
    const before = bench.shown();
    bench.answer(moved(readyMap('BTCUSDT'), PRICE * 1.0001));
    expect(bench.shown()?.picture.bands).toBe(before?.picture.bands);
    expect(bench.shown()?.legend).toMatchObject({ isLive: true, ageMs: 1000 });
  });

  test('that brought other bytes is drawn', () => {
    startDrawing();
    const before = bench.shown();
    bench.answer(emptied(readyMap('BTCUSDT')));
    expect(bench.shown()?.picture.bands).not.toBe(before?.picture.bands);
  });

  test('does not have the axis read anew at each step of the price', () => {
    startDrawing();
    bench.log.length = 0;
    bench.answer(moved(readyMap('BTCUSDT'), PRICE * 1.0004));
    expect(bench.log.filter((line) => line.startsWith('expect'))).toEqual([]);
    bench.answer(moved(readyMap('BTCUSDT'), PRICE * 1.0006));
    expect(bench.log.filter((line) => line.startsWith('expect'))).toHaveLength(1);
  });
});
