import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Which imports each folder may have; the longest matching folder counts. Prefixes of project paths or package names. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'lib/model': ['lib/model'],
  'lib/markets': ['lib/model', 'lib/markets', 'valibot'],
  'lib/store': ['lib/model', 'lib/store', 'idb', 'valibot'],
  'lib/transfer': ['lib/model', 'lib/transfer', 'lib/store/book-rows', 'valibot'],
  'lib/render': ['lib/model', 'lib/render'],
  'lib/charts': ['lib/model', 'lib/charts', 'valibot'],
  'lib/insight': ['lib/model', 'lib/insight'],
  'lib/collect': ['lib/model', 'lib/markets', 'lib/store', 'lib/collect'],
  lib: ['lib/', 'wxt/', 'valibot', '@webext-core/messaging'],
  components: ['components', 'lib/model', 'lib/render', 'lib/insight', 'preact', 'uplot'],
  'entrypoints/chart-probe.content': ['entrypoints/chart-probe.content', 'wxt/', 'lib/charts'],
  entrypoints: [
    'entrypoints',
    'components',
    'lib/',
    'assets',
    'wxt/',
    'preact',
    '#imports',
    'uplot',
  ],
};
/** Types may come from anywhere below: only what runs binds. */
const TYPES_TOO = ['lib/model', 'lib/render'];

const root = resolve(import.meta.dirname, '../..');
const sources = ['lib', 'components', 'entrypoints'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);
const ruleFor = (file: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((folder) => file.startsWith(folder))
    .sort((a, b) => b.length - a.length)[0] ?? '';

const importsOf = (file: string): string[] => {
  const keepTypes = TYPES_TOO.some((folder) => file.startsWith(folder));
  const lines = readFileSync(join(root, file), 'utf8').matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^'";=]*?from\s+)?['"]([^'"]+)['"]/gm,
  );
  return [...lines]
    .filter(([, isType]) => keepTypes || !isType)
    .map(([, , target = '']) =>
      target.startsWith('.')
        ? relative(root, resolve(root, dirname(file), target))
        : target.replace(/^@\//, ''),
    );
};

test.each(sources)('%s imports only what its folder may', (file) => {
  const allowed = MAY_IMPORT[ruleFor(file)] ?? [];
  const strangers = importsOf(file).filter((target) => !allowed.some((a) => target.startsWith(a)));
  expect(strangers).toEqual([]);
});
