/** Chromium on the chart pages of the stand-in, with probe, reader and ruler put into every page. */
import { resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { requireBrowser, ROOT } from '../harness/browsers.ts';
import { startReplay } from '../../replay/server.ts';

/** One moment of the generated market, so that every run measures the same candles. */
const START_MS = Date.UTC(2026, 2, 3, 12);

export interface ChartPages {
  /** Opens a chart page under Binance's name and waits until the chart is drawn. */
  open(query: string, deviceScaleFactor?: number): Promise<Page>;
  /** Opens a page of the same site that has no chart. */
  openBlank(): Promise<Page>;
  close(): Promise<void>;
}

const bundleRuler = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: {
        entry: resolve(ROOT, 'tests/browser/accuracy/measure-in-page.ts'),
        formats: ['iife'],
        name: 'accuracy',
      },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !('output' in output)) throw new Error('the ruler was not built');
  return output.output[0].code;
};

export const startChartPages = async (): Promise<ChartPages> => {
  const [ruler, replay] = await Promise.all([
    bundleRuler(),
    startReplay({ recordingsDir: null, startMs: START_MS }),
  ]);
  const browser = await chromium.launch({
    executablePath: requireBrowser('chromium'),
    args: [
      '--no-sandbox',
      `--host-resolver-rules=MAP * 127.0.0.1:${replay.port}`,
      '--ignore-certificate-errors',
    ],
  });
  const newPage = async (deviceScaleFactor: number): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor,
      ignoreHTTPSErrors: true,
    });
    await context.addInitScript({ content: ruler });
    return context.newPage();
  };
  return {
    async open(query, deviceScaleFactor = 1) {
      const page = await newPage(deviceScaleFactor);
      await page.goto(`https://www.binance.com/en/futures/BTCUSDT?${query}`);
      await page.waitForFunction(() => 'chartTruth' in window);
      await page.evaluate(() => window.chartTruth.ready);
      return page;
    },
    async openBlank() {
      const page = await newPage(1);
      await page.goto('https://www.binance.com/pages/none.html');
      return page;
    },
    async close() {
      await browser.close();
      await replay.stop();
    },
  };
};
