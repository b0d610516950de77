/**
 * Firefox with the production build of the extension installed, driven over WebDriver BiDi. It has no
 * resolver rules: a CONNECT proxy carries every host to the replay stand-in instead.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { requireBrowser, requireBuild, type ReplayPorts } from './browsers.ts';
import { makeAlarmDue, readTabIds } from './extension-page.ts';

export interface FirefoxOptions {
  readonly replay: ReplayPorts;
  readonly extensionDir?: string;
  readonly deviceScaleFactor?: number;
  /** Preferences of Firefox beside those that the harness needs. */
  readonly prefs?: Readonly<Record<string, string | number | boolean>>;
}

export interface FirefoxSession {
  readonly browser: Browser;
  newPage(url: string): Promise<Page>;
  /** The popup in a tab; with a page of `newPage`, that page is the popup's "this tab". */
  openPopup(tab?: Page): Promise<Page>;
  openOptions(): Promise<Page>;
  /** A page of the extension's own origin in which nothing of the extension runs. */
  extensionPage(): Promise<Page>;
  /** Lets the alarm go off now; wakes the event page where it was unloaded. */
  fireAlarm(): Promise<void>;
  close(): Promise<void>;
}

/** Firefox gives each installation a random address; pinned, so that the popup can be opened. */
const EXTENSION_UUID = '5b6a0e0c-6f0c-4b7e-9f43-1f0c8d8c2a11';

const readGeckoId = (extensionDir: string): string => {
  const manifest = JSON.parse(readFileSync(join(extensionDir, 'manifest.json'), 'utf8')) as {
    browser_specific_settings?: { gecko?: { id?: string } };
  };
  const id = manifest.browser_specific_settings?.gecko?.id;
  if (!id) throw new Error(`${extensionDir}/manifest.json names no gecko id`);
  return id;
};

const preferences = (options: FirefoxOptions, geckoId: string): Record<string, unknown> => ({
  'extensions.webextensions.uuids': JSON.stringify({ [geckoId]: EXTENSION_UUID }),
  'network.proxy.type': 1,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': options.replay.proxyPort,
  'network.proxy.no_proxies_on': '',
  'network.proxy.allow_hijacking_localhost': true,
  'layout.css.devPixelsPerPx': String(options.deviceScaleFactor ?? 1),
  ...options.prefs,
});

/**
 * Opens a page of the extension. The driver hears no load events from such pages, so the navigation
 * is left alone and the page itself is asked until it has loaded.
 */
const openExtensionPage = async (browser: Browser, path: string): Promise<Page> => {
  const page = await browser.newPage();
  const url = `moz-extension://${EXTENSION_UUID}/${path}`;
  page.goto(url, { timeout: 0 }).catch(() => undefined);
  const isLoaded = (wanted: string): boolean =>
    location.href === wanted && document.readyState === 'complete';
  for (;;) {
    // The document that is being replaced takes its answer with it: asked again.
    if (await page.evaluate(isLoaded, url).catch(() => false)) return page;
  }
};

const launchBrowser = (options: FirefoxOptions, extensionDir: string): Promise<Browser> =>
  launch({
    browser: 'firefox',
    executablePath: requireBrowser('firefox'),
    headless: true,
    acceptInsecureCerts: true,
    // System access: without it, pages of an extension may not be opened or asked anything.
    args: ['--remote-allow-system-access', '--width=1280', '--height=900'],
    defaultViewport: null,
    extraPrefsFirefox: preferences(options, readGeckoId(extensionDir)),
  });

/** Starts Firefox with the extension; throws where browser or build are missing. */
export const launchFirefox = async (options: FirefoxOptions): Promise<FirefoxSession> => {
  const extensionDir = requireBuild(options.extensionDir ?? '.output/firefox-mv3');
  const browser = await launchBrowser(options, extensionDir);
  await browser.installExtension(extensionDir);
  const control = await openExtensionPage(browser, 'manifest.json');
  const tabIds = new Map<Page, number>();

  const openTab = async (): Promise<Page> => {
    const before = new Set(await control.evaluate(readTabIds));
    const page = await browser.newPage();
    const added = (await control.evaluate(readTabIds)).find((id) => !before.has(id));
    if (added !== undefined) tabIds.set(page, added);
    return page;
  };

  return {
    browser,
    newPage: async (url) => {
      const page = await openTab();
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      return page;
    },
    openPopup: (tab) => {
      const tabId = tab && tabIds.get(tab);
      return openExtensionPage(
        browser,
        tabId === undefined ? 'popup.html' : `popup.html?tab=${tabId}`,
      );
    },
    openOptions: () => openExtensionPage(browser, 'options.html'),
    extensionPage: async () => control,
    fireAlarm: () => control.evaluate(makeAlarmDue),
    close: () => browser.close(),
  };
};
