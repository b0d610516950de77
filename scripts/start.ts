/**
 * `npm start`: builds the extension and opens a browser with it on the chart, live where Binance
 * answers and replayed where it does not. Without a display it looks for itself: waits for the bands,
 * saves pictures to `output/` and prints what it saw.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, type ChromiumSession } from '../tests/browser/harness/chromium.ts';
import { startReplay, type Replay } from '../tests/replay/server.ts';
import { inspect } from './inspect.ts';

const ROOT = resolve(import.meta.dirname, '..');
const OUTPUT = join(ROOT, 'output');
const SYMBOL = 'BTCUSDT';
const CHART_URL = `https://www.binance.com/en/futures/${SYMBOL}`;
const PING_URL = 'https://fapi.binance.com/fapi/v1/ping';
const PING_TIMEOUT_MS = 5000;
/** Twice the pixels: the pictures are meant to be looked at. */
const PICTURE_SCALE = 2;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Makes the production build for Chrome and Edge; its output is shown only where it fails. */
const buildExtension = (): Promise<void> =>
  new Promise((done, failed) => {
    const tool = join(ROOT, 'node_modules', '.bin', 'wxt');
    const build = spawn(tool, ['build'], { cwd: ROOT, shell: process.platform === 'win32' });
    let said = '';
    build.stdout.on('data', (part) => (said += part));
    build.stderr.on('data', (part) => (said += part));
    build.on('error', failed);
    build.on('close', (code) =>
      code === 0 ? done() : failed(new Error(`The build failed:\n${said}`)),
    );
  });

const doesBinanceAnswer = async (): Promise<boolean> => {
  try {
    return (await fetch(PING_URL, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) })).status === 200;
  } catch {
    return false;
  }
};

/** The stand-in where Binance does not answer, else null; says which. */
const chooseMarket = async (): Promise<Replay | null> => {
  if (await doesBinanceAnswer()) {
    console.log('Binance answers: this is the live market.');
    return null;
  }
  const replay = await startReplay({ withoutRecordings: 'simulated' });
  const market = replay.source === 'recordings' ? 'a recorded' : 'a simulated';
  console.log(`Binance does not answer here: replaying ${market} market on a local chart page.`);
  return replay;
};

const hasDisplay = (): boolean =>
  !process.argv.includes('--headless') &&
  (process.platform !== 'linux' ||
    Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']));

/** For people: the browser stays open until it is closed. */
const showBrowser = async (session: ChromiumSession): Promise<void> => {
  const closed = new Promise((done) => session.context.on('close', done));
  await session.newPage(CHART_URL);
  console.log(`Open: ${CHART_URL}`);
  console.log('The popup is behind the extension’s icon. Close the browser to end.');
  await closed;
};

const savePage = async (page: Page, name: string, scale: 'css' | 'device'): Promise<void> => {
  await page.screenshot({ path: join(OUTPUT, name), scale });
};

/** Without a display: waits for the bands, takes the pictures, prints what is seen. */
const lookForItself = async (
  session: ChromiumSession,
  replay: Replay | null,
  startedMs: number,
): Promise<void> => {
  const page = await session.newPage(CHART_URL);
  try {
    await inspect({
      session,
      page,
      symbol: SYMBOL,
      chartUrl: CHART_URL,
      isLocalPage: replay !== null,
      startedMs,
    });
  } finally {
    await savePage(page, 'chart.png', 'device');
    await savePage(page, 'chart@1x.png', 'css');
  }
  console.log('Pictures: output/chart.png, output/chart@1x.png, output/popup.png');
};

const start = async (): Promise<void> => {
  const startedMs = performance.now();
  mkdirSync(OUTPUT, { recursive: true });
  const headless = !hasDisplay();
  const [replay] = await Promise.all([chooseMarket(), buildExtension()]);
  console.log(`Built the extension (${seconds(performance.now() - startedMs)} so far).`);
  const session = await launchChromium({ replay, headless, deviceScaleFactor: PICTURE_SCALE });
  try {
    await (headless ? lookForItself(session, replay, startedMs) : showBrowser(session));
  } finally {
    await session.close();
    await replay?.stop();
  }
};

try {
  await start();
} catch (error) {
  console.error(`npm start failed: ${error instanceof Error ? error.message : String(error)}`);
  console.error('If the chart was open, output/chart.png shows how it looked.');
  process.exitCode = 1;
}
