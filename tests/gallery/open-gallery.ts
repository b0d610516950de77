/** Serves the gallery page from its sources. */
import { resolve } from 'node:path';
import { createServer } from 'vite';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Gallery {
  /** A list of links to all states; `#…` draws one. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

export const openGallery = async (): Promise<Gallery> => {
  const server = await createServer({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    cacheDir: resolve(ROOT, '.cache/gallery'),
    resolve: { alias: { '@': ROOT } },
    optimizeDeps: { entries: ['tests/gallery/index.html'] },
    server: { port: 0 },
  });
  await server.listen();
  return {
    address: `${server.resolvedUrls?.local[0]}tests/gallery/index.html`,
    close: () => server.close(),
  };
};
