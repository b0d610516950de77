/**
 * The sites whose charts the extension can draw on. Adding a site is one row here: manifest, content
 * scripts, popup and settings read this table.
 */

export interface Site {
  /** Stable name under which settings remember the site. */
  readonly id: string;
  /** What the user reads. */
  readonly name: string;
  readonly hosts: readonly string[];
  /** Manifest match patterns. They end in `/*`: `match_origin_as_fallback` asks for that. */
  readonly matches: readonly string[];
  /** The contract shown at an address as the exchange's API names it, null where there is none. */
  readonly symbolOf: (url: URL) => string | null;
}

const BINANCE_FUTURES_PATH =
  /^\/(?:[a-z]{2}(?:-[A-Za-z]{2})?\/)?futures\/([\p{L}\p{N}_]{3,30})\/?$/u;

const decodePath = (url: URL): string => {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return '';
  }
};

/**
 * `/en/futures/BTCUSDT` is a contract; `/en/futures/portfolio` is a page; `BTCUSDT_260327` is a dated
 * contract, which has no place in the model. Contracts are written in capitals, pages are not.
 */
const binanceSymbolOf = (url: URL): string | null => {
  const name = BINANCE_FUTURES_PATH.exec(decodePath(url))?.[1];
  if (name === undefined || name.includes('_')) return null;
  const symbol = name.toUpperCase();
  return name === symbol || /USD[TC]$/.test(symbol) ? symbol : null;
};

export const SITES: readonly Site[] = [
  {
    id: 'binance',
    name: 'Binance Futures',
    hosts: ['www.binance.com'],
    matches: ['https://www.binance.com/*'],
    symbolOf: binanceSymbolOf,
  },
];

/** Where the content scripts run, for the manifest. */
export const CHART_MATCHES: string[] = SITES.flatMap((site) => [...site.matches]);

/** The site at an address, or null where the extension does nothing. */
export const findSite = (url: URL): Site | null =>
  SITES.find((site) => url.protocol === 'https:' && site.hosts.includes(url.host)) ?? null;
