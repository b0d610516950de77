/**
 * Chromium with the production build of the extension loaded, and every host name answered by the
 * replay stand-in: the extension and the chart pages run unchanged.
 */
import { createHash } from 'node:crypto';
import { chromium, type BrowserContext, type Page, type Worker } from 'playwright-core';
import { requireBrowser, requireBuild, type ReplayPorts } from './browsers.ts';
import { makeAlarmDue, readTabIds } from './extension-page.ts';
import { until } from './until.ts';

export interface ChromiumOptions {
  /** null: the real internet. */
  readonly replay: ReplayPorts | null;
  readonly deviceScaleFactor?: number;
  readonly headless?: boolean;
  readonly extensionDir?: string;
  /** Kept between sessions; default a fresh one that is thrown away. */
  readonly userDataDir?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Chromium holds an extension's requests back for a while after several answers of status 5xx, by the
   * machine's clock. `false`: it does not, for tests whose minutes pass in a moment. Default as users have it.
   */
  readonly holdsBackRequests?: boolean;
}

export interface ChromiumSession {
  readonly context: BrowserContext;
  readonly extensionId: string;
  worker(): Promise<Worker>;
  /** Opens a page in a tab of its own and waits until its document is parsed. */
  newPage(url: string): Promise<Page>;
  /** The popup in a tab; with a page of `newPage`, that page is the popup's "this tab". */
  openPopup(tab?: Page): Promise<Page>;
  /** A page of the extension's own origin in which nothing of the extension runs. */
  extensionPage(): Promise<Page>;
  /** Stops the service worker as Chromium itself would; resolves when it has stopped. */
  killWorker(): Promise<void>;
  /** Lets the worker's alarm go off now; wakes the worker where it was stopped. */
  fireAlarm(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_VIEWPORT = { width: 1280, height: 800 };

const commandLine = (
  { replay, holdsBackRequests = true }: ChromiumOptions,
  extensionDir: string,
): string[] => [
  `--disable-extensions-except=${extensionDir}`,
  `--load-extension=${extensionDir}`,
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(holdsBackRequests ? [] : ['--disable-extensions-http-throttling']),
  ...(replay
    ? [
        `--host-resolver-rules=MAP * 127.0.0.1:${replay.port}`,
        '--ignore-certificate-errors',
        '--disable-quic',
      ]
    : []),
];

/** Chromium names an unpacked extension after its folder: SHA-256 in letters from a to p. */
const idOfFolder = (extensionDir: string): string =>
  createHash('sha256')
    .update(extensionDir)
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

const launchContext = (options: ChromiumOptions, extensionDir: string): Promise<BrowserContext> => {
  const headless = options.headless ?? true;
  return chromium.launchPersistentContext(options.userDataDir ?? '', {
    executablePath: requireBrowser('chromium'),
    headless,
    // The sandbox cannot be had as root or in most containers; on the real internet it is kept.
    chromiumSandbox: options.replay === null && process.getuid?.() !== 0,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: commandLine(options, extensionDir),
    ignoreHTTPSErrors: options.replay !== null,
    ...(options.env ? { env: { ...process.env, ...options.env } as Record<string, string> } : {}),
    // A window for people keeps its own size; emulation would cut it off at the viewport.
    ...(headless
      ? {
          viewport: options.viewport ?? DEFAULT_VIEWPORT,
          deviceScaleFactor: options.deviceScaleFactor ?? 1,
        }
      : { viewport: null }),
  });
};

const firstWorker = async (context: BrowserContext): Promise<Worker> =>
  context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));

/** Stops the service worker over a page's debugger session and waits until it says it stopped. */
const stopWorker = async (context: BrowserContext, page: Page, origin: string): Promise<void> => {
  const debuggerSession = await context.newCDPSession(page);
  const stopped = new Promise<void>((resolve) => {
    debuggerSession.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const ours = versions.filter(({ scriptURL }) => scriptURL.startsWith(origin));
      if (ours.some(({ runningStatus }) => runningStatus === 'stopped')) resolve();
    });
  });
  await debuggerSession.send('ServiceWorker.enable');
  await debuggerSession.send('ServiceWorker.stopAllWorkers');
  await stopped;
  await debuggerSession.detach();
};

/** Starts Chromium with the extension; throws where browser or build are missing. */
export const launchChromium = async (options: ChromiumOptions): Promise<ChromiumSession> => {
  const extensionDir = requireBuild(options.extensionDir ?? '.output/chrome-mv3');
  const context = await launchContext(options, extensionDir);
  const extensionId = idOfFolder(extensionDir);
  const origin = `chrome-extension://${extensionId}`;
  const control = context.pages()[0] ?? (await context.newPage());
  await control.goto(`${origin}/manifest.json`);
  const tabIds = new Map<Page, number>();

  /** Tab ids are read as the difference: without the `tabs` permission, tabs have no URL. */
  const openTab = async (): Promise<Page> => {
    const before = new Set(await control.evaluate(readTabIds));
    const page = await context.newPage();
    const added = (await control.evaluate(readTabIds)).find((id) => !before.has(id));
    if (added !== undefined) tabIds.set(page, added);
    return page;
  };

  return {
    context,
    extensionId,
    worker: () => firstWorker(context),
    newPage: async (url) => {
      const page = await openTab();
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      return page;
    },
    openPopup: async (tab) => {
      const tabId = tab && tabIds.get(tab);
      const page = await context.newPage();
      await page.goto(`${origin}/popup.html${tabId === undefined ? '' : `?tab=${tabId}`}`);
      return page;
    },
    extensionPage: async () => control,
    killWorker: () => stopWorker(context, control, origin),
    // A worker that has only just started may not have set its alarm yet.
    fireAlarm: async () => {
      await until('the alarm is set and due', async () => {
        await control.evaluate(makeAlarmDue);
        return true;
      });
    },
    close: () => context.close(),
  };
};
