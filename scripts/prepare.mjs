/**
 * Makes the checkout ready to run: npm packages, then browsers. Runs on plain Node 20 before anything
 * is installed, in well under a second where everything is there. `npm start` needs a Chromium,
 * `npm test` a Firefox too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { findBrandedChrome, findBrowser } from './browsers.mjs';

const ROOT = resolve(import.meta.dirname ?? '.', '..');
const OLDEST_NODE = [20, 11];
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
const PROBE_TIMEOUT_MS = 5000;

const say = (text) => console.log(`prepare: ${text}`);
const fail = (text) => {
  console.error(`prepare: ${text}`);
  process.exit(1);
};

/**
 * The environment for child processes, without this checkout's own `node_modules/.bin`: `npm ci`
 * takes away the Node that lies there while it runs.
 */
const systemEnvironment = () => ({
  ...process.env,
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
    .join(delimiter),
});

/** Runs a command with its output shown; true where it ended well. */
const run = (command, args, options = {}) =>
  spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: systemEnvironment(),
    shell: process.platform === 'win32',
    ...options,
  }).status === 0;

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Node ${process.versions.node} is too old. Install Node ${OLDEST_NODE.join('.')} or newer.`);
};

const readLock = (path) => {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages ?? {};
  } catch {
    return null;
  }
};

/** Compares what is installed with what the lock file asks for, by name and version. */
const arePackagesCurrent = () => {
  const installed = readLock('node_modules/.package-lock.json');
  const wanted = readLock('package-lock.json');
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
};

const isProjectNodeThere = () =>
  ['bin/node', 'bin/node.exe'].some((path) => existsSync(join(ROOT, 'node_modules/node', path)));

const preparePackages = () => {
  if (!arePackagesCurrent()) {
    say('installing npm packages (npm ci) …');
    if (!run('npm', ['ci', '--no-audit', '--no-fund']))
      fail('npm ci failed, see above. Check that the npm registry can be reached and try again.');
  }
  if (isProjectNodeThere()) return;
  say('setting up Node 24 for the scripts (npm rebuild node) …');
  if (!run('npm', ['rebuild', 'node']) || !isProjectNodeThere())
    fail(
      'Node 24 could not be set up. Are install scripts switched off (npm config ignore-scripts)?',
    );
};

/** Whether a browser starts at all; a download on a bare system often lacks shared libraries. */
const doesStart = (path) =>
  spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;

/** A browser that is there and can be used; downloads are tried out, the system's own are trusted. */
const findWorking = (kind) => {
  const path = findBrowser(kind);
  if (!path) return null;
  const isDownload = path.includes('ms-playwright') || path.startsWith(ROOT);
  return !isDownload || doesStart(path) ? path : null;
};

/** Quick look whether a download can work at all, so that a machine without it need not wait. */
const canReach = async (url) => {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true;
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
};

const DOWNLOADS = {
  chromium: {
    from: 'https://cdn.playwright.dev',
    args: ['node_modules/playwright-core/cli.js', 'install', '--no-shell', 'chromium'],
  },
  firefox: {
    from: 'https://archive.mozilla.org',
    args: [
      'node_modules/@puppeteer/browsers/lib/cjs/main-cli.js',
      'install',
      'firefox@stable',
      '--path',
      '.cache',
    ],
  },
};

const download = async (kind) => {
  const { from, args } = DOWNLOADS[kind];
  if (!(await canReach(from))) {
    say(`${from} cannot be reached, so no ${kind} can be downloaded from there`);
    return;
  }
  say(`downloading ${kind} from ${from} …`);
  run(process.execPath, args, { timeout: DOWNLOAD_TIMEOUT_MS });
};

const DEBIAN_PACKAGES = { chromium: ['chromium'], firefox: ['firefox-esr', 'firefox'] };

const installPackage = (kind) => {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...systemEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  for (const name of DEBIAN_PACKAGES[kind]) {
    say(`installing the distribution's package ${name} …`);
    if (run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], { env })) return;
  }
};

const NEXT_STEP = {
  chromium:
    'Install Chromium or Microsoft Edge (Debian: apt-get install chromium), or name one in LENS_CHROMIUM.',
  firefox:
    'Install Firefox 140 or newer (Debian: apt-get install firefox-esr), or name one in LENS_FIREFOX.',
};

const prepareBrowser = async (kind) => {
  if (findWorking(kind)) return;
  if (kind === 'chromium' && findBrandedChrome())
    say(
      'Google Chrome is here, but since version 137 it ignores --load-extension: looking further',
    );
  say(`no ${kind} on this machine`);
  for (const attempt of [download, installPackage]) {
    await attempt(kind);
    const path = findWorking(kind);
    if (path) {
      say(`${kind} is now at ${path}`);
      return;
    }
  }
  fail(`no ${kind} could be had. ${NEXT_STEP[kind]}`);
};

const browsersFor = (script) => (script === 'start' ? ['chromium'] : ['chromium', 'firefox']);

checkNode();
preparePackages();
for (const kind of browsersFor(process.env.npm_lifecycle_event)) {
  try {
    await prepareBrowser(kind);
  } catch (error) {
    fail(error.message);
  }
}
