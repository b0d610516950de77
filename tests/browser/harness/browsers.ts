/**
 * What every browser session of the tests starts from: the executable, the built extension, and the
 * ports of the stand-in that answers for the whole internet.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBrowser, type BrowserKind } from '../../../scripts/browsers.mjs';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** The part of the replay stand-in that a browser needs to know. */
export interface ReplayPorts {
  readonly port: number;
  /** HTTP CONNECT proxy for Firefox, which has no resolver rules. */
  readonly proxyPort: number;
}

/** Path of a browser; throws with the next step where there is none. */
export const requireBrowser = (kind: BrowserKind): string => {
  const path = findBrowser(kind);
  if (path) return path;
  throw new Error(`No ${kind} found: run "npm test" once, which installs what is missing`);
};

/** Absolute path of a production build; throws with the next step where it was not made. */
export const requireBuild = (folder: string): string => {
  const path = resolve(ROOT, folder);
  if (existsSync(join(path, 'manifest.json'))) return path;
  throw new Error(`No build in ${folder}: run "npm run build" first ("npm test" does it)`);
};
