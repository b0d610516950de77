import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { htmlReply, type Answer } from './reply.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = join(ROOT, 'tests/pages');
const VENDOR: Readonly<Record<string, string>> = {
  '/vendor/lightweight-charts.js':
    'node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js',
  '/vendor/klinecharts.js': 'node_modules/klinecharts/dist/umd/klinecharts.min.js',
};
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
};

const NOT_FOUND = htmlReply(404, '<!DOCTYPE html><title>404</title>Not found');

async function fileReply(path: string): Promise<Answer> {
  try {
    const body = await readFile(path);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    return { kind: 'answer', status: 200, headers: { 'Content-Type': type }, body };
  } catch {
    return NOT_FOUND;
  }
}

/** Chart pages, what they load, and the chart page itself for any document asked for. */
export function readStaticReply(path: string, wantsDocument: boolean): Promise<Answer> {
  const vendor = VENDOR[path];
  if (vendor) return fileReply(join(ROOT, vendor));
  if (path.startsWith('/pages/')) {
    const file = normalize(join(PAGES, decodeURIComponent(path.slice('/pages/'.length))));
    return file.startsWith(PAGES + sep) ? fileReply(file) : Promise.resolve(NOT_FOUND);
  }
  return wantsDocument ? fileReply(join(PAGES, 'chart.html')) : Promise.resolve(NOT_FOUND);
}
