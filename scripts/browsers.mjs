/**
 * Where browsers are found on this machine. Plain JavaScript on Node 20, because the set-up script
 * needs it before anything is installed; the browser tests use it too.
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Names on the PATH, best first. Google's own Chrome ignores `--load-extension` since version 137,
 * so it cannot be used for automation; it is only looked for in order to say so.
 */
const NAMES = {
  chromium: [
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
    'microsoft-edge-beta',
  ],
  firefox: ['firefox', 'firefox-esr', 'firefox-developer-edition', 'firefox-nightly'],
  brandedChrome: ['google-chrome', 'google-chrome-stable'],
};

/** Places outside the PATH on macOS and Windows. */
const PLACES = {
  chromium: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
  firefox: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  brandedChrome: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

const OVERRIDES = { chromium: 'LENS_CHROMIUM', firefox: 'LENS_FIREFOX' };

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

const findSystem = (kind) =>
  NAMES[kind].map(onPath).find(Boolean) ?? PLACES[kind].find(isExecutable) ?? null;

/** Folders that Playwright and Puppeteer download browsers into. */
const downloadFolders = () => [
  process.env.PLAYWRIGHT_BROWSERS_PATH ?? '',
  join(homedir(), '.cache', 'ms-playwright'),
  join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  join(homedir(), 'AppData', 'Local', 'ms-playwright'),
];

const DOWNLOADED_CHROMIUM = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

/** The newest full Chromium that Playwright has downloaded (its headless shell has no extensions). */
const findDownloadedChromium = () => {
  const builds = downloadFolders()
    .filter((folder) => folder !== '' && existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((folder) => /chromium-\d+$/.test(folder))
    .sort((a, b) => Number(b.match(/\d+$/)) - Number(a.match(/\d+$/)));
  return (
    builds
      .flatMap((build) => DOWNLOADED_CHROMIUM.map((inside) => join(build, inside)))
      .find(isExecutable) ?? null
  );
};

/** Firefox as `@puppeteer/browsers` downloads it into the project's `.cache`. */
const findDownloadedFirefox = () => {
  const folder = join(import.meta.dirname, '..', '.cache', 'firefox');
  if (!existsSync(folder)) return null;
  const inside = ['firefox/firefox', 'Firefox.app/Contents/MacOS/firefox', 'core/firefox.exe'];
  return (
    readdirSync(folder)
      .flatMap((build) => inside.map((path) => join(folder, build, path)))
      .find(isExecutable) ?? null
  );
};

/**
 * Path of a browser that can be driven with an unpacked extension, or null.
 * `LENS_CHROMIUM` and `LENS_FIREFOX` name one outright; a wrong one is an error, not a fallback.
 */
export const findBrowser = (kind) => {
  const named = process.env[OVERRIDES[kind]];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`${OVERRIDES[kind]}=${named} is not an executable file`);
  }
  const downloaded = kind === 'chromium' ? findDownloadedChromium : findDownloadedFirefox;
  return findSystem(kind) ?? downloaded();
};

/** Path of Google's own Chrome, which cannot load an unpacked extension from the command line. */
export const findBrandedChrome = () => findSystem('brandedChrome');
